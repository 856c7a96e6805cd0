//! Signing in with a passkey through the SDK.
//!
//! What its `passkey.signIn` does that needs care: it throws when the network fails, and after a failed
//! fetch of autofill's options refuses any further autofill (`{}`) until the script is loaded anew.

use auth::sign_in::{PasskeyError, PasskeyResult, VerifiedPasskey};
use auth::{Username, ValidationToken};
use config::AuthsignalConfig;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::load;
use super::sdk::Authsignal;
use crate::browser::describe;
use crate::browser::webauthn::{self, Ceremony, Mediation, PasskeyUser};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Authsignal)]
    type WithPasskey;

    #[wasm_bindgen(method, getter, structural)]
    fn passkey(this: &WithPasskey) -> Passkey;

    type Passkey;

    #[wasm_bindgen(method, structural, catch, js_name = signIn)]
    fn sign_in(this: &Passkey, params: &SignInParams) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(extends = js_sys::Object)]
    type SignInParams;

    #[wasm_bindgen(method, setter, structural)]
    fn set_action(this: &SignInParams, action: &str);

    #[wasm_bindgen(method, setter, structural)]
    fn set_token(this: &SignInParams, token: &str);

    #[wasm_bindgen(method, setter, structural)]
    fn set_autofill(this: &SignInParams, autofill: bool);

    /// `AuthsignalResponse<SignInResponse>`: either `data`, or an error.
    type Response;

    #[wasm_bindgen(method, getter, structural)]
    fn data(this: &Response) -> Option<SignInData>;

    #[wasm_bindgen(method, getter, structural)]
    fn error(this: &Response) -> Option<String>;

    #[wasm_bindgen(method, getter, structural, js_name = errorCode)]
    fn error_code(this: &Response) -> Option<String>;

    type SignInData;

    #[wasm_bindgen(method, getter, structural, js_name = isVerified)]
    fn is_verified(this: &SignInData) -> Option<bool>;

    #[wasm_bindgen(method, getter, structural)]
    fn token(this: &SignInData) -> Option<String>;

    #[wasm_bindgen(method, getter, structural)]
    fn username(this: &SignInData) -> Option<String>;

    /// What the SDK throws: a `WebAuthnError` of `@simplewebauthn/browser`, or what `fetch` throws.
    type Thrown;

    #[wasm_bindgen(method, getter, structural)]
    fn name(this: &Thrown) -> Option<String>;

    #[wasm_bindgen(method, getter, structural)]
    fn code(this: &Thrown) -> JsValue;
}

/// Asks for a passkey until one is chosen, the person cancels, or the future is dropped. `verified` is told whose a
/// verified passkey is, for the Signal API.
///
/// # Errors
/// [`PasskeyError`]. A cancel, a time-out and a request that another one took over are no errors but
/// [`PasskeyResult::Cancelled`]: browsers do not tell them apart.
pub async fn ask_for_passkey(
    config: &AuthsignalConfig,
    mediation: Mediation,
    verified: impl Fn(PasskeyUser),
) -> Result<PasskeyResult, PasskeyError> {
    ask(config, Basis::Action(mediation), verified).await
}

/// Asks for a passkey of the person for whom `token` was issued, in the browser's dialog.
///
/// # Errors
/// [`PasskeyError`]. A cancel is none, as with [`ask_for_passkey`].
pub async fn prove_with_passkey(
    config: &AuthsignalConfig,
    token: &str,
    verified: impl Fn(PasskeyUser),
) -> Result<PasskeyResult, PasskeyError> {
    ask(config, Basis::Token(token), verified).await
}

/// What a passkey is asked for.
#[derive(Clone, Copy)]
enum Basis<'a> {
    /// To learn who somebody is.
    Action(Mediation),
    /// To prove that somebody is who they say; the token of their action.
    Token(&'a str),
}

impl Basis<'_> {
    const fn mediation(self) -> Mediation {
        match self {
            Self::Action(mediation) => mediation,
            Self::Token(_) => Mediation::Modal,
        }
    }
}

