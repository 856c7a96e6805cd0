//! Countries as the browser names them.

use auth::Country;
use wasm_bindgen::prelude::*;
use web_sys::HtmlSelectElement;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type NameOptions;

    #[wasm_bindgen(method, setter, structural, js_name = type)]
    fn set_type(this: &NameOptions, kind: &str);

    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: Option<&str>, options: &NameOptions) -> Result<DisplayNames, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type Collator;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: Option<&str>) -> Result<Collator, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn compare(this: &Collator) -> js_sys::Function;

    /// An array of strings, which the browser sorts: cheaper than sorting here.
    #[wasm_bindgen(extends = js_sys::Array)]
    type Lines;

    #[wasm_bindgen(method, structural)]
    fn sort(this: &Lines, compare: &js_sys::Function);
}

/// The country that the person's languages name (`de-AT`), where one does.
#[must_use]
pub fn home_country() -> Option<Country> {
    web_sys::window()?
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .find_map(|tag| Country::of_language(&tag))
}

/// Fills `select` with every country, by its name in the page's language and its calling code, in the order of
/// names, behind its first option, which stays. The options' values are the countries' codes.
pub fn fill_with_countries(select: &HtmlSelectElement) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let language = document
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .filter(|language| !language.is_empty());
    // Anything but a number would be ignored.
    select.set_length(1);
    for line in country_lines(language.as_deref(), &document.dir()).iter() {
        let Some(line) = line.as_string() else {
            continue;
        };
        let (text, code) = line.split_once(SEPARATOR).unwrap_or_default();
        if let Ok(option) = document.create_element("option") {
            option.set_text_content(Some(text));
            // Fails only for names that no attribute has, and for nodes that cannot have children.
            let _ = option.set_attribute("value", code);
            let _ = select.append_child(&option);
        }
    }
}

/// Stands in no country's name, and sorts before what does.
const SEPARATOR: char = '\u{1}';

/// In `language`, else in that of the browser, for a page that is read in `direction`.
fn country_lines(language: Option<&str>, direction: &str) -> Lines {
    let options: NameOptions = js_sys::Object::new().unchecked_into();
    options.set_type("region");
    let names = DisplayNames::new(language, &options).ok();
    let lines: Lines = js_sys::Array::new().unchecked_into();
    // Calling codes are written from the left (LEFT-TO-RIGHT ISOLATE).
    let (open, close) = match direction {
        "rtl" => ("\u{2066}", "\u{2069}"),
        _ => ("", ""),
    };
    for country in Country::all() {
        let code = country.code();
        // A browser that knows no names has the code.
        let name = names
            .as_ref()
            .and_then(|names| names.of(code).ok().flatten());
        let name = name.as_deref().unwrap_or(code);
        let calling_code = country.calling_code();
        lines.push(&format!("{name} ({open}+{calling_code}{close}){SEPARATOR}{code}").into());
    }
    if let Ok(collator) = Collator::new(language) {
        lines.sort(&collator.compare());
    }
    lines
}
