//! The language of the page: which one the person reads, its file, and how the browser writes dates and counts in it.

use auth::session::Store as _;
use cognito::TransportError;
use messages::{Catalog, CatalogError, Language};
use thiserror::Error;
use wasm_bindgen::prelude::*;
use web_sys::{Url, Window};

use super::storage::{BrowserStore, Lifetime};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str) -> Result<PluralRules, JsValue>;

    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, number: u32) -> String;
}

/// Where the chosen language is kept, in localStorage.
pub const LANGUAGE_KEY: &str = "latchkey:language";

/// Where it is noted that the page was loaded again for its messages, in sessionStorage.
const RELOADED_KEY: &str = "latchkey:reloaded";

/// The name in the address's query that asks for a language.
const PARAMETER: &str = "lang";

/// Why there are no texts.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MessagesError {
    /// The file did not arrive. The person looks at their connection.
    #[error("the messages were not fetched: {0}")]
    Unreachable(#[from] TransportError),
    /// There is none. The operator looks at what the site serves.
    #[error("the messages were not fetched: HTTP status {0}")]
    Missing(u16),
    /// It cannot be used.
    #[error(transparent)]
    Unusable(#[from] CatalogError),
}

/// The language to begin with, by [`Language::choose`]. What the address asks for is kept and taken out of the address, so
/// that the switch has the last word.
#[must_use]
pub fn first() -> Language {
    let Some(window) = web_sys::window() else {
        return Language::default();
    };
    let asked = take_parameter(&window);
    if let Some(asked) = asked.as_deref().and_then(Language::of_tag) {
        keep(asked);
    }
    let kept = store(Lifetime::Lasting).and_then(|store| store.get(LANGUAGE_KEY));
    let languages = languages(&window);
    Language::choose(
        asked.as_deref(),
        kept.as_deref(),
        languages.iter().map(String::as_str),
    )
}

fn take_parameter(window: &Window) -> Option<String> {
    let url = Url::new(&window.location().href().ok()?).ok()?;
    let query = url.search_params();
    let asked = query.get(PARAMETER)?;
    query.delete(PARAMETER);
    if let Ok(history) = window.history() {
        let state = history.state().unwrap_or_default();
        // Fails for addresses of other origins only.
        let _ = history.replace_state_with_url(&state, "", Some(&url.href()));
    }
    Some(asked)
}

/// Keeps a choice for the next visit, where the browser keeps anything.
pub fn keep(language: Language) {
    if let Some(store) = store(Lifetime::Lasting) {
        // Nothing depends on it.
        let _ = store.set(LANGUAGE_KEY, language.tag());
    }
}

/// Fetches the texts of a language.
///
/// # Errors
/// [`MessagesError`].
pub async fn fetch_messages(language: Language) -> Result<&'static Catalog, MessagesError> {
    let path = ["/messages/", language.tag(), ".json"].concat();
    match super::get_text(&path).await? {
        (200, file) => {
            let catalog = Catalog::parse(language, String::leak(file))?;
            Ok(Box::leak(Box::new(catalog)))
        }
        (status, _) => Err(MessagesError::Missing(status)),
    }
}

/// Loads the page again, if that was not done before in this tab. Whether it is.
#[must_use]
pub fn reload_once() -> bool {
    let Some(store) = store(Lifetime::Tab) else {
        return false;
    };
    if store.get(RELOADED_KEY).is_some() || store.set(RELOADED_KEY, "1").is_err() {
        return false;
    }
    web_sys::window().is_some_and(|window| window.location().reload().is_ok())
}

/// Says that the page's messages fit, so that it may be loaded again another time.
pub fn loaded_well() {
    if let Some(store) = store(Lifetime::Tab) {
        store.remove(RELOADED_KEY);
    }
}

fn store(lifetime: Lifetime) -> Option<BrowserStore> {
    let mut stores = BrowserStore::all().into_iter();
    stores.find(|store| store.lifetime() == lifetime)
}

/// Tells the browser and screen readers which language the page is in, and the style sheet which direction it has.
pub fn apply(language: Language) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        // These are names that attributes may have.
        let _ = root.set_attribute("lang", language.tag());
        let _ = root.set_attribute("dir", language.direction());
    }
}

/// The tag by which the browser writes dates and counts in the language of the page: see [`Language::formats`].
pub(super) fn formats() -> String {
    let Some(window) = web_sys::window() else {
        return String::new();
    };
    let root = window
        .document()
        .and_then(|document| document.document_element());
    let tag = root.and_then(|root| root.get_attribute("lang"));
    let language = tag.and_then(|tag| Language::of_tag(&tag));
    let languages = languages(&window);
    language
        .unwrap_or_default()
        .formats(languages.iter().map(String::as_str))
}

/// The language that pages have which know nothing but the browser's languages.
#[must_use]
pub fn of_browser() -> Language {
    let languages = web_sys::window().map(|window| languages(&window));
    let languages = languages.unwrap_or_default();
    Language::choose(None, None, languages.iter().map(String::as_str))
}

fn languages(window: &Window) -> Vec<String> {
    let languages = window.navigator().languages();
    languages.iter().filter_map(|tag| tag.as_string()).collect()
}

/// The plural category of a number in the language of the page, by `Intl.PluralRules`; `other` where the browser does not
/// say.
#[must_use]
pub fn plural_category(number: u64) -> String {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    PluralRules::new(&formats()).map_or_else(|_| "other".to_owned(), |rules| rules.select(number))
}
