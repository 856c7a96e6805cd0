//! Creating a passkey through the SDK.
//!
//! What its `passkey.signUp` does that needs care: it throws when the network fails; it asks for an authenticator that
//! is part of the device unless told otherwise; a ceremony begun while another waits takes over from it.

use auth::authenticators::EnrolmentToken;
use config::AuthsignalConfig;
use thiserror::Error;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::load;
use crate::browser::describe;
use crate::browser::webauthn::supports_passkeys;

#[wasm_bindgen]
extern "C" {
    type CreatingSdk;

    #[wasm_bindgen(method, getter, structural)]
    fn passkey(this: &CreatingSdk) -> Creator;

    type Creator;

    #[wasm_bindgen(method, structural, catch, js_name = signUp)]
    fn sign_up(this: &Creator, params: &SignUpParams) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(extends = js_sys::Object)]
    type SignUpParams;

    #[wasm_bindgen(method, setter, structural)]
    fn set_token(this: &SignUpParams, token: &str);

    #[wasm_bindgen(method, setter, structural)]
    fn set_username(this: &SignUpParams, name: &str);

    #[wasm_bindgen(method, setter, structural, js_name = displayName)]
    fn set_display_name(this: &SignUpParams, name: &str);

    #[wasm_bindgen(method, setter, structural, js_name = authenticatorAttachment)]
    fn set_attachment(this: &SignUpParams, attachment: &JsValue);

    #[wasm_bindgen(method, setter, structural, js_name = useAutoRegister)]
    fn set_auto_register(this: &SignUpParams, auto: bool);

    /// `AuthsignalResponse<SignUpResponse>`: either `data`, or an error.
    type Created;

    #[wasm_bindgen(method, getter, structural)]
    fn data(this: &Created) -> Option<CreatedData>;

    #[wasm_bindgen(method, getter, structural)]
    fn error(this: &Created) -> Option<String>;

    #[wasm_bindgen(method, getter, structural, js_name = errorCode)]
    fn error_code(this: &Created) -> Option<String>;

    type CreatedData;

    #[wasm_bindgen(method, getter, structural)]
    fn token(this: &CreatedData) -> Option<String>;

    /// What the SDK throws: a `WebAuthnError` of `@simplewebauthn/browser`, or what `fetch` throws.
    type ThrownHere;

    #[wasm_bindgen(method, getter, structural)]
    fn name(this: &ThrownHere) -> Option<String>;

    #[wasm_bindgen(method, getter, structural)]
    fn code(this: &ThrownHere) -> JsValue;

    type CapableWindow;

    #[wasm_bindgen(method, getter, structural, js_name = PublicKeyCredential)]
    fn class(this: &CapableWindow) -> Option<CapableClass>;

    type CapableClass;

    #[wasm_bindgen(method, structural, catch, js_name = getClientCapabilities)]
    fn capabilities(this: &CapableClass) -> Result<js_sys::Promise, JsValue>;

    type Capabilities;

    #[wasm_bindgen(method, getter, structural, js_name = conditionalCreate)]
    fn conditional_create(this: &Capabilities) -> Option<bool>;
}

/// Where a passkey may be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyPlace {
    /// On this device.
    Here,
    /// Also on a security key or a telephone.
    Anywhere,
    /// Where the browser finds it fit, without a question (WebAuthn's conditional create).
    Automatic,
}

/// For whom a passkey is created.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyOwner<'a> {
    /// The name that they sign in to Cognito with. Signing in with the passkey gives it back.
    pub username: &'a str,
    /// What the browser calls them.
    pub display_name: &'a str,
}

/// What came of creating a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyCreation {
    /// There is a new one.
    Created,
    /// The authenticator has one for this person already, which is as good.
    AlreadyHere,
    /// The person gave up, or another ceremony took over. Browsers do not tell apart a time-out.
    Cancelled,
}

/// Why no passkey was created.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PasskeyCreateError {
    /// The browser or device cannot do it. The person uses another.
    #[error("passkeys are not supported here: {0}")]
    Unsupported(String),
    /// The token is too old, or does not allow it: another is needed.
    #[error("Authsignal refuses the token: {0}")]
    TokenRefused(String),
    /// Authsignal asks to wait.
    #[error("too many attempts")]
    TooManyAttempts,
    /// Authsignal, or the site for its SDK, cannot be reached.
    #[error("Authsignal cannot be reached: {0}")]
    Unreachable(String),
    /// The relying party at Authsignal is not this site. The operator mends it.
    #[error("the relying party is another site: {0}")]
    WrongSite(String),
    /// Anything else.
    #[error("it failed: {0}")]
    Failed(String),
}

