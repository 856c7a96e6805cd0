//! The API: the authenticators of signed-in people, seen, added and removed; and for those who are about to sign
//! in, which name Cognito knows them by.

use auth::authenticators::{
    EnrolmentToken, UserAuthenticator, read_authenticators, read_error_code,
};
use auth::{Username, lookup_request, read_lookup};
use cognito::TransportError;
use config::AppConfig;
use leptos::prelude::*;
use thiserror::Error;

use crate::browser;
use crate::session::{AccessTokenError, SessionContext};

/// The API, called as whoever is signed in. Copies are the same.
#[derive(Clone, Copy)]
pub struct Api {
    /// Without a slash at its end.
    endpoint: StoredValue<String>,
    session: SessionContext,
}

/// Why the API did not do what it was asked for.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ApiError {
    /// The sign-in is too long ago for this, or the API takes its token no more. The person signs in again.
    #[error("a fresh sign-in is wanted")]
    SignInAgain,
    /// Nobody is signed in any more. Nobody acts: the page is about to go.
    #[error("nobody is signed in")]
    SignedOut,
    /// The account depends on it. The person keeps it, or enrols something else first.
    #[error("it is the last way in")]
    LastWayIn,
    /// There is no such authenticator, perhaps since another tab removed it.
    #[error("there is no such authenticator")]
    Gone,
    /// The tenant's rules refuse. The person asks those who run the site.
    #[error("it is not allowed")]
    Blocked,
    /// It takes no such user name. The person types another.
    #[error("it takes no such user name")]
    InvalidUsername,
    /// It was too much in too short a time. The person tries again later.
    #[error("too many requests")]
    TooManyRequests,
    /// The API cannot be reached. The person looks at their connection.
    #[error("the API cannot be reached: {0}")]
    Unreachable(TransportError),
    /// The API or Authsignal has a fault that may pass. The person tries again later.
    #[error("the API does not work now: {0}")]
    Unavailable(String),
    /// The API is set up wrongly, or is none. The operator looks at its log.
    #[error("the API is not set up: {0}")]
    Misconfigured(String),
}

impl Api {
    /// The API of `config`, where it names one. It goes with the reactive owner that makes it.
    #[must_use]
    pub fn new(config: &AppConfig, session: SessionContext) -> Option<Self> {
        let endpoint = config.api_endpoint.as_ref()?.as_str();
        Some(Self {
            endpoint: StoredValue::new(endpoint.trim_end_matches('/').to_owned()),
            session,
        })
    }

    /// What the person has enrolled.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn authenticators(self) -> Result<Vec<UserAuthenticator>, ApiError> {
        let body = self.call("GET", "").await?;
        read_authenticators(&body)
            .ok_or_else(|| ApiError::Misconfigured("its list is none".to_owned()))
    }

    /// A token that lets this browser enrol an authenticator at Authsignal.
    ///
    /// # Errors
    /// [`ApiError`], [`ApiError::SignInAgain`] a quarter of an hour after signing in.
    pub async fn enrolment_token(self) -> Result<EnrolmentToken, ApiError> {
        let body = self.call("POST", "").await?;
        EnrolmentToken::read(&body)
            .ok_or_else(|| ApiError::Misconfigured("its token is none".to_owned()))
    }

    /// Removes an authenticator. One that is gone already is removed.
    ///
    /// # Errors
    /// [`ApiError`], [`ApiError::SignInAgain`] a quarter of an hour after signing in.
    pub async fn remove(self, id: &str) -> Result<(), ApiError> {
        match self.call("DELETE", id).await {
            Ok(_) | Err(ApiError::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Calls `/authenticators`, or `/authenticators/{id}`.
    async fn call(self, method: &str, id: &str) -> Result<String, ApiError> {
        let token = self.session.access_token().await?;
        let endpoint = self
            .endpoint
            .try_get_value()
            .ok_or(ApiError::Unreachable(TransportError::Aborted))?;
        let mut url = format!("{endpoint}/authenticators");
        if !id.is_empty() {
            url.push('/');
            url.push_str(&String::from(js_sys::encode_uri_component(id)));
        }
        let (status, body) = browser::call_api(method, &url, &token)
            .await
            .map_err(ApiError::Unreachable)?;
        if (200..300).contains(&status) {
            return Ok(body);
        }
        Err(refusal(status, read_error_code(&body)))
    }
}

/// The name by which Cognito knows whoever typed `username`, from the API at `endpoint` (`apiEndpoint`). For
/// those whom it does not know, the API makes a name up.
///
/// # Errors
/// [`ApiError`]: [`ApiError::InvalidUsername`], [`ApiError::TooManyRequests`], and the ways for it not to work.
pub async fn look_up_username(endpoint: &str, username: &Username) -> Result<Username, ApiError> {
    let url = format!("{}/sign-in/start", endpoint.trim_end_matches('/'));
    let (status, body) = browser::post_json(&url, &lookup_request(username))
        .await
        .map_err(ApiError::Unreachable)?;
    if status == 200 {
        return read_lookup(&body)
            .ok_or_else(|| ApiError::Misconfigured("its user name is none".to_owned()));
    }
    match refusal(status, read_error_code(&body)) {
        // Nobody is signed in yet, so whatever wants a token is not this route.
        ApiError::SignInAgain => Err(ApiError::Misconfigured(format!("HTTP status {status}"))),
        error => Err(error),
    }
}

/// What a refusal means: by its code, else by its status, as where API Gateway refuses by itself.
fn refusal(status: u16, code: Option<String>) -> ApiError {
    let code = code.unwrap_or_else(|| format!("HTTP status {status}"));
    match (code.as_str(), status) {
        ("SIGN_IN_AGAIN" | "NOT_SIGNED_IN", _) | (_, 401) => ApiError::SignInAgain,
        ("LAST_WAY_IN", _) => ApiError::LastWayIn,
        ("BLOCKED", _) => ApiError::Blocked,
        ("NO_SUCH_AUTHENTICATOR", _) => ApiError::Gone,
        ("MISCONFIGURED" | "UNEXPECTED_EVENT", _) => ApiError::Misconfigured(code),
        ("INVALID_USERNAME", _) => ApiError::InvalidUsername,
        (_, 429) => ApiError::TooManyRequests,
        (_, 500..) => ApiError::Unavailable(code),
        _ => ApiError::Misconfigured(code),
    }
}

impl From<AccessTokenError> for ApiError {
    fn from(error: AccessTokenError) -> Self {
        match error {
            AccessTokenError::SignedOut => Self::SignedOut,
            AccessTokenError::Offline => Self::Unreachable(TransportError::Offline),
        }
    }
}
