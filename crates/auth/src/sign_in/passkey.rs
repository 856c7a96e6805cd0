//! Signing in with a passkey: the ceremony comes first and says who it is, Cognito is asked afterwards. A
//! passkey that waits in the browser's autofill can so outlive any session of Cognito's.

use cognito::{AuthOutcome, ChallengeName, CognitoError};
use thiserror::Error;

use super::{Effect, Problem, SignIn, State, Step};
use crate::{Timestamp, Username, ValidationToken};

/// How an attempt proves who somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignInMethod {
    /// By whatever Authsignal's pre-built UI asks for after an email was typed.
    #[default]
    Challenge,
    /// By a passkey.
    Passkey,
}

/// How a passkey ceremony ended.
#[derive(Debug, PartialEq, Eq)]
pub enum PasskeyResult {
    /// Authsignal verified it; only the Verify trigger can tell what the token is worth.
    Verified(VerifiedPasskey),
    /// By the person, or the browser on their behalf. No error.
    Cancelled,
}

/// A passkey that Authsignal verified.
#[derive(Debug, PartialEq, Eq)]
pub struct VerifiedPasskey {
    /// Whose it is: the name that it was created for.
    pub username: Username,
    /// The proof.
    pub token: ValidationToken,
}

/// Why a passkey did not do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PasskeyError {
    /// Authsignal does not know it (any more).
    #[error("the passkey is not known")]
    Unknown,
    /// The signature or something else of it was refused, or the challenge was too old.
    #[error("the passkey was not verified: {0}")]
    NotVerified(String),
    /// The browser has no passkeys, or not on this page.
    #[error("passkeys are not supported here")]
    Unsupported,
    /// The relying party's id does not belong to this site.
    #[error("the relying party is another site: {0}")]
    WrongSite(String),
    /// Too much in too short a time.
    #[error("too many attempts")]
    TooManyAttempts,
    /// No connection to Authsignal.
    #[error("no connection")]
    Offline,
    /// The SDK did not load, or Authsignal has a fault.
    #[error("passkeys are unavailable: {0}")]
    Unavailable(String),
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Unknown => Self::PasskeyUnknown,
            PasskeyError::NotVerified(_) => Self::PasskeyNotVerified,
            PasskeyError::Unsupported => Self::PasskeyUnsupported,
            PasskeyError::WrongSite(detail) => Self::PasskeyMisconfigured { detail },
            PasskeyError::TooManyAttempts => Self::TooManyAttempts,
            PasskeyError::Offline => Self::Offline,
            PasskeyError::Unavailable(detail) => Self::ServiceUnavailable { detail },
        }
    }
}

impl SignIn {
    pub(super) fn passkey_requested(self) -> (Self, Option<Effect>) {
        if !self.is_idle() {
            return (self, None);
        }
        Self {
            attempt: self.attempt.next(),
            method: SignInMethod::Passkey,
            state: State::AwaitingPasskey,
            ..self
        }
        .with(Step::AskForPasskey)
    }

    /// A passkey was chosen where the email is typed.
    pub(super) fn passkey_autofilled(
        self,
        result: Result<PasskeyResult, PasskeyError>,
    ) -> (Self, Option<Effect>) {
        // Silence is kept: what is said already stays.
        if !self.is_idle() || result == Ok(PasskeyResult::Cancelled) {
            return (self, None);
        }
        Self {
            attempt: self.attempt.next(),
            method: SignInMethod::Passkey,
            ..self
        }
        .passkey_asked(result)
    }

    pub(super) fn passkey_asked(
        self,
        result: Result<PasskeyResult, PasskeyError>,
    ) -> (Self, Option<Effect>) {
        match result {
            Ok(PasskeyResult::Cancelled) => self.end(None),
            Err(error) => self.fail(error.into()),
            Ok(PasskeyResult::Verified(VerifiedPasskey { username, token })) => {
                let step = Step::InitiateAuth {
                    username: username.clone(),
                };
                Self {
                    state: State::AwaitingPasskeyRound { username, token },
                    ..self
                }
                .with(step)
            }
        }
    }

    /// Cognito's round is there to be answered with what is proved already; its challenge is never shown.
    pub(super) fn passkey_round(
        self,
        username: Username,
        token: ValidationToken,
        result: Result<AuthOutcome, CognitoError>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        match result {
            Ok(AuthOutcome::Challenge(challenge))
                if challenge.name == ChallengeName::CustomChallenge =>
            {
                let named = challenge.parameters.username();
                let respond_as = named.map_or_else(|| username.clone(), Username::named_by_cognito);
                let state = State::AwaitingTokens {
                    username,
                    since: now,
                };
                Self { state, ..self }.with(Step::RespondToChallenge {
                    username: respond_as,
                    session: challenge.session,
                    token,
                })
            }
            Ok(AuthOutcome::Challenge(challenge)) => {
                let detail = format!("Cognito asks for {}", challenge.name.as_str());
                self.fail(Problem::Misconfigured { detail })
            }
            Ok(AuthOutcome::Tokens(_)) => self.fail(Problem::unproven_tokens()),
            // The account is gone, the passkey is not.
            Err(error) if error.is_user_not_found() => self.fail(Problem::PasskeyUnknown),
            Err(error) => self.refused(&error),
        }
    }
}