/// Creates a passkey. A cancel is no error.
///
/// # Errors
/// [`PasskeyCreateError`].
pub async fn create_passkey(
    config: &AuthsignalConfig,
    token: &EnrolmentToken,
    owner: PasskeyOwner<'_>,
    place: PasskeyPlace,
) -> Result<PasskeyCreation, PasskeyCreateError> {
    if !supports_passkeys() {
        return Err(PasskeyCreateError::Unsupported("no WebAuthn".to_owned()));
    }
    let sdk = load::client(config)
        .await
        .map_err(|error| PasskeyCreateError::Unreachable(error.to_string()))?;
    let params: SignUpParams = js_sys::Object::new().unchecked_into();
    params.set_token(token.expose());
    params.set_username(owner.username);
    params.set_display_name(owner.display_name);
    let attachment = match place {
        PasskeyPlace::Here | PasskeyPlace::Automatic => JsValue::from_str("platform"),
        PasskeyPlace::Anywhere => JsValue::NULL,
    };
    params.set_attachment(&attachment);
    params.set_auto_register(place == PasskeyPlace::Automatic);
    let creator = sdk.unchecked_into::<CreatingSdk>().passkey();
    let answer = match creator.sign_up(&params) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    match answer {
        Ok(answer) => of_answer(&answer.unchecked_into()),
        Err(thrown) => of_thrown(&thrown),
    }
}

/// Whether the browser can create a passkey by itself right after another way of signing in.
pub async fn can_create_automatically() -> bool {
    let class =
        web_sys::window().and_then(|window| window.unchecked_into::<CapableWindow>().class());
    // Older browsers lack the function: then the call throws.
    let Some(promise) = class.and_then(|class| class.capabilities().ok()) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok_and(|capabilities| {
        capabilities.is_object()
            && capabilities
                .unchecked_into::<Capabilities>()
                .conditional_create()
                == Some(true)
    })
}

fn of_answer(answer: &Created) -> Result<PasskeyCreation, PasskeyCreateError> {
    // Only an enrolment that Authsignal verified comes with a token.
    if let Some(data) = answer.data() {
        return match data.token() {
            Some(_) => Ok(PasskeyCreation::Created),
            None => Err(PasskeyCreateError::Failed("it was not verified".to_owned())),
        };
    }
    let error = answer.error().unwrap_or_default();
    Err(match answer.error_code().as_deref() {
        Some(code @ ("expired_token" | "invalid_token" | "unauthorized")) => {
            PasskeyCreateError::TokenRefused(code.to_owned())
        }
        Some("too_many_requests") => PasskeyCreateError::TooManyAttempts,
        Some("network_error") => PasskeyCreateError::Unreachable(error),
        _ => PasskeyCreateError::Failed(error),
    })
}

fn of_thrown(thrown: &JsValue) -> Result<PasskeyCreation, PasskeyCreateError> {
    let error = thrown
        .is_object()
        .then(|| thrown.unchecked_ref::<ThrownHere>());
    let name = error.and_then(ThrownHere::name).unwrap_or_default();
    let code = error.and_then(|error| error.code().as_string());
    let cause = describe(thrown);
    match (name.as_str(), code.as_deref()) {
        ("NotAllowedError" | "AbortError", _) | (_, Some("ERROR_CEREMONY_ABORTED")) => {
            Ok(PasskeyCreation::Cancelled)
        }
        ("InvalidStateError", _) | (_, Some("ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")) => {
            Ok(PasskeyCreation::AlreadyHere)
        }
        ("SecurityError", _) => Err(PasskeyCreateError::WrongSite(cause)),
        ("NotSupportedError" | "ConstraintError", _) => Err(PasskeyCreateError::Unsupported(cause)),
        // What `fetch` throws.
        ("TypeError", _) => Err(PasskeyCreateError::Unreachable(cause)),
        _ => Err(PasskeyCreateError::Failed(cause)),
    }
}