async fn ask(
    config: &AuthsignalConfig,
    basis: Basis<'_>,
    verified: impl Fn(PasskeyUser),
) -> Result<PasskeyResult, PasskeyError> {
    if !webauthn::supports_passkeys() {
        return Err(PasskeyError::Unsupported);
    }
    let first = attempt(config, basis, &verified).await;
    // The SDK believes that an autofill is pending which is not: a fresh copy of it does not.
    match first {
        Err(None) => {
            load::discard();
            attempt(config, basis, &verified).await
        }
        first => first,
    }
    .map_err(|error| {
        error.unwrap_or_else(|| PasskeyError::Unavailable("the SDK answers nothing".to_owned()))
    })
}

/// No error at all means that the SDK answered with nothing.
async fn attempt(
    config: &AuthsignalConfig,
    basis: Basis<'_>,
    tell: &impl Fn(PasskeyUser),
) -> Result<PasskeyResult, Option<PasskeyError>> {
    let sdk = load::client(config)
        .await
        .map_err(|error| PasskeyError::Unavailable(error.to_string()))?;
    let params: SignInParams = js_sys::Object::new().unchecked_into();
    let mediation = basis.mediation();
    match basis {
        Basis::Action(_) => {
            params.set_action(&config.action);
            params.set_autofill(mediation == Mediation::Conditional);
        }
        Basis::Token(token) => params.set_token(token),
    }
    let ceremony = Ceremony::begin(mediation);
    let answer = match sdk
        .unchecked_ref::<WithPasskey>()
        .passkey()
        .sign_in(&params)
    {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    let answer: Response = match answer {
        Ok(answer) => answer.unchecked_into(),
        Err(thrown) => {
            if mediation == Mediation::Conditional && !ceremony.reached() {
                load::discard();
            }
            return of_thrown(&thrown).map_err(Some);
        }
    };
    if let Some(data) = answer.data() {
        let result = verified(&data).map_err(Some);
        if let (Ok(PasskeyResult::Verified(_)), Some(user)) = (&result, ceremony.user()) {
            tell(user);
        }
        return result;
    }
    if answer.error().is_none() && answer.error_code().is_none() {
        return Err(None);
    }
    let error = of_code(answer.error_code(), answer.error());
    if error == PasskeyError::Unknown
        && let Some((rp_id, credential_id)) = ceremony.credential()
    {
        webauthn::signal_unknown_credential(&rp_id, &credential_id);
    }
    Err(Some(error))
}

fn verified(data: &SignInData) -> Result<PasskeyResult, PasskeyError> {
    let token = data.token().and_then(|token| ValidationToken::new(&token));
    let username = data.username().filter(|name| !name.is_empty());
    match (data.is_verified(), token, username) {
        (Some(true), Some(token), Some(username)) => Ok(PasskeyResult::Verified(VerifiedPasskey {
            username: Username::named_by_cognito(&username),
            token,
        })),
        (Some(true), ..) => Err(PasskeyError::Unavailable(
            "the answer names no user".to_owned(),
        )),
        _ => Err(PasskeyError::NotVerified("it says no".to_owned())),
    }
}

fn of_code(code: Option<String>, error: Option<String>) -> PasskeyError {
    match code.as_deref() {
        Some("unknown_credential") => PasskeyError::Unknown,
        Some("too_many_requests") => PasskeyError::TooManyAttempts,
        Some("network_error") => PasskeyError::Offline,
        Some(code @ ("invalid_credential" | "expired_token" | "expired_challenge")) => {
            PasskeyError::NotVerified(code.to_owned())
        }
        code => PasskeyError::Unavailable(
            code.map(str::to_owned)
                .or(error)
                .unwrap_or_else(|| "an unknown error".to_owned()),
        ),
    }
}

fn of_thrown(thrown: &JsValue) -> Result<PasskeyResult, PasskeyError> {
    let error: &Thrown = thrown.unchecked_ref();
    let name = thrown.is_object().then(|| error.name()).flatten();
    let code = thrown
        .is_object()
        .then(|| error.code().as_string())
        .flatten();
    match (name.as_deref(), code.as_deref()) {
        (Some("NotAllowedError" | "AbortError"), _) | (_, Some("ERROR_CEREMONY_ABORTED")) => {
            Ok(PasskeyResult::Cancelled)
        }
        (Some("SecurityError"), _) => Err(PasskeyError::WrongSite(describe(thrown))),
        (Some("NotSupportedError"), _) => Err(PasskeyError::Unsupported),
        // What `fetch` throws.
        (Some("TypeError"), _) => Err(PasskeyError::Offline),
        _ => Err(PasskeyError::Unavailable(describe(thrown))),
    }
}
