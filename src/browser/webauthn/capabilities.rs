//! What this browser and device can do with passkeys.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type PasskeyWindow;

    #[wasm_bindgen(method, getter, structural, js_name = PublicKeyCredential)]
    fn class(this: &PasskeyWindow) -> Option<PublicKeyCredentialClass>;

    type PublicKeyCredentialClass;

    #[wasm_bindgen(method, structural, catch, js_name = isConditionalMediationAvailable)]
    fn conditional_mediation(this: &PublicKeyCredentialClass) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, structural, catch, js_name = isUserVerifyingPlatformAuthenticatorAvailable)]
    fn platform_authenticator(this: &PublicKeyCredentialClass) -> Result<Promise, JsValue>;
}

fn class() -> Option<PublicKeyCredentialClass> {
    let window = web_sys::window()?;
    // Without a secure context the class may be there, and refuses everything.
    if !window.is_secure_context() {
        return None;
    }
    window.unchecked_into::<PasskeyWindow>().class()
}

/// Whether the browser can use passkeys on this page at all.
#[must_use]
pub fn supports_passkeys() -> bool {
    class().is_some()
}

/// Whether the browser can offer passkeys where the email is typed (conditional mediation).
pub async fn can_autofill_passkeys() -> bool {
    // Older browsers lack the function: then the call throws.
    is_true(class().and_then(|class| class.conditional_mediation().ok())).await
}

/// Whether this very device can keep a passkey and check who uses it.
pub async fn can_create_passkey() -> bool {
    is_true(class().and_then(|class| class.platform_authenticator().ok())).await
}

async fn is_true(answer: Option<Promise>) -> bool {
    match answer {
        Some(answer) => JsFuture::from(answer)
            .await
            .is_ok_and(|answer| answer.is_truthy()),
        None => false,
    }
}
