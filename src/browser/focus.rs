use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::page;

/// Moves the focus to the page's heading: where it belongs when what had it has gone.
pub fn focus_heading() {
    let heading = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("h1").ok().flatten())
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        page::focus(&heading);
    }
}
