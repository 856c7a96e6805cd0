//! Why a call fails: a stable code for the app, words for people who look at it, and the cause for the log.

use std::error::Error;

use authsignal::Remedy;

use crate::user_pool::UserPoolError;

/// A call's failure.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// No access token that the authorizer vouches for. The person signs in.
    #[error("Sign in first.")]
    NotSignedIn,
    /// The sign-in is too long ago for this. The person signs in again.
    #[error("Sign in again to change how you sign in.")]
    SignInAgain,
    /// The tenant's rules refuse it.
    #[error("This is not allowed now.")]
    Blocked,
    /// The caller has no such authenticator.
    #[error("There is no such authenticator.")]
    NoSuchAuthenticator,
    /// No such route: the HTTP API has one that this program does not know.
    #[error("There is no such route.")]
    NoSuchRoute,
    /// Removing it would lock the account, or open it to the next who types its address.
    #[error("This authenticator cannot be removed: the account depends on it.")]
    LastWayIn,
    /// The body is no JSON object of the documented form, or says that it is something else.
    #[error("The request is not of the documented form.")]
    InvalidRequest,
    /// What is given for a username is neither an email address nor a phone number in E.164 format.
    #[error("This is neither an email address nor a phone number.")]
    InvalidUsername,
    /// Cognito cannot be reached, does not answer in time, or asks for patience. The person tries again.
    #[error("Try again in a moment.")]
    PoolUnavailable(#[source] UserPoolError),
    /// Authsignal cannot be reached or does not answer in time. The person tries again.
    #[error("Try again in a moment.")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// Authsignal or the user pool does not work with these settings, or not as it should. The operator looks at the log.
    #[error("This does not work at the moment.")]
    Misconfigured(#[source] Box<dyn Error + Send + Sync>),
    /// The event is none of an HTTP API's. The operator looks at what calls this function.
    #[error("This does not work at the moment.")]
    UnexpectedEvent,
}

impl ApiError {
    /// What the app tells errors apart by. Codes stay; the words of `Display` may change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "NOT_SIGNED_IN",
            Self::SignInAgain => "SIGN_IN_AGAIN",
            Self::Blocked => "BLOCKED",
            Self::NoSuchAuthenticator => "NO_SUCH_AUTHENTICATOR",
            Self::NoSuchRoute => "NO_SUCH_ROUTE",
            Self::LastWayIn => "LAST_WAY_IN",
            Self::InvalidRequest => "INVALID_REQUEST",
            Self::InvalidUsername => "INVALID_USERNAME",
            Self::PoolUnavailable(_) => "COGNITO_UNAVAILABLE",
            Self::Unavailable(_) => "AUTHSIGNAL_UNAVAILABLE",
            Self::Misconfigured(_) => "MISCONFIGURED",
            Self::UnexpectedEvent => "UNEXPECTED_EVENT",
        }
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest | Self::InvalidUsername => 400,
            Self::NotSignedIn => 401,
            Self::SignInAgain | Self::Blocked => 403,
            Self::NoSuchAuthenticator | Self::NoSuchRoute => 404,
            Self::LastWayIn => 409,
            Self::Misconfigured(_) | Self::UnexpectedEvent => 500,
            Self::Unavailable(_) | Self::PoolUnavailable(_) => 503,
        }
    }

    /// The cause, for the log; empty where the code says it all.
    #[must_use]
    pub fn cause(&self) -> String {
        crate::error::causes(self)
    }
}

impl From<authsignal::Error> for ApiError {
    fn from(error: authsignal::Error) -> Self {
        match error.remedy() {
            Remedy::TryAgain => Self::Unavailable(Box::new(error)),
            Remedy::FixConfiguration | Remedy::FixRequest => Self::Misconfigured(Box::new(error)),
        }
    }
}

impl From<UserPoolError> for ApiError {
    fn from(error: UserPoolError) -> Self {
        match error {
            UserPoolError::Unavailable(_) => Self::PoolUnavailable(error),
            UserPoolError::Refused(_) => Self::Misconfigured(Box::new(error)),
        }
    }
}
