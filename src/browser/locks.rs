//! Web Locks: one tab at a time. Bound by hand, since web-sys still counts them as unstable.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

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
        options: &LockOptions,
        callback: &Closure<dyn FnMut(JsValue) -> Promise>,
    ) -> Promise;

    #[wasm_bindgen(extends = js_sys::Object)]
    type LockOptions;

    #[wasm_bindgen(method, setter, structural, js_name = ifAvailable)]
    fn set_if_available(this: &LockOptions, value: bool);
}

/// Whether another tab had the lock before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// No: the lock was free, or the browser has none.
    First,
    /// Yes, and it may have done the work already.
    After,
}

/// Runs `work` while no other tab of this origin runs work under the same name. Where the browser has
/// no locks (it is old, or the page is not secure), `work` runs at once and has to be safe anyway.
pub async fn with_lock<F: Future<Output = ()> + 'static>(
    name: &str,
    work: impl FnOnce(Turn) -> F + 'static,
) {
    let locks = web_sys::window()
        .and_then(|window| window.navigator().unchecked_into::<LockNavigator>().locks());
    let Some(locks) = locks else {
        return work(Turn::First).await;
    };
    let work = Rc::new(RefCell::new(Some(work)));
    for turn in [Turn::First, Turn::After] {
        let options: LockOptions = js_sys::Object::new().unchecked_into();
        options.set_if_available(turn == Turn::First);
        let taken = Rc::clone(&work);
        let callback = Closure::once(move |lock: JsValue| {
            // Null where the lock is not available at once.
            let work = (!lock.is_null()).then(|| taken.take()).flatten();
            future_to_promise(async move {
                if let Some(work) = work {
                    work(turn).await;
                }
                Ok(JsValue::UNDEFINED)
            })
        });
        // Rejected only when the document is being left, and the work with it.
        let _ = JsFuture::from(locks.request(name, &options, &callback)).await;
        if work.borrow().is_none() {
            return;
        }
    }
}
