//! Web Locks: one tab at a time. Bound by hand, since web-sys still counts them as unstable.

use std::future::Future;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    type LockNavigator;

    #[wasm_bindgen(method, getter, structural)]
    fn locks(this: &LockNavigator) -> Option<LockManager>;

    type LockManager;

    #[wasm_bindgen(method, structural)]
    fn request(
        this: &LockManager,
        name: &str,
        callback: &Closure<dyn FnMut(JsValue) -> Promise>,
    ) -> Promise;
}

/// Runs `work` while no other tab of this origin runs work under the same name. Where the browser has
/// no locks (it is old, or the page is not secure), `work` runs at once and has to be safe anyway.
pub async fn with_lock<F: Future<Output = ()> + 'static>(
    name: &str,
    work: impl FnOnce() -> F + 'static,
) {
    let locks = web_sys::window()
        .and_then(|window| window.navigator().unchecked_into::<LockNavigator>().locks());
    let Some(locks) = locks else {
        return work().await;
    };
    let callback = Closure::once(move |_lock: JsValue| {
        future_to_promise(async move {
            work().await;
            Ok(JsValue::UNDEFINED)
        })
    });
    // Rejected only when the document is being left, and the work with it.
    let _ = JsFuture::from(locks.request(name, &callback)).await;
}
