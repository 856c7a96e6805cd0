//! What can go wrong, and who can do something about it.

use std::error::Error as StdError;

/// Who must act on an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nobody in particular: it passes, so the user tries again later.
    TryAgain,
    /// The operator: address, secret key or tenant are not what they should be.
    FixConfiguration,
    /// The caller: what it asked for makes no sense to Authsignal.
    FixRequest,
}

/// Why a call got no usable answer.
///
/// `Display` says nothing about the user or the request; `source` has the cause, without URLs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No answer came: the connection was refused, broken or could not be secured.
    #[error("Authsignal could not be reached")]
    Connection(#[source] Box<dyn StdError + Send + Sync>),
    /// No answer came in time, retries included.
    #[error("Authsignal did not answer in time")]
    Timeout,
    /// Authsignal failed (HTTP 5xx) or asks for patience (HTTP 429).
    #[error("Authsignal is unavailable (HTTP {status}, {code})")]
    Unavailable {
        /// HTTP status.
        status: u16,
        /// Authsignal's error code, or `none`.
        code: String,
    },
    /// The secret key is not accepted (HTTP 401 or 403): wrong key, or a key of another region or tenant.
    #[error("Authsignal does not accept the secret key (HTTP {status}, {code})")]
    Credentials {
        /// HTTP status.
        status: u16,
        /// Authsignal's error code, or `none`.
        code: String,
    },
    /// The request was refused (any other status but 2xx).
    #[error("Authsignal refused the request (HTTP {status}, {code})")]
    Rejected {
        /// HTTP status.
        status: u16,
        /// Authsignal's error code, or `none`.
        code: String,
    },
    /// The answer is not what the API promises: not JSON, cut short, too large, or a field is missing.
    #[error("Authsignal's answer was not understood")]
    UnexpectedAnswer(#[source] Box<dyn StdError + Send + Sync>),
    /// The client cannot be built from these settings.
    #[error("{0}")]
    Configuration(String),
    /// An argument cannot be sent.
    #[error("{0}")]
    Argument(&'static str),
}

impl Error {
    /// Who must act.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Connection(_) | Self::Timeout | Self::Unavailable { .. } => Remedy::TryAgain,
            Self::Credentials { .. } | Self::UnexpectedAnswer(_) | Self::Configuration(_) => {
                Remedy::FixConfiguration
            }
            Self::Rejected { .. } | Self::Argument(_) => Remedy::FixRequest,
        }
    }
}
