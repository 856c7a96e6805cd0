//! Creating an account on a page of its own, and confirming it.
//!
//! ```text
//! AwaitingUsername --SignUpSubmitted--> AwaitingSignUp --confirmed--> AwaitingInitiateAuth --> as ever
//!                                           | Cognito sent a code         ^
//!                                           v                             | right
//!                                      AwaitingConfirmation --code--> (checking)
//! ```
//!
//! An address that has an account already looks like a new one: it seems to be sent a code, and no code is right.
//! Where Authsignal confirms, both go on to a challenge.

use std::fmt;
use std::time::Duration;

use cognito::{CognitoError, ErrorCode, TransportError};

use super::{Effect, LaunchMode, Problem, SignIn, SignInMethod, SignUpError, State, Step};
use crate::verification::{Activity, CODE_LENGTH, RESEND_AFTER, digits};
use crate::{Timestamp, Username, UsernameProblem};

/// Who makes sure that the address of a new account is the person's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Confirmation {
    /// Authsignal, by the challenge of the first sign-in.
    #[default]
    Authsignal,
    /// Cognito, by a code of its own.
    Cognito,
}

/// What SignUp made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewAccount {
    /// An account that can sign in.
    Confirmed,
    /// One that wants the code that Cognito has sent.
    Unconfirmed,
}

/// What was typed of the code that confirms an account: digits only, and not to be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmationCode(String);

impl ConfirmationCode {
    /// The digits.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ConfirmationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConfirmationCode(redacted)")
    }
}

/// The wait for the code of Cognito's that confirms an account.
#[derive(Clone, Debug)]
pub struct AwaitedCode {
    /// Whose code it is.
    pub username: Username,
    /// What is under way.
    pub activity: Activity,
    /// What there is to say.
    pub notice: Option<CodeNotice>,
    /// Whether this attempt has created the account. Only then may it be said to be confirmed already.
    created: bool,
    /// When the code was sent.
    sent: Timestamp,
}

/// What there is to say about the code that confirms an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeNotice {
    /// Another one is on its way.
    Resent,
    /// It has too few digits.
    Incomplete,
    /// It is wrong; or it could not be right, and nobody is to learn why.
    Wrong,
    /// It is too old.
    Expired,
    /// Too many in too short a time; it passes.
    TooManyAttempts,
    /// No connection, or no answer in time.
    Offline,
    /// Cognito, or a trigger, has a fault that may pass.
    Unavailable,
}

impl AwaitedCode {
    /// How long the person has to wait before another code can be sent; zero where it can be now.
    #[must_use]
    pub fn resend_in(&self, now: Timestamp) -> Duration {
        RESEND_AFTER.saturating_sub(now.since(self.sent))
    }
}

impl SignIn {
    /// The same, with new accounts confirmed by `confirmation`.
    #[must_use]
    pub const fn confirmed_by(mut self, confirmation: Confirmation) -> Self {
        self.confirmation = confirmation;
        self
    }

    pub(super) fn sign_up_submitted(
        self,
        username: Result<Username, UsernameProblem>,
        launch: LaunchMode,
    ) -> (Self, Option<Effect>) {
        if !self.is_idle() {
            return (self, None);
        }
        let username = match username {
            Err(problem) => return self.fail(problem.into()),
            Ok(username) => username,
        };
        let step = Step::SignUp {
            username: username.clone(),
        };
        Self {
            attempt: self.attempt.next(),
            launch,
            method: SignInMethod::Challenge,
            signs_up: true,
            state: State::AwaitingSignUp { username },
            ..self
        }
        .with(step)
    }

    pub(super) fn account_created(
        self,
        username: Username,
        result: Result<NewAccount, SignUpError>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        let exists = |error: &CognitoError| matches!(error.code(), Some(ErrorCode::UsernameExists));
        match result {
            Ok(NewAccount::Confirmed) => self.initiate_auth(username, true),
            Ok(NewAccount::Unconfirmed) => {
                let state = State::AwaitingConfirmation(AwaitedCode::new(username, true, now));
                (Self { state, ..self }, None)
            }
            Err(SignUpError::Cognito(error)) if exists(&error) => match self.confirmation {
                Confirmation::Authsignal => self.initiate_auth(username, true),
                Confirmation::Cognito => self.confirm_existing(username, now),
            },
            Err(SignUpError::Cognito(error)) => self.refused(&error),
            Err(error @ SignUpError::NoEntropy) => {
                let detail = error.to_string();
                self.fail(Problem::BrowserUnsupported { detail })
            }
        }
    }

