//! Errors of both APIs: a public message for whoever called, a cause for the log.

use std::fmt;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::webauthn::CeremonyError;

/// Why a call was refused. Codes are those of Authsignal's error-handling documentation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The caller sent something that cannot be right.
    #[error("{0}")]
    InvalidRequest(String),
    /// Neither a known secret key nor a known token.
    #[error(
        "The request is unauthorized. Check that your API key and region base URL are correctly configured."
    )]
    Unauthorized,
    /// The token was good once.
    #[error("The token has expired. Track the action again.")]
    ExpiredToken,
    /// The token is good, but not for this.
    #[error("The token lacks the scope {0}.")]
    MissingScope(&'static str),
    /// There is no such thing.
    #[error("{0} not found.")]
    NotFound(&'static str),
    /// The action has had its attempts.
    #[error("Too many attempts. Track a new action.")]
    TooManyRequests,
    /// A passkey ceremony was refused.
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
    /// The stand-in's own storage failed.
    #[error("The stand-in could not read or write its data.")]
    Store(#[from] rusqlite::Error),
    /// The operating system gave no randomness.
    #[error("The stand-in has no source of randomness.")]
    Entropy(#[from] getrandom::Error),
}

impl ApiError {
    /// A refusal that names what was wrong with the request.
    pub(crate) fn invalid(description: impl Into<String>) -> Self {
        Self::InvalidRequest(description.into())
    }

    /// HTTP status.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::InvalidRequest(_) | Self::Ceremony(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::ExpiredToken => StatusCode::UNAUTHORIZED,
            Self::MissingScope(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Store(_) | Self::Entropy(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The code that programs act on.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::NotFound(_) => "invalid_request",
            Self::Unauthorized | Self::MissingScope(_) => "unauthorized",
            Self::ExpiredToken => "expired_token",
            Self::Ceremony(refusal) => refusal.code(),
            Self::TooManyRequests => "too_many_requests",
            Self::Store(_) | Self::Entropy(_) => "unexpected_error",
        }
    }

    /// What only the log may see, if anything.
    pub(crate) fn cause(&self) -> Option<LoggedCause> {
        match self {
            Self::Store(error) => Some(LoggedCause(error.to_string())),
            Self::Entropy(error) => Some(LoggedCause(error.to_string())),
            _ => None,
        }
    }
}

/// The cause of a failure, carried in a response's extensions for the log; it never reaches the wire.
#[derive(Clone, Debug)]
pub struct LoggedCause(pub(crate) String);

impl fmt::Display for LoggedCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An error's body. The Node SDK reads `error` as the code, the Web SDK `errorCode`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody<'a> {
    error: &'a str,
    error_code: &'a str,
    error_description: &'a str,
}

impl<'a> ErrorBody<'a> {
    /// A body with one code for both SDKs.
    pub(crate) const fn new(code: &'a str, description: &'a str) -> Self {
        Self {
            error: code,
            error_code: code,
            error_description: description,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Json(ErrorBody::new(self.code(), &self.to_string())).into_response();
        let mut response = (self.status(), body).into_response();
        if let Some(cause) = self.cause() {
            response.extensions_mut().insert(cause);
        }
        response
    }
}
