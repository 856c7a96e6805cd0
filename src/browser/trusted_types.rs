//! Trusted Types: what strings may become HTML or scripts in this page.
//!
//! The Content Security Policy lets none (`require-trusted-types-for 'script'`) but through the page's own policies
//! (W3C Trusted Types). Leptos writes the parts of its views that never change as HTML, and the Authsignal Web SDK is
//! loaded by a script element, so a default policy lets those two pass and nothing else.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type TypesWindow;

    #[wasm_bindgen(method, getter, structural, js_name = trustedTypes)]
    fn trusted_types(this: &TypesWindow) -> Option<PolicyFactory>;

    type PolicyFactory;

    #[wasm_bindgen(method, structural, catch, js_name = createPolicy)]
    fn create_policy(this: &PolicyFactory, name: &str, rules: &Object) -> Result<JsValue, JsValue>;
}

/// The elements that the views' unchanging parts are made of.
const ELEMENTS: &[&str] = &[
    "a", "b", "br", "button", "code", "dd", "div", "dl", "dt", "em", "footer", "g", "h1", "h2",
    "h3", "header", "hr", "i", "img", "label", "li", "main", "nav", "ol", "option", "p", "path",
    "rect", "circle", "section", "small", "span", "strong", "svg", "title", "ul",
];

/// Makes the page's default policy; `is_script` says which addresses scripts may come from. To be called before the first
/// view. Browsers without Trusted Types need none.
pub fn create_trusted_types_policy(is_script: impl Fn(&str) -> bool + 'static) {
    let factory = web_sys::window().and_then(|window| {
        let window: TypesWindow = window.unchecked_into();
        window.trusted_types()
    });
    let Some(factory) = factory else { return };
    let rules = Object::new();
    let html = rule(is_harmless);
    let script = rule(move |url| is_script(url));
    let set = |name: &str, rule: &JsValue| Reflect::set(&rules, &name.into(), rule);
    let made = set("createHTML", &html)
        .and_then(|_| set("createScriptURL", &script))
        .and_then(|_| factory.create_policy("default", &rules));
    if let Err(thrown) = made {
        super::console_error("Trusted Types", &super::describe(&thrown));
    }
}

/// What gives back the strings that may pass, and null for others, which the browser then refuses. It lives as long as
/// the page.
fn rule(passes: impl Fn(&str) -> bool + 'static) -> JsValue {
    let rule = Closure::<dyn Fn(String) -> JsValue>::new(move |text: String| {
        if passes(&text) {
            JsValue::from(text)
        } else {
            JsValue::NULL
        }
    });
    rule.into_js_value()
}

/// Whether this is HTML of the elements in `ELEMENTS` alone, and nothing in it can run.
#[must_use]
pub fn is_harmless(html: &str) -> bool {
    let words: Vec<&str> = html.split_ascii_whitespace().collect();
    let html = words.join(" ").replace(" =", "=").to_ascii_lowercase();
    let runs = html.contains("javascript:")
        || html.split(' ').any(|word| {
            // An event handler's attribute; quotes and slashes may stand in for the space before it.
            word.rsplit(['"', '\'', '/'])
                .filter_map(|word| word.strip_prefix("on"))
                .any(|name| name.find('=').is_some_and(|end| end > 0))
        });
    let mut tags = html.split('<').skip(1);
    !runs
        && tags.all(|tag| {
            let name = tag.trim_start_matches('/');
            let end = name.find(|c: char| !c.is_ascii_alphanumeric());
            let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
            // `<!>` is how Leptos marks a place.
            tag.starts_with("!>") || ELEMENTS.contains(&name)
        })
}