    /// Asks for the code of an account that was there before. Where it is still to be confirmed, its owner gets
    /// one; for any other it only looks like that. Nobody waits for this code to be sent, since nobody waits for that
    /// of a new account.
    pub(super) fn confirm_existing(
        self,
        username: Username,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        let step = Step::ResendConfirmationCode {
            username: username.clone(),
        };
        let state = State::AwaitingConfirmation(AwaitedCode::new(username, false, now));
        Self { state, ..self }.with(step)
    }

    pub(super) fn code_submitted(mut self, typed: &str) -> (Self, Option<Effect>) {
        let State::AwaitingConfirmation(awaited) = &mut self.state else {
            return (self, None);
        };
        if awaited.activity == Activity::Checking {
            return (self, None);
        }
        let code = digits(typed);
        if code.chars().count() < CODE_LENGTH {
            awaited.notice = Some(CodeNotice::Incomplete);
            return (self, None);
        }
        awaited.activity = Activity::Checking;
        awaited.notice = None;
        let username = awaited.username.clone();
        let code = ConfirmationCode(code);
        self.with(Step::ConfirmSignUp { username, code })
    }

    pub(super) fn code_resend_requested(mut self, now: Timestamp) -> (Self, Option<Effect>) {
        let State::AwaitingConfirmation(awaited) = &mut self.state else {
            return (self, None);
        };
        if awaited.activity != Activity::Idle || !awaited.resend_in(now).is_zero() {
            return (self, None);
        }
        awaited.activity = Activity::Resending;
        awaited.notice = None;
        let username = awaited.username.clone();
        self.with(Step::ResendConfirmationCode { username })
    }

    pub(super) fn sign_up_confirmed(
        self,
        awaited: AwaitedCode,
        result: Result<(), CognitoError>,
    ) -> (Self, Option<Effect>) {
        let error = match result {
            Ok(()) => return self.initiate_auth(awaited.username, true),
            Err(error) => error,
        };
        // The answer to an earlier try was lost.
        if error.user_is_confirmed_already() && awaited.created {
            return self.initiate_auth(awaited.username, true);
        }
        match CodeNotice::of(&error) {
            Some(notice) => self.await_code(AwaitedCode {
                activity: Activity::Idle,
                notice: Some(notice),
                ..awaited
            }),
            None => self.refused(&error),
        }
    }

    pub(super) fn code_resent(
        self,
        awaited: AwaitedCode,
        result: Result<(), CognitoError>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        // Of the code that nobody waits for.
        if awaited.activity != Activity::Resending {
            return self.await_code(awaited);
        }
        let notice = match result {
            Ok(()) => CodeNotice::Resent,
            Err(error) => match CodeNotice::of(&error) {
                // There is nothing to confirm, and nobody is to learn that.
                Some(CodeNotice::Wrong) => CodeNotice::Resent,
                Some(notice) => notice,
                None => return self.refused(&error),
            },
        };
        let sent = match notice {
            CodeNotice::Resent => now,
            _ => awaited.sent,
        };
        self.await_code(AwaitedCode {
            activity: Activity::Idle,
            notice: Some(notice),
            sent,
            ..awaited
        })
    }

    fn await_code(self, awaited: AwaitedCode) -> (Self, Option<Effect>) {
        let state = State::AwaitingConfirmation(awaited);
        (Self { state, ..self }, None)
    }
}

impl AwaitedCode {
    const fn new(username: Username, created: bool, now: Timestamp) -> Self {
        Self {
            username,
            activity: Activity::Idle,
            notice: None,
            created,
            sent: now,
        }
    }
}

impl CodeNotice {
    /// What an error of ConfirmSignUp or ResendConfirmationCode means to the person; none where only the operator can
    /// do something. Whatever depends on the account alone is [`Self::Wrong`].
    fn of(error: &CognitoError) -> Option<Self> {
        Some(match error {
            CognitoError::Transport(TransportError::Aborted) => Self::Unavailable,
            CognitoError::Transport(_) => Self::Offline,
            _ if error.is_throttled() => Self::TooManyAttempts,
            _ if error.user_is_confirmed_already() => Self::Wrong,
            _ if error.is_trigger_failure() || error.is_retryable() => Self::Unavailable,
            _ => match error.code()? {
                ErrorCode::ExpiredCode => Self::Expired,
                ErrorCode::CodeMismatch | ErrorCode::UserNotFound | ErrorCode::AliasExists => {
                    Self::Wrong
                }
                ErrorCode::NotAuthorized if error.actor() == cognito::Actor::User => Self::Wrong,
                // What pools that hide which users exist answer for those who do not.
                ErrorCode::InvalidParameter => Self::Wrong,
                ErrorCode::CodeDeliveryFailure => Self::Unavailable,
                _ => return None,
            },
        })
    }
}
