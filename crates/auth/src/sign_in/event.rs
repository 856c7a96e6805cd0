use std::fmt;

use cognito::{AuthOutcome, CognitoError};
use thiserror::Error;

use super::AttemptId;
use crate::ValidationToken;
use crate::session::TokensProblem;

/// What happened.
pub enum Event {
    /// The person submitted the form; holds the field's text.
    EmailSubmitted(String),
    /// The person gave up the attempt under way, or left the page.
    Cancelled,
    /// An effect of an attempt has its result.
    Answered(AttemptId, Answer),
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmailSubmitted(_) => f.write_str("EmailSubmitted(redacted)"),
            Self::Cancelled => f.write_str("Cancelled"),
            Self::Answered(attempt, answer) => f
                .debug_tuple("Answered")
                .field(attempt)
                .field(answer)
                .finish(),
        }
    }
}

/// The result of one effect.
#[derive(Debug)]
pub enum Answer {
    /// Of [`super::Step::InitiateAuth`].
    AuthInitiated(Result<AuthOutcome, CognitoError>),
    /// Of [`super::Step::SignUp`].
    SignedUp(Result<(), SignUpError>),
    /// Of [`super::Step::LaunchChallenge`].
    ChallengeClosed(Result<ChallengeResult, LaunchError>),
    /// Of [`super::Step::RespondToChallenge`].
    ChallengeAnswered(Result<AuthOutcome, CognitoError>),
    /// Of [`super::Step::KeepTokens`].
    TokensKept(Result<(), TokensProblem>),
}

/// Why no account was created.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SignUpError {
    /// Cognito's error.
    #[error(transparent)]
    Cognito(#[from] CognitoError),
    /// The browser cannot make a random password.
    #[error("the browser has no random numbers that are fit for secrets")]
    NoEntropy,
}

/// How the pre-built UI was left.
#[derive(Debug, PartialEq, Eq)]
pub enum ChallengeResult {
    /// With a token; only the server can tell what it is worth.
    Completed(ValidationToken),
    /// By the person, without a token. No error.
    Cancelled,
}

/// Why the pre-built UI could not be used. A person's cancel is not among these.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LaunchError {
    /// The Authsignal Web SDK did not load: no network, or a broken deployment.
    #[error("the Authsignal Web SDK did not load: {0}")]
    SdkUnavailable(String),
    /// The SDK refused, or the pre-built UI reported an error; holds its words.
    #[error("Authsignal's pre-built UI failed: {0}")]
    Failed(String),
    /// Another challenge is open in this page.
    #[error("another challenge is open already")]
    AlreadyOpen,
    /// The pre-built UI says that the link is too old.
    #[error("the challenge expired")]
    Expired,
    /// The pre-built UI says that there were too many attempts.
    #[error("too many attempts")]
    TooManyAttempts,
}
