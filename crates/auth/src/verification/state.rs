use thiserror::Error;

use super::{AppKey, FactorError, Way};
use crate::Timestamp;
use crate::sign_in::{ChallengeResult, LaunchError, PasskeyError};

/// What is awaited.
#[derive(Debug)]
pub enum State {
    /// The person, to choose a way.
    Choosing,
    /// Authsignal, to send something, or to make an authenticator app's key.
    Starting {
        /// The chosen way.
        way: Way,
    },
    /// The person: nothing was sent.
    NotStarted {
        /// The chosen way.
        way: Way,
        /// Why.
        trouble: Trouble,
    },
    /// The person, to type a code.
    AwaitingCode {
        /// Where the code comes from.
        way: Way,
        /// The key of an app that is being enrolled.
        key: Option<AppKey>,
        /// When the code was sent, if it is one that is sent.
        sent: Option<Timestamp>,
        /// What goes on meanwhile.
        activity: Activity,
        /// What there is to say.
        notice: Option<Notice>,
    },
    /// The person, to follow a link.
    AwaitingLink {
        /// Where the link went.
        way: Way,
        /// When it was sent.
        sent: Timestamp,
        /// What goes on meanwhile.
        activity: Activity,
        /// What there is to say.
        notice: Option<Notice>,
    },
    /// The person, to choose a passkey in the browser's dialog; or, where there was trouble, to try again.
    AwaitingPasskey {
        /// Why it did not work.
        trouble: Option<Trouble>,
    },
    /// Nothing more.
    Ended(Result<ChallengeResult, LaunchError>),
}

/// What goes on while something is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Nothing.
    Idle,
    /// Another code or link is being sent.
    Resending,
    /// A code is being checked.
    Checking,
}

/// Something to say beside the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Another code or link is on its way.
    Resent,
    /// The code has too few digits.
    Incomplete,
    /// The code is not right, or too old.
    Wrong,
    /// It could not be sent, or not be checked.
    Trouble(Trouble),
}

/// Why something did not work that may work yet.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Trouble {
    /// No connection. The person looks at theirs.
    #[error("no connection")]
    Offline,
    /// Too many messages, or too many tries. The person waits, or uses another way.
    #[error("too many requests")]
    TooMany,
    /// Authsignal refuses this way. The person uses another one.
    #[error("refused: {0}")]
    Refused(String),
    /// Authsignal has a fault. The person waits, or uses another way.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The browser's dialog was closed. No fault, but there must be a way back into it.
    #[error("the passkey was cancelled")]
    PasskeyCancelled,
    /// The passkey did not do.
    #[error("the passkey did not do: {0}")]
    Passkey(PasskeyError),
}

impl From<FactorError> for Trouble {
    fn from(error: FactorError) -> Self {
        match error {
            FactorError::Offline => Self::Offline,
            FactorError::TooManyRequests => Self::TooMany,
            FactorError::Refused(code) => Self::Refused(code),
            FactorError::Unavailable(detail) => Self::Unavailable(detail),
            FactorError::Expired => Self::Refused("expired_token".to_owned()),
        }
    }
}

impl State {
    pub(super) fn awaiting_code(way: Way, key: Option<AppKey>, now: Timestamp) -> Self {
        Self::AwaitingCode {
            sent: way.sends().then_some(now),
            way,
            key,
            activity: Activity::Idle,
            notice: None,
        }
    }
}
