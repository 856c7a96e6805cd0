//! The Signal API (WebAuthn Level 3): tells password managers what the server knows of passkeys, so that
//! they stop offering dead ones. Where there is none, nothing is told; nobody waits for it.

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type SignalWindow;

    #[wasm_bindgen(method, getter, structural, js_name = PublicKeyCredential)]
    fn class(this: &SignalWindow) -> Option<SignalClass>;

    type SignalClass;

    #[wasm_bindgen(method, structural, catch, js_name = signalUnknownCredential)]
    fn signal_unknown_credential(
        this: &SignalClass,
        options: &UnknownCredential,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(extends = Object)]
    type UnknownCredential;

    #[wasm_bindgen(method, setter, structural, js_name = rpId)]
    fn set_rp_id(this: &UnknownCredential, id: &str);

    #[wasm_bindgen(method, setter, structural, js_name = credentialId)]
    fn set_credential_id(this: &UnknownCredential, id: &str);
}

fn class() -> Option<SignalClass> {
    web_sys::window()?.unchecked_into::<SignalWindow>().class()
}

/// The server does not know this credential (any more). `credential_id` is in base64url.
pub fn signal_unknown_credential(rp_id: &str, credential_id: &str) {
    let Some(class) = class() else { return };
    let options: UnknownCredential = Object::new().unchecked_into();
    options.set_rp_id(rp_id);
    options.set_credential_id(credential_id);
    // Older browsers lack the function: then the call throws. A refusal is the browser's own business.
    if let Ok(promise) = class.signal_unknown_credential(&options) {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
