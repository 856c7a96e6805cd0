//! The page around the components: its title, its brand, where it is, what has the focus.

use auth::{ChallengeUrl, ReturnPath, Timestamp};
use config::Brand;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::console_warn;
use super::language::formats;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type ScrollOptions;

    #[wasm_bindgen(method, setter, structural)]
    fn set_block(this: &ScrollOptions, position: &str);

    #[wasm_bindgen(extends = web_sys::Element)]
    type Scrollable;

    #[wasm_bindgen(method, structural, js_name = scrollIntoView)]
    fn scroll_into_view(this: &Scrollable, options: &ScrollOptions);
}

/// Sets the document's title, as browsers show it and screen readers announce it.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Puts the brand's colours, radius and font into the custom properties that `style/critical.css` builds on; what the brand
/// leaves open stays as it is. The CSP allows this: it forbids style attributes in HTML, not the object model.
pub fn apply_brand(brand: &Brand) {
    let root = document().and_then(|document| document.document_element());
    let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let style = root.style();
    for (name, value) in brand.custom_properties() {
        // An unknown property is ignored by the browser; there is no other failure.
        let _ = style.set_property(name, &value);
    }
    for line in brand.advice() {
        console_warn(&line);
    }
}

/// The page that this one should lead back to after signing in, from its own address.
#[must_use]
pub fn current_path() -> Option<ReturnPath> {
    let location = web_sys::window()?.location();
    let text = [location.pathname(), location.search(), location.hash()];
    ReturnPath::parse(&text.into_iter().collect::<Result<String, _>>().ok()?)
}

/// Leaves this page for the pre-built UI.
pub fn leave_for(url: &ChallengeUrl) {
    if let Some(window) = web_sys::window() {
        // Fails only while a page is being left already.
        let _ = window.location().assign(url.expose());
    }
}

/// Moves the keyboard's focus to an element.
pub fn focus(element: &HtmlElement) {
    // Fails only for elements that cannot have it.
    let _ = element.focus();
}

/// Scrolls as little as is needed for what has the focus to be seen whole. The style sheet says what lies over the page
/// (`scroll-padding`).
pub fn uncover_focus() {
    if let Some(focused) = document().and_then(|document| document.active_element()) {
        let options: ScrollOptions = js_sys::Object::new().unchecked_into();
        options.set_block("nearest");
        focused
            .unchecked_into::<Scrollable>()
            .scroll_into_view(&options);
    }
}

/// A moment in the person's own time zone and the language of the page, such as "14:05" or "21 Nov, 14:05".
#[must_use]
pub fn local_time(moment: Timestamp, with_day: bool) -> String {
    let options = js_sys::Object::new();
    let mut parts = vec![("hour", "2-digit"), ("minute", "2-digit")];
    if with_day {
        parts.extend([("day", "numeric"), ("month", "short")]);
    }
    for (part, form) in parts {
        // A fresh plain object takes any property.
        let _ = js_sys::Reflect::set(&options, &part.into(), &form.into());
    }
    String::from(date(moment).to_locale_string(&formats(), &options))
}

/// A moment in ISO 8601, for a `time` element's `datetime`.
#[must_use]
pub fn iso_time(moment: Timestamp) -> String {
    String::from(date(moment).to_iso_string())
}

fn date(moment: Timestamp) -> js_sys::Date {
    let since_epoch = moment.since(Timestamp::default());
    js_sys::Date::new(&(since_epoch.as_secs_f64() * 1000.0).into())
}

pub(super) fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
