//! The Signal API (WebAuthn Level 3): tells password managers what the server knows of passkeys, so that
//! they stop offering dead ones. Where there is none, nothing is told; nobody waits for it.

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;

use super::PasskeyUser;

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

    #[wasm_bindgen(method, structural, catch, js_name = signalAllAcceptedCredentials)]
    fn signal_all_accepted_credentials(
        this: &SignalClass,
        options: &AcceptedCredentials,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(extends = Object)]
    type AcceptedCredentials;

    #[wasm_bindgen(method, setter, structural, js_name = rpId)]
    fn set_rp_id(this: &AcceptedCredentials, id: &str);

    #[wasm_bindgen(method, setter, structural, js_name = userId)]
    fn set_user_id(this: &AcceptedCredentials, id: &str);

    #[wasm_bindgen(method, setter, structural, js_name = allAcceptedCredentialIds)]
    fn set_credential_ids(this: &AcceptedCredentials, ids: &js_sys::Array);

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
    leave_alone(class.signal_unknown_credential(&options));
}

/// The server takes these credentials of `user`, and no others. They are in base64url.
pub fn signal_all_accepted_credentials<'a>(
    user: &PasskeyUser,
    credential_ids: impl Iterator<Item = &'a str>,
) {
    let Some(class) = class() else { return };
    let options: AcceptedCredentials = Object::new().unchecked_into();
    options.set_rp_id(&user.rp_id);
    options.set_user_id(&user.handle);
    options.set_credential_ids(&credential_ids.map(JsValue::from_str).collect());
    leave_alone(class.signal_all_accepted_credentials(&options));
}

/// Older browsers lack the functions: then the call throws. A refusal is the browser's own business.
fn leave_alone(answer: Result<Promise, JsValue>) {
    if let Ok(promise) = answer {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
