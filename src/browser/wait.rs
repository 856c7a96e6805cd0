//! Waiting for something to happen to the window, but not for ever.

use std::time::Duration;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Listener;

/// Another tab changed localStorage.
pub const STORED: &[&str] = &["storage"];

/// What follows sleep, another tab in front, or a time without a network.
pub const WAKING: &[&str] = &["focus", "online", "pageshow", "visibilitychange"];

/// Waits until one of `events` happens to the window, for `patience` at most.
pub async fn wait_for(events: &[&'static str], patience: Duration) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let mut resolver = None;
    let happened = js_sys::Promise::new(&mut |resolve, _| resolver = Some(resolve));
    let resolve = resolver.unwrap_or_default();
    let millis = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
    let give_up = resolve.clone();
    // Resolving a promise throws for nobody, and it is never rejected.
    let _timeout = Timeout::new(millis, move || {
        let _ = give_up.call0(&JsValue::UNDEFINED);
    });
    let _listeners: Vec<Listener> = events
        .iter()
        .map(|event| {
            let resolve = resolve.clone();
            Listener::new(&window, event, move |_| {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            })
        })
        .collect();
    let _ = JsFuture::from(happened).await;
}
