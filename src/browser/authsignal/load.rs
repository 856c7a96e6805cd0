//! Brings the SDK into the page: once, when first needed, from this site.

use auth::sign_in::LaunchError;
use config::AuthsignalConfig;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlScriptElement;

use super::sdk::{Authsignal, SdkModule, SdkWindow};
use crate::browser::{describe, stand_in_for_blocked_storage};

/// The SDK's own build, copied from npm by `cargo xtask setup`; its version is in the name, so that
/// browsers may keep it for ever.
pub(super) const SDK_PATH: &str = "/vendor/authsignal-1.16.0.js";

/// Whether this is the address of the SDK's script: the only script that the app loads by itself.
#[must_use]
pub fn is_sdk(url: &str) -> bool {
    url == SDK_PATH
}

/// An SDK client for the tenant of `config`.
pub(super) async fn client(config: &AuthsignalConfig) -> Result<Authsignal, LaunchError> {
    stand_in_for_blocked_storage();
    let module = match module() {
        Some(module) => module,
        None => {
            load_script()
                .await
                .map_err(|thrown| LaunchError::SdkUnavailable(describe(&thrown)))?;
            module().ok_or_else(|| {
                discard();
                LaunchError::SdkUnavailable("the script defines nothing".to_owned())
            })?
        }
    };
    Authsignal::new(&module, &config.tenant_id, config.base_url.as_str())
        .map_err(|thrown| LaunchError::Failed(describe(&thrown)))
}

fn module() -> Option<SdkModule> {
    web_sys::window()?.unchecked_into::<SdkWindow>().module()
}

/// The next client is of a fresh copy of the SDK: what this one believes to be under way is forgotten.
pub(super) fn discard() {
    if let Some(window) = web_sys::window() {
        // A `var` of a script cannot be deleted, but written over.
        let _ = js_sys::Reflect::set(&window, &"authsignal".into(), &JsValue::UNDEFINED);
    }
}

/// The element, while it loads.
fn script_element() -> Option<HtmlScriptElement> {
    let selector = format!("script[src='{SDK_PATH}']");
    let found = web_sys::window()?.document()?.query_selector(&selector);
    found.ok()??.dyn_into().ok()
}

/// Adds the script element, unless it is there already, and waits until it ran.
async fn load_script() -> Result<(), JsValue> {
    let script = match script_element() {
        Some(script) => script,
        None => add_script()?,
    };
    let mut settle = None;
    let loaded = js_sys::Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
    let (resolve, reject) = settle.ok_or_else(|| JsValue::from_str("no promise"))?;
    script.add_event_listener_with_callback("load", &resolve)?;
    script.add_event_listener_with_callback("error", &reject)?;
    JsFuture::from(loaded)
        .await
        .map(|_| ())
        .map_err(|_| JsValue::from_str("the script did not load"))
}

/// The element is taken away once it ran or failed, whether or not anybody still waits for it.
fn add_script() -> Result<HtmlScriptElement, JsValue> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(|| JsValue::from_str("no document"))?;
    let script: HtmlScriptElement = document.create_element("script")?.unchecked_into();
    script.set_src(SDK_PATH);
    let ran = script.clone();
    let remove = Closure::<dyn Fn()>::new(move || ran.remove()).into_js_value();
    for event in ["load", "error"] {
        script.add_event_listener_with_callback(event, remove.unchecked_ref())?;
    }
    let head = document
        .head()
        .ok_or_else(|| JsValue::from_str("no head"))?;
    head.append_child(&script)?;
    Ok(script)
}
