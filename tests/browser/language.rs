//! The language of the page: chosen, loaded, switched.

use latchkey::browser::language::{LANGUAGE_KEY, first};
use latchkey::components::{LanguageSelect, Shell};
use latchkey::words;
use leptos::prelude::*;
use messages::Language;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use crate::support::{
    Replaced, app_config, clear_storages, document, eval, mount, replace, sign_in_page,
    speak_english, until, window,
};

/// `fetch`, answering with the message files of German and Arabic, and with one of another build for Spanish.
fn messages_answering() -> Replaced {
    let german = serde_json::Value::from(include_str!("../../public/messages/de.json"));
    let arabic = serde_json::Value::from(include_str!("../../public/messages/ar.json"));
    eval("window.requests = []");
    replace(
        "window",
        "fetch",
        &format!(
            "(url) => {{ window.requests.push(url);
                if (url === '/messages/de.json') return Promise.resolve(new Response({german}));
                if (url === '/messages/es.json') return Promise.resolve(new Response('{{}}'));
                if (url === '/messages/ar.json') return Promise.resolve(new Response({arabic}));
                return Promise.resolve(new Response('', {{status: 404}})); }}"
        ),
    )
}

fn requested() -> u32 {
    js_sys::Array::from(&eval("window.requests")).length()
}

fn choose(select: &HtmlSelectElement, tag: &str) {
    select.set_value(tag);
    let event = web_sys::Event::new("change").unwrap();
    select.dispatch_event(&event).unwrap();
}

fn root(attribute: &str) -> Option<String> {
    document()
        .document_element()
        .unwrap()
        .get_attribute(attribute)
}

fn german(key: &str) -> String {
    let file = include_str!("../../public/messages/de.json");
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    file[key].as_str().unwrap().to_owned()
}

fn has_focus(element: &HtmlSelectElement) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| focused.is_same_node(Some(element)))
}

fn kept() -> Option<String> {
    let storage = window().local_storage().unwrap().unwrap();
    storage.get_item(LANGUAGE_KEY).unwrap()
}

#[wasm_bindgen_test]
async fn another_language_changes_the_words_and_nothing_else() {
    speak_english();
    let (page, _) = sign_in_page(app_config());
    let _fetch = messages_answering();
    let switch = mount(|| view! { <LanguageSelect/> });
    let select: HtmlSelectElement = switch.get("select");
    assert_eq!(select.value(), "en");
    let field: HtmlInputElement = page.get("#email");
    field.set_value("ada@exam");
    let event = web_sys::Event::new("input").unwrap();
    field.dispatch_event(&event).unwrap();
    select.focus().unwrap();
    choose(&select, "de");
    until("the page is in German", || {
        page.text().contains(&german("signIn.title"))
    })
    .await;
    assert!(page.text().contains(&german("signIn.withPasskey")));
    assert!(!page.text().contains("Sign in with a passkey"));
    assert_eq!(root("lang").as_deref(), Some("de"));
    assert_eq!(root("dir").as_deref(), Some("ltr"));
    assert_eq!(document().title(), german("signIn.title"));
    assert_eq!(kept().as_deref(), Some("de"));
    assert_eq!(
        select.get_attribute("aria-label"),
        Some(german("language.label"))
    );
    // The very same field, with what was typed; the focus stays where it was.
    assert!(
        page.get::<web_sys::Element>("#email")
            .is_same_node(Some(&field))
    );
    assert_eq!(field.value(), "ada@exam");
    assert!(has_focus(&select));

    choose(&select, "ar");
    until("the page is in Arabic", || {
        root("dir").as_deref() == Some("rtl")
    })
    .await;
    assert_eq!(root("lang").as_deref(), Some("ar"));
    assert_eq!(requested(), 2);
    // What was loaded once is there.
    choose(&select, "de");
    until("the page is in German again", || {
        page.text().contains(&german("signIn.title"))
    })
    .await;
    assert_eq!(root("dir").as_deref(), Some("ltr"));
    assert_eq!(requested(), 2);
    speak_english();
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_problem_is_said_in_the_new_language_and_takes_no_focus() {
    speak_english();
    let (page, _) = sign_in_page(app_config());
    let _fetch = messages_answering();
    let switch = mount(|| view! { <LanguageSelect/> });
    let select: HtmlSelectElement = switch.get("select");
    page.click("Continue");
    until("the problem shows", || {
        page.text().contains("Enter your email.")
    })
    .await;
    select.focus().unwrap();
    choose(&select, "de");
    until("the problem is German", || {
        page.text().contains(&german("username.emailMissing"))
    })
    .await;
    assert!(has_focus(&select));
    speak_english();
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_used_leaves_the_page_as_it_is() {
    speak_english();
    clear_storages();
    let _fetch = messages_answering();
    let shell = mount(|| view! { <Shell brand=app_config().brand>"the page"</Shell> });
    let select: HtmlSelectElement = shell.get("footer select");
    for tag in ["es", "ja"] {
        choose(&select, tag);
        until("it is said", || {
            shell.text().contains("This language could not be loaded.")
        })
        .await;
        until("the switch goes back", || select.value() == "en").await;
        assert_eq!(words::language_now(), Language::English);
        assert_eq!(kept(), None);
    }
}

#[wasm_bindgen_test]
fn the_address_wins_over_what_was_chosen_and_that_over_the_browser() {
    clear_storages();
    let _languages = replace("navigator", "languages", "['pt-PT', 'fr']");
    assert_eq!(first(), Language::Portuguese);
    let before = window().location().href().unwrap();
    let history = window().history().unwrap();
    let go = |query: &str| {
        history
            .replace_state_with_url(&"state".into(), "", Some(query))
            .unwrap();
    };
    go("?return=%2Faccount&lang=ja#part");
    assert_eq!(first(), Language::Japanese);
    // The address no longer says so, the rest of it stays.
    let location = window().location();
    assert_eq!(location.search().unwrap(), "?return=%2Faccount");
    assert_eq!(location.hash().unwrap(), "#part");
    assert_eq!(
        history.state().unwrap().as_string().as_deref(),
        Some("state")
    );
    assert_eq!(kept().as_deref(), Some("ja"));
    assert_eq!(first(), Language::Japanese);
    // What nobody speaks here is not kept.
    go("?lang=tlh");
    assert_eq!(first(), Language::Japanese);
    clear_storages();
    history
        .replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&before))
        .unwrap();
}
