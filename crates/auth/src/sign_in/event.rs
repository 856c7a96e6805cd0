use std::fmt;

use cognito::{AuthOutcome, CognitoError};
use thiserror::Error;

use super::{AttemptId, LaunchMode, NewAccount, PasskeyError, PasskeyResult, Problem};
use crate::pending::PendingSignIn;
use crate::session::TokensProblem;
use crate::{ChallengeUrl, Username, UsernameProblem, ValidationToken};

/// What happened.
pub enum Event {
    /// The person submitted the form.
    UsernameSubmitted {
        /// What was typed, or what is wrong with it.
        username: Result<Username, UsernameProblem>,
        /// How the challenge is to be shown.
        launch: LaunchMode,
    },
    /// The person submitted the form of the page where accounts are created.
    SignUpSubmitted {
        /// What was typed, or what is wrong with it.
        username: Result<Username, UsernameProblem>,
        /// How the challenge is to be shown.
        launch: LaunchMode,
    },
    /// The person submitted the code that confirms their account; holds what was typed.
    CodeSubmitted(String),
    /// The person wants another such code.
    CodeResendRequested,
    /// The person wants to sign in with a passkey.
    PasskeyRequested,
    /// The browser's autofill ended: a passkey was chosen, or could not be offered.
    PasskeyAutofilled(Result<PasskeyResult, PasskeyError>),
    /// The browser refused the window that the challenge was to be shown in.
    WindowBlocked,
    /// The person came back from the pre-built UI to a new page.
    Returned {
        /// What the page that was left knew.
        pending: PendingSignIn,
        /// The result; none where the person gave up.
        token: Option<ValidationToken>,
    },
    /// Somebody came to where the pre-built UI leads back to, and no sign-in waits for that: it is done
    /// already, was begun elsewhere, or the address was made by somebody else.
    ReturnedUnexpectedly,
    /// The person gave up the attempt under way, or left the page.
    Cancelled,
    /// An effect of an attempt has its result.
    Answered(AttemptId, Answer),
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UsernameSubmitted { launch, .. } => f
                .debug_struct("UsernameSubmitted")
                .field("launch", launch)
                .finish_non_exhaustive(),
            Self::SignUpSubmitted { launch, .. } => f
                .debug_struct("SignUpSubmitted")
                .field("launch", launch)
                .finish_non_exhaustive(),
            Self::CodeSubmitted(_) => f.write_str("CodeSubmitted"),
            Self::CodeResendRequested => f.write_str("CodeResendRequested"),
            Self::PasskeyRequested => f.write_str("PasskeyRequested"),
            Self::PasskeyAutofilled(result) => {
                f.debug_tuple("PasskeyAutofilled").field(result).finish()
            }
            Self::WindowBlocked => f.write_str("WindowBlocked"),
            Self::Returned { pending, .. } => f.debug_tuple("Returned").field(pending).finish(),
            Self::ReturnedUnexpectedly => f.write_str("ReturnedUnexpectedly"),
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
    /// Of [`super::Step::InitiateAuth`], where the name by which Cognito knows the person could not be found out.
    NotLookedUp(Problem),
    /// Of [`super::Step::AskForPasskey`].
    PasskeyAsked(Result<PasskeyResult, PasskeyError>),
    /// Of [`super::Step::SignUp`].
    SignedUp(Result<NewAccount, SignUpError>),
    /// Of [`super::Step::ConfirmSignUp`].
    SignUpConfirmed(Result<(), CognitoError>),
    /// Of [`super::Step::ResendConfirmationCode`].
    CodeResent(Result<(), CognitoError>),
    /// Of [`super::Step::LeaveForChallenge`] where the browser keeps nothing, so that nobody would know
    /// how to go on after coming back; holds the challenge's address. Otherwise the page is left, and no
    /// answer comes.
    NotLeft(ChallengeUrl),
    /// Of [`super::Step::LaunchChallenge`] and [`super::Step::ChallengeHere`].
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
