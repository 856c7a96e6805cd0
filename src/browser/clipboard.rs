//! The clipboard.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type CopyingNavigator;

    /// There is none outside secure contexts.
    #[wasm_bindgen(method, getter, structural)]
    fn clipboard(this: &CopyingNavigator) -> Option<Clipboard>;

    type Clipboard;

    #[wasm_bindgen(method, structural, catch, js_name = writeText)]
    fn write_text(this: &Clipboard, text: &str) -> Result<js_sys::Promise, JsValue>;
}

/// Puts `text` into the clipboard, while a click is handled. Whether it is there: browsers may refuse.
pub async fn copy(text: &str) -> bool {
    let navigator =
        web_sys::window().map(|window| window.navigator().unchecked_into::<CopyingNavigator>());
    let clipboard = navigator.and_then(|navigator| navigator.clipboard());
    match clipboard.and_then(|clipboard| clipboard.write_text(text).ok()) {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}
