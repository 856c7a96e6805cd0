//! Codes out of text messages (WebOTP), where the browser can read them and the person lets it.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    type OtpNavigator;

    #[wasm_bindgen(method, getter, structural)]
    fn credentials(this: &OtpNavigator) -> Option<Container>;

    type Container;

    #[wasm_bindgen(method, structural, catch)]
    fn get(this: &Container, options: &Object) -> Result<Promise, JsValue>;
}

/// Gives the request up.
#[must_use]
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for a text message with a code for this site; none where the browser cannot, or the person does not want it.
/// Dropping the future gives up.
pub async fn code_from_text_message() -> Option<String> {
    let window = web_sys::window()?;
    if !Reflect::has(&window, &"OTPCredential".into()).ok()? {
        return None;
    }
    let abort = AbortOnDrop(AbortController::new().ok()?);
    let otp = Object::new();
    Reflect::set(&otp, &"transport".into(), &Array::of1(&"sms".into())).ok()?;
    let options = Object::new();
    Reflect::set(&options, &"otp".into(), &otp).ok()?;
    Reflect::set(&options, &"signal".into(), &abort.0.signal()).ok()?;
    let container = window
        .navigator()
        .unchecked_into::<OtpNavigator>()
        .credentials()?;
    let message = JsFuture::from(container.get(&options).ok()?).await.ok()?;
    Reflect::get(&message, &"code".into()).ok()?.as_string()
}
