//! The Web SDK's factor APIs, for challenges on our own screens.
//!
//! What they do that needs care: the token is one for the whole script (`setToken`), and a right answer replaces it;
//! they throw when the network fails or when the answer is no JSON; refusals are values with an `errorCode`, a wrong
//! code is an answer with `isVerified: false`.

use auth::ValidationToken;
use auth::authenticators::VerificationMethod;
use auth::verification::{AppKey, CodeVerdict, FactorError, Way};
use config::AuthsignalConfig;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::link_watch;
use super::load;
use crate::browser::describe;

#[wasm_bindgen]
extern "C" {
    /// `Authsignal`, for its factors.
    type Sdk;

    #[wasm_bindgen(method, structural, js_name = setToken)]
    fn set_token(this: &Sdk, token: &str);

    #[wasm_bindgen(method, getter, structural)]
    fn email(this: &Sdk) -> Factor;

    #[wasm_bindgen(method, getter, structural, js_name = emailML)]
    fn email_link(this: &Sdk) -> Factor;

    #[wasm_bindgen(method, getter, structural)]
    fn sms(this: &Sdk) -> Factor;

    #[wasm_bindgen(method, getter, structural)]
    fn whatsapp(this: &Sdk) -> Factor;

    #[wasm_bindgen(method, getter, structural)]
    fn totp(this: &Sdk) -> Factor;

    /// `Email`, `EmailMagicLink`, `Sms`, `Whatsapp` or `Totp`, which are much alike.
    type Factor;

    #[wasm_bindgen(method, structural, catch)]
    fn challenge(this: &Factor) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(method, structural, catch)]
    fn enroll(this: &Factor, params: &Params) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(method, structural, catch)]
    fn verify(this: &Factor, params: &Params) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(method, structural, catch, js_name = checkVerificationStatus)]
    fn check_verification_status(this: &Factor) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(extends = js_sys::Object)]
    type Params;

    #[wasm_bindgen(method, setter, structural, js_name = email)]
    fn set_email(this: &Params, email: &str);

    #[wasm_bindgen(method, setter, structural, js_name = phoneNumber)]
    fn set_phone_number(this: &Params, number: &str);

    #[wasm_bindgen(method, setter, structural)]
    fn set_code(this: &Params, code: &str);

    /// `AuthsignalResponse`: either `data`, or an error.
    type Reply;

    #[wasm_bindgen(method, getter, structural)]
    fn data(this: &Reply) -> Option<Data>;

    #[wasm_bindgen(method, getter, structural)]
    fn error(this: &Reply) -> Option<String>;

    #[wasm_bindgen(method, getter, structural, js_name = errorCode)]
    fn error_code(this: &Reply) -> Option<String>;

    /// `EnrollTotpResponse` or `VerifyResponse`.
    type Data;

    #[wasm_bindgen(method, getter, structural)]
    fn uri(this: &Data) -> Option<String>;

    #[wasm_bindgen(method, getter, structural)]
    fn secret(this: &Data) -> Option<String>;

    #[wasm_bindgen(method, getter, structural, js_name = isVerified)]
    fn is_verified(this: &Data) -> Option<bool>;

    #[wasm_bindgen(method, getter, structural)]
    fn token(this: &Data) -> Option<String>;

    #[wasm_bindgen(method, getter, structural, js_name = failureReason)]
    fn failure_reason(this: &Data) -> Option<String>;
}

/// The factor APIs with the token of one action.
pub struct Factors {
    sdk: Sdk,
    token: String,
}

impl Factors {
    /// Loads the SDK where needed, and gives it the token.
    ///
    /// # Errors
    /// [`FactorError::Unavailable`] when the SDK does not load.
    pub async fn open(config: &AuthsignalConfig, token: &str) -> Result<Self, FactorError> {
        let sdk = load::client(config)
            .await
            .map_err(|error| FactorError::Unavailable(error.to_string()))?
            .unchecked_into::<Sdk>();
        sdk.set_token(token);
        Ok(Self {
            sdk,
            token: token.to_owned(),
        })
    }

