use cognito::{CognitoError, ErrorCode, Operation, ServiceError, TransportError};
use thiserror::Error;

use super::LaunchError;
use crate::UsernameProblem;

/// Why an attempt to sign in ended, as far as the person or the operator should know.
///
/// Cancelling is not among these: it is no problem.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// The typed email address or phone number cannot be one.
    #[error(transparent)]
    Username(#[from] UsernameProblem),
    /// The challenge was not passed: wrong code too often, or a proof that does not count.
    #[error("the challenge was not passed")]
    NotProven,
    /// The passkey was removed on the server, or its account is gone.
    #[error("the passkey is not known")]
    PasskeyUnknown,
    /// The passkey was refused, or it took too long.
    #[error("the passkey was not verified")]
    PasskeyNotVerified,
    /// The browser has no passkeys, or not on this page.
    #[error("passkeys are not supported")]
    PasskeyUnsupported,
    /// Passkeys are set up for another site; only the operator can mend it, but there are other ways in.
    #[error("passkeys are misconfigured: {detail}")]
    PasskeyMisconfigured {
        /// The cause, for the console.
        detail: String,
    },
    /// The browser did not let the page open a window.
    #[error("the window was blocked")]
    WindowBlocked,
    /// There is no sign-in to finish: it is done, was begun elsewhere, or somebody made the address up.
    #[error("no sign-in is pending")]
    NothingPending,
    /// The challenge was answered too late.
    #[error("the challenge expired")]
    ChallengeExpired,
    /// Too much in too short a time; it passes.
    #[error("too many attempts")]
    TooManyAttempts,
    /// Cognito refuses this account: disabled, or sign-up is closed.
    #[error("the account was refused")]
    AccountRefused,
    /// The account exists but was never confirmed.
    #[error("the account is not confirmed")]
    AccountUnconfirmed,
    /// A trigger refused the sign-up.
    #[error("the sign-up was refused")]
    SignUpRefused,
    /// The browser lacks what creating an account needs.
    #[error("the browser is not supported: {detail}")]
    BrowserUnsupported {
        /// What it lacks, for the console.
        detail: String,
    },
    /// The device has no network, or the connection failed.
    #[error("no connection")]
    Offline,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// Cognito or Authsignal has a fault that passes.
    #[error("the service is unavailable: {detail}")]
    ServiceUnavailable {
        /// The cause, for the console.
        detail: String,
    },
    /// Something is set up wrongly; only the operator can mend it.
    #[error("misconfigured: {detail}")]
    Misconfigured {
        /// The cause, for the console.
        detail: String,
    },
}

/// Who can do something about a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person who signs in, by doing something else.
    Person,
    /// The person, by trying the same again a little later.
    PersonLater,
    /// Whoever runs the site.
    Operator,
}

impl Problem {
    /// Who can do something about it.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self {
            Self::Username(_)
            | Self::NotProven
            | Self::PasskeyUnknown
            | Self::PasskeyNotVerified
            | Self::PasskeyUnsupported
            | Self::WindowBlocked
            | Self::NothingPending
            | Self::ChallengeExpired
            | Self::AccountRefused
            | Self::AccountUnconfirmed
            | Self::SignUpRefused
            | Self::BrowserUnsupported { .. } => Actor::Person,
            Self::TooManyAttempts
            | Self::Offline
            | Self::TimedOut
            | Self::ServiceUnavailable { .. } => Actor::PersonLater,
            Self::PasskeyMisconfigured { .. } | Self::Misconfigured { .. } => Actor::Operator,
        }
    }

    /// What an error of Cognito's means for somebody who signs in; none where the call was given up.
    pub(super) fn from_cognito(error: &CognitoError) -> Option<Self> {
        let problem = match error {
            CognitoError::Transport(TransportError::Aborted) => return None,
            CognitoError::Transport(TransportError::Timeout) => Self::TimedOut,
            CognitoError::Transport(_) => Self::Offline,
            _ if error.is_throttled() => Self::TooManyAttempts,
            CognitoError::Service(service) => match service.code() {
                ErrorCode::NotAuthorized if error.actor() == cognito::Actor::User => {
                    Self::AccountRefused
                }
                ErrorCode::UserNotFound => Self::AccountRefused,
                ErrorCode::UserNotConfirmed => Self::AccountUnconfirmed,
                _ if error.is_trigger_failure() => Self::from_trigger(error, service),
                ErrorCode::CodeMismatch => Self::NotProven,
                ErrorCode::ExpiredCode => Self::ChallengeExpired,
                _ if error.is_retryable() => Self::unavailable(error),
                _ => Self::Misconfigured {
                    detail: error.to_string(),
                },
            },
            _ if error.is_retryable() => Self::unavailable(error),
            _ => Self::Misconfigured {
                detail: error.to_string(),
            },
        };
        Some(problem)
    }

    /// What the triggers say, which Cognito wraps into a message of its own. Their codes are those of
    /// `lambdas/src/error.rs`; a trigger without one is nearly always one that Authsignal kept waiting.
    fn from_trigger(error: &CognitoError, service: &ServiceError) -> Self {
        let says = |code| service.message().contains(code);
        let refused = *service.code() == ErrorCode::UserLambdaValidation
            && service.operation() == Operation::SignUp;
        if says("AUTHSIGNAL_UNAVAILABLE") {
            Self::unavailable(error)
        } else if says("SIGN_IN_BLOCKED") {
            Self::AccountRefused
        } else if says("MISCONFIGURED") || says("UNEXPECTED_EVENT") {
            Self::Misconfigured {
                detail: error.to_string(),
            }
        } else if says("SIGN_UP_CLOSED") || refused {
            Self::SignUpRefused
        } else {
            Self::unavailable(error)
        }
    }

    /// Tokens without a challenge mean that the pool's triggers ask for no proof.
    pub(super) fn unproven_tokens() -> Self {
        Self::Misconfigured {
            detail: "Cognito issued tokens without a challenge".to_owned(),
        }
    }

    fn unavailable(error: &CognitoError) -> Self {
        Self::ServiceUnavailable {
            detail: error.to_string(),
        }
    }
}

impl From<LaunchError> for Problem {
    fn from(error: LaunchError) -> Self {
        match error {
            LaunchError::Expired => Self::ChallengeExpired,
            LaunchError::TooManyAttempts => Self::TooManyAttempts,
            LaunchError::SdkUnavailable(_) | LaunchError::Failed(_) | LaunchError::AlreadyOpen => {
                Self::ServiceUnavailable {
                    detail: error.to_string(),
                }
            }
        }
    }
}
