use std::fmt;

use thiserror::Error;

use super::Way;
use crate::ValidationToken;
use crate::authenticators::VerificationMethod;
use crate::sign_in::{PasskeyError, PasskeyResult};

/// Which step an effect and its result belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepId(u64);

impl StepId {
    pub(super) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// Something to be done; its result comes back as [`Event::Answered`]. It takes the place of what is under way.
#[derive(Debug)]
pub struct Effect {
    /// The step that asked for it.
    pub id: StepId,
    /// What is to be done.
    pub step: Step,
}

/// What is to be done.
pub enum Step {
    /// Have the code or link sent, or an authenticator app's key made.
    Start(Way),
    /// Have a code checked.
    CheckCode {
        /// The kind of factor that it is for.
        method: VerificationMethod,
        /// Digits.
        code: String,
    },
    /// Wait until the link is followed.
    AwaitLink,
    /// Ask the person for a passkey.
    AskForPasskey,
}

// A code proves something while it lives.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(way) => f.debug_tuple("Start").field(way).finish(),
            Self::CheckCode { method, .. } => f
                .debug_struct("CheckCode")
                .field("method", method)
                .finish_non_exhaustive(),
            Self::AwaitLink => f.write_str("AwaitLink"),
            Self::AskForPasskey => f.write_str("AskForPasskey"),
        }
    }
}

/// What happened.
pub enum Event {
    /// The screen is there.
    Begun,
    /// The person chose one of [`super::Verification::ways`], by its place among them.
    WayChosen(usize),
    /// The person wants to see the list.
    AnotherWayWanted,
    /// The person wants to try again what did not work.
    RetryRequested,
    /// The person wants another code or link.
    ResendRequested,
    /// The person submitted a code; holds the field's text.
    CodeSubmitted(String),
    /// The person gave up.
    Cancelled,
    /// An effect has its result.
    Answered(StepId, Answer),
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begun => f.write_str("Begun"),
            Self::WayChosen(index) => f.debug_tuple("WayChosen").field(index).finish(),
            Self::AnotherWayWanted => f.write_str("AnotherWayWanted"),
            Self::RetryRequested => f.write_str("RetryRequested"),
            Self::ResendRequested => f.write_str("ResendRequested"),
            Self::CodeSubmitted(_) => f.write_str("CodeSubmitted(redacted)"),
            Self::Cancelled => f.write_str("Cancelled"),
            Self::Answered(step, answer) => {
                f.debug_tuple("Answered").field(step).field(answer).finish()
            }
        }
    }
}

/// The result of one effect.
#[derive(Debug)]
pub enum Answer {
    /// Of [`Step::Start`]; with a key where an authenticator app is enrolled.
    Started(Result<Option<AppKey>, FactorError>),
    /// Of [`Step::CheckCode`].
    Checked(Result<CodeVerdict, FactorError>),
    /// Of [`Step::AwaitLink`].
    LinkFollowed(Result<ValidationToken, FactorError>),
    /// Of [`Step::AskForPasskey`].
    PasskeyAsked(Result<PasskeyResult, PasskeyError>),
}

/// What a code is worth.
#[derive(Debug, PartialEq, Eq)]
pub enum CodeVerdict {
    /// It is right; only the Verify trigger can tell what the token is worth.
    Right(ValidationToken),
    /// It is wrong or too old.
    Wrong,
    /// It is wrong, and there were too many of them: the token is of no more use.
    TooManyTries,
}

/// The key that an authenticator app gets.
#[derive(Clone, PartialEq, Eq)]
pub struct AppKey {
    /// `otpauth://totp/...`, for a QR code or an app on this device (Google's Key Uri Format).
    pub uri: String,
    /// The key itself, base32 (RFC 4648).
    pub secret: String,
}

impl fmt::Debug for AppKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppKey(redacted)")
    }
}

/// Why Authsignal's Client API did not do what it was asked for.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FactorError {
    /// No connection to Authsignal.
    #[error("no connection")]
    Offline,
    /// The token is too old: a new challenge is wanted.
    #[error("the token expired")]
    Expired,
    /// Too many messages, or too many tries.
    #[error("too many requests")]
    TooManyRequests,
    /// Authsignal refuses: the token is none of its own, or the person has not enrolled this. Holds its code or words.
    #[error("refused: {0}")]
    Refused(String),
    /// The SDK did not load, or Authsignal has a fault.
    #[error("unavailable: {0}")]
    Unavailable(String),
}
