//! What can go wrong with a call, told apart by who must act.

use crate::{ErrorCode, Operation, TransportError};

/// Who can do something about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person at the screen: try again, later, or another way.
    User,
    /// Whoever runs the app: something is misconfigured or broken.
    Operator,
    /// Nobody: the call was given up. Say nothing.
    Nobody,
}

/// Why a call did not give its result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CognitoError {
    /// Cognito answered with an error of its own.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// No complete answer came back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Success by its status, but not an answer of this operation: a captive portal, a proxy, a cut-off body.
    #[error("{operation}: {reason}")]
    Malformed {
        /// What was called.
        operation: Operation,
        /// What is wrong with the answer.
        reason: MalformedAnswer,
    },
    /// An error status without an error of Cognito's: a proxy, a gateway, a firewall.
    #[error("{operation}: HTTP status {status} without an error code")]
    Status {
        /// What was called.
        operation: Operation,
        /// HTTP status code.
        status: u16,
    },
    /// The request could not be written down. It was not sent.
    #[error("{operation}: the request could not be encoded")]
    Request {
        /// What was to be called.
        operation: Operation,
    },
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedAnswer {
    /// Not JSON, cut off, of another shape, or with something after its end.
    #[error("the answer is not the JSON that was expected")]
    Json,
    /// A member that the API promises is absent, empty or zero.
    #[error("the answer lacks {0}")]
    Missing(&'static str),
}

/// An error that Cognito answered with.
///
/// `Debug` and `Display` redact the message; [`ServiceError::message`] gives it as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceError {
    pub(crate) operation: Operation,
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
}

impl ServiceError {
    /// An error as the transport's answer would give it; for tests of callers.
    #[must_use]
    pub fn new(operation: Operation, code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            operation,
            code,
            message: message.into(),
            status: 400,
            request_id: None,
        }
    }

    /// What was called.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// Which error.
    #[must_use]
    pub const fn code(&self) -> &ErrorCode {
        &self.code
    }

    /// Cognito's (or a trigger's) words, in English, possibly empty. It may quote what the user typed.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// HTTP status code.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The id under which AWS knows the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// `NotAuthorizedException` also stands for an app client that wants a secret, which a browser cannot
    /// keep. Only the message tells.
    fn wants_client_secret(&self) -> bool {
        self.code == ErrorCode::NotAuthorized && self.mentions("secret")
    }

    /// Whether the message has `word` in it, in any case.
    fn mentions(&self, word: &str) -> bool {
        self.message
            .as_bytes()
            .windows(word.len())
            .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    }
}

impl std::fmt::Display for ServiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.operation, self.code)?;
        if !self.message.is_empty() {
            write!(f, ": {}", crate::redact(&self.message))?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request {id})")?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServiceError({self}, status {})", self.status)
    }
}

impl std::error::Error for ServiceError {}

impl CognitoError {
    /// The code of Cognito's error, if it is one.
    #[must_use]
    pub const fn code(&self) -> Option<&ErrorCode> {
        match self {
            Self::Service(error) => Some(&error.code),
            _ => None,
        }
    }

    /// Whether Cognito says that there is no such user: the one error upon which an app signs a user up.
    #[must_use]
    pub fn is_user_not_found(&self) -> bool {
        self.code() == Some(&ErrorCode::UserNotFound)
    }

    /// Whether the user has confirmed the sign-up already, which for whoever wants to confirm it is as good as
    /// a success. ConfirmSignUp and ResendConfirmationCode say it under two codes that mean other things too;
    /// only the message tells.
    #[must_use]
    pub fn user_is_confirmed_already(&self) -> bool {
        let Self::Service(error) = self else {
            return false;
        };
        match (error.operation, &error.code) {
            (Operation::ConfirmSignUp, ErrorCode::NotAuthorized) => {
                error.mentions("status is confirmed")
            }
            (Operation::ResendConfirmationCode, ErrorCode::InvalidParameter) => {
                error.mentions("already confirmed")
            }
            _ => false,
        }
    }

