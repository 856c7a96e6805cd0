//! Why a trigger fails. Cognito passes the message on to whoever called it, so it is a code, and the cause goes to the log.

use std::error::Error;

use authsignal::Remedy;
use lambda_runtime::Diagnostic;

/// A trigger's failure. `Display` is the code that the browser sees, inside the message of Cognito's
/// `UserLambdaValidationException`. It is never "your answer is wrong": that is an answer, not a failure.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TriggerError {
    /// Authsignal cannot be reached or does not answer in time. The user tries again.
    #[error("AUTHSIGNAL_UNAVAILABLE")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// Authsignal does not work with these settings, or not as it should. The operator looks at the log.
    #[error("MISCONFIGURED")]
    Misconfigured(#[source] Box<dyn Error + Send + Sync>),
    /// The tenant's rules refuse to let this user sign in now.
    #[error("SIGN_IN_BLOCKED")]
    Blocked,
    /// Accounts are made by administrators only.
    #[error("SIGN_UP_CLOSED")]
    SignUpClosed,
    /// The event is none of Cognito's, or of a trigger that these are not. The operator looks at the pool's triggers.
    #[error("UNEXPECTED_EVENT")]
    UnexpectedEvent(&'static str),
}

impl TriggerError {
    /// The cause, for the log.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::UnexpectedEvent(problem) => (*problem).to_owned(),
            _ => causes(self),
        }
    }
}

/// What caused an error, and what caused that: the whole chain, for the log.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut words = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        if !words.is_empty() {
            words.push_str(": ");
        }
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}

impl From<authsignal::Error> for TriggerError {
    fn from(error: authsignal::Error) -> Self {
        match error.remedy() {
            Remedy::TryAgain => Self::Unavailable(Box::new(error)),
            Remedy::FixConfiguration | Remedy::FixRequest => Self::Misconfigured(Box::new(error)),
        }
    }
}

impl From<TriggerError> for Diagnostic {
    fn from(error: TriggerError) -> Self {
        Self {
            error_type: "TriggerError".to_owned(),
            error_message: error.to_string(),
        }
    }
}