    /// Has a code or link sent; enrolling an authenticator app gives its key.
    ///
    /// # Errors
    /// [`FactorError`].
    pub async fn start(&self, way: &Way) -> Result<Option<AppKey>, FactorError> {
        let factor = self.factor(&way.method())?;
        let params: Params = js_sys::Object::new().unchecked_into();
        let promise = match way {
            Way::Challenge(_) => factor.challenge(),
            Way::EnrolEmail(email) | Way::EnrolLink(email) => {
                params.set_email(email);
                factor.enroll(&params)
            }
            Way::EnrolPhone(number) => {
                params.set_phone_number(number);
                factor.enroll(&params)
            }
            Way::EnrolApp => factor.enroll(&params),
        };
        let data = settle(promise).await?;
        match (way, data.uri(), data.secret()) {
            (Way::EnrolApp, Some(uri), Some(secret)) => Ok(Some(AppKey { uri, secret })),
            (Way::EnrolApp, ..) => Err(FactorError::Unavailable("it gives no key".to_owned())),
            _ => Ok(None),
        }
    }

    /// Has a code checked.
    ///
    /// # Errors
    /// [`FactorError`]. A wrong code is none but [`CodeVerdict::Wrong`].
    pub async fn check(
        &self,
        method: &VerificationMethod,
        code: &str,
    ) -> Result<CodeVerdict, FactorError> {
        let params: Params = js_sys::Object::new().unchecked_into();
        params.set_code(code);
        let data = settle(self.factor(method)?.verify(&params)).await?;
        if data.is_verified() == Some(true) {
            return proof(&data).map(CodeVerdict::Right);
        }
        Ok(match data.failure_reason().as_deref() {
            Some("MAX_ATTEMPTS_EXCEEDED") => CodeVerdict::TooManyTries,
            _ => CodeVerdict::Wrong,
        })
    }

    /// Waits until the link is followed. Dropping the future ends the SDK's polling.
    ///
    /// # Errors
    /// [`FactorError`].
    pub async fn link_followed(&self) -> Result<ValidationToken, FactorError> {
        let link = self.sdk.email_link();
        let answer = link_watch::watch(&self.token, || link.check_verification_status()).await?;
        proof(&data_of(answer.unchecked_into())?)
    }

    fn factor(&self, method: &VerificationMethod) -> Result<Factor, FactorError> {
        Ok(match method {
            VerificationMethod::EmailOtp => self.sdk.email(),
            VerificationMethod::EmailMagicLink => self.sdk.email_link(),
            VerificationMethod::Sms => self.sdk.sms(),
            VerificationMethod::Whatsapp => self.sdk.whatsapp(),
            VerificationMethod::AuthenticatorApp => self.sdk.totp(),
            VerificationMethod::Passkey
            | VerificationMethod::SecurityKey
            | VerificationMethod::Other(_) => {
                return Err(FactorError::Refused("no code or link".to_owned()));
            }
        })
    }
}

async fn settle(promise: Result<js_sys::Promise, JsValue>) -> Result<Data, FactorError> {
    let answer = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    match answer {
        Ok(answer) => data_of(answer.unchecked_into()),
        Err(thrown) => Err(of_thrown(&thrown)),
    }
}

fn data_of(reply: Reply) -> Result<Data, FactorError> {
    reply.data().ok_or_else(|| {
        of_code(
            reply.error_code().as_deref(),
            &reply.error().unwrap_or_default(),
        )
    })
}

fn proof(data: &Data) -> Result<ValidationToken, FactorError> {
    data.token()
        .and_then(|token| ValidationToken::new(&token))
        .ok_or_else(|| FactorError::Unavailable("the answer holds no token".to_owned()))
}

/// What an `errorCode` of the Client API means, or the words beside it where there is none.
pub(super) fn of_code(code: Option<&str>, error: &str) -> FactorError {
    match code {
        Some("expired_token") => FactorError::Expired,
        Some("too_many_requests") => FactorError::TooManyRequests,
        Some("network_error") => FactorError::Offline,
        Some("unexpected_error") => FactorError::Unavailable(error.to_owned()),
        code => FactorError::Refused(code.unwrap_or(error).to_owned()),
    }
}

/// What the SDK throws is what `fetch` does, or the parser where the answer is no JSON.
pub(super) fn of_thrown(thrown: &JsValue) -> FactorError {
    match thrown.dyn_ref::<js_sys::TypeError>() {
        Some(_) => FactorError::Offline,
        None => FactorError::Unavailable(describe(thrown)),
    }
}