    /// Whether it was too much in too short a time.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        match self {
            Self::Service(error) => error.status == 429 || error.code.is_throttling(),
            Self::Status { status, .. } => *status == 429,
            _ => false,
        }
    }

    /// Whether a trigger of the pool failed or refused. With Latchkey's triggers that mostly means that
    /// Authsignal could not be reached. Cognito and its emulators do not agree on which of three codes it is.
    #[must_use]
    pub const fn is_trigger_failure(&self) -> bool {
        matches!(
            self.code(),
            Some(
                ErrorCode::UserLambdaValidation
                    | ErrorCode::UnexpectedLambda
                    | ErrorCode::InvalidLambdaResponse
            )
        )
    }

    /// Whether the answer to a challenge ended the sign-in: wrong too often, or its session is used or
    /// expired. The way on is a new sign-in.
    #[must_use]
    pub fn sign_in_is_over(&self) -> bool {
        let Self::Service(error) = self else {
            return false;
        };
        error.operation == Operation::RespondToAuthChallenge
            && error.status < 500
            && !self.is_throttled()
            && match error.code {
                ErrorCode::NotAuthorized => !error.wants_client_secret(),
                ErrorCode::ExpiredCode => true,
                // MiniStack's answer to a used session; Cognito's is NotAuthorizedException.
                ErrorCode::InvalidParameter => error.mentions("session"),
                _ => false,
            }
    }

    /// Whether the very same call may succeed later without anyone changing anything. Wait longer each time.
    ///
    /// An answer of a challenge may have been used up even when its result was lost: there, a new sign-in
    /// is the safe retry.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Service(error) => {
                self.is_throttled()
                    || error.status >= 500
                    || matches!(
                        error.code,
                        ErrorCode::InternalError | ErrorCode::UnexpectedLambda
                    )
            }
            Self::Transport(error) => !matches!(error, TransportError::Aborted),
            Self::Malformed { .. } => true,
            Self::Status { status, .. } => *status >= 500 || matches!(status, 408 | 425 | 429),
            Self::Request { .. } => false,
        }
    }

    /// Whether the answer to a refresh says that the refresh token will never be good again: expired,
    /// revoked, used twice, or its user gone or disabled. Only then may a stored session be cleared.
    ///
    /// `false` for everything else, and for errors of other operations: a network error, a server error,
    /// throttling, or a misconfigured app client says nothing about the session.
    #[must_use]
    pub fn refresh_token_is_dead(&self) -> bool {
        let Self::Service(error) = self else {
            return false;
        };
        let of_refresh = matches!(
            error.operation,
            Operation::GetTokensFromRefreshToken | Operation::RefreshTokenAuth
        );
        of_refresh
            && error.status < 500
            && !self.is_throttled()
            && match error.code {
                // The other two are about the app client: it wants a secret, or the newer operation.
                ErrorCode::NotAuthorized => {
                    !error.wants_client_secret() && !error.mentions("rotation")
                }
                ErrorCode::RefreshTokenReuse | ErrorCode::UserNotFound => true,
                _ => false,
            }
    }

    /// Whether the pool, the app client or an emulator of Cognito does not have the operation or the flow.
    pub(crate) fn operation_is_unavailable(&self) -> bool {
        match self {
            Self::Service(error) => match &error.code {
                ErrorCode::InvalidParameter
                | ErrorCode::OperationNotEnabled
                | ErrorCode::UnsupportedOperation
                | ErrorCode::FeatureUnavailableInTier => true,
                ErrorCode::NotAuthorized => error.mentions("rotation"),
                ErrorCode::Other(name) => matches!(
                    name.as_str(),
                    "UnknownOperationException" | "InvalidAction" | "InvalidActionException"
                ),
                _ => false,
            },
            _ => false,
        }
    }

    /// Who must act.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::Service(_) if self.is_throttled() => Actor::User,
            Self::Service(_) if self.sign_in_is_over() => Actor::User,
            Self::Service(error) if error.wants_client_secret() => Actor::Operator,
            Self::Service(error) => error.code.actor(),
            Self::Transport(TransportError::Aborted) => Actor::Nobody,
            Self::Transport(_) | Self::Malformed { .. } => Actor::User,
            Self::Status { .. } if self.is_retryable() => Actor::User,
            Self::Status { .. } | Self::Request { .. } => Actor::Operator,
        }
    }
}
