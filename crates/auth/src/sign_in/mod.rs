//! The sign-in machine: an email address or phone number, a challenge at Authsignal, tokens from Cognito.
//!
//! ```text
//! AwaitingUsername --UsernameSubmitted--> AwaitingInitiateAuth --challenge--> AwaitingChallenge
//!    ^                                |  ^ user unknown                     | token
//!    |                                v  |                                  v
//!    +--- problem, cancelled --- AwaitingSignUp                       AwaitingTokens --> AwaitingSession --> SignedIn
//! ```
//!
//! InitiateAuth goes first, and SignUp only when Cognito does not know the user: somebody who comes
//! back costs one round trip, not two.
//!
//! On a page of its own SignUp goes first: see `sign_up`.
//!
//! With a passkey the ceremony comes first (`AwaitingPasskey`, or the browser's autofill while the email is
//! awaited), then Cognito's round (`AwaitingPasskeyRound`), which is answered at once.
//!
//! In redirect mode the page is left in `AwaitingChallenge`, and what it knew with it. The page that the
//! person comes back to has a new machine, which goes on at `AwaitingTokens` with the event `Returned`.

mod effect;
mod event;
mod launch;
mod passkey;
mod problem;
mod sign_up;
mod state;
#[cfg(test)]
mod tests;

use std::time::Duration;

use cognito::{AuthOutcome, CognitoError, ErrorCode, Tokens};

pub use effect::{AttemptId, Departure, Effect, ScreenChallenge, Step};
pub use event::{Answer, ChallengeResult, Event, LaunchError, SignUpError};
pub use launch::{LaunchMode, UnknownUser};
pub use passkey::{PasskeyError, PasskeyResult, SignInMethod, VerifiedPasskey};
pub use problem::{Actor, Problem};
pub use sign_up::{AwaitedCode, CodeNotice, Confirmation, ConfirmationCode, NewAccount};
pub use state::State;

use crate::{Timestamp, Username, UsernameProblem};

/// How long Cognito keeps the session of a challenge at least (`AuthSessionValidity`, 3 to 15
/// minutes): a refusal after that much time may well be an expiry, an earlier one is not.
const CHALLENGE_SESSION_LIFETIME: Duration = Duration::from_secs(180);

/// A sign-in under way, or awaited.
#[derive(Debug)]
pub struct SignIn {
    attempt: AttemptId,
    launch: LaunchMode,
    method: SignInMethod,
    unknown_user: UnknownUser,
    confirmation: Confirmation,
    /// Whether this attempt began by creating an account.
    signs_up: bool,
    state: State,
}

impl Default for SignIn {
    fn default() -> Self {
        Self::new(UnknownUser::default())
    }
}

impl SignIn {
    /// A machine that awaits an email address or phone number.
    #[must_use]
    pub fn new(unknown_user: UnknownUser) -> Self {
        Self {
            attempt: AttemptId::default(),
            launch: LaunchMode::default(),
            method: SignInMethod::default(),
            unknown_user,
            confirmation: Confirmation::default(),
            signs_up: false,
            state: State::AwaitingUsername { problem: None },
        }
    }

    /// How the challenge of this attempt is shown.
    #[must_use]
    pub const fn launch(&self) -> LaunchMode {
        self.launch
    }

    /// How this attempt proves who somebody is.
    #[must_use]
    pub const fn method(&self) -> SignInMethod {
        self.method
    }

    /// What is awaited now.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Why the last attempt ended, where the person should know.
    #[must_use]
    pub const fn problem(&self) -> Option<&Problem> {
        match &self.state {
            State::AwaitingUsername { problem } => problem.as_ref(),
            _ => None,
        }
    }

    /// Takes in what happened; gives back the next state and what is to be done.
    ///
    /// The result of an effect counts only while its attempt is under way and its step is awaited:
    /// late ones, and any event that does not fit the state, change nothing.
    #[must_use]
    pub fn handle(self, event: Event, now: Timestamp) -> (Self, Option<Effect>) {
        match event {
            Event::UsernameSubmitted { username, launch } => {
                self.username_submitted(username, launch)
            }
            Event::SignUpSubmitted { username, launch } => self.sign_up_submitted(username, launch),
            Event::CodeSubmitted(code) => self.code_submitted(&code),
            Event::CodeResendRequested => self.code_resend_requested(now),
            Event::PasskeyRequested => self.passkey_requested(),
            Event::PasskeyAutofilled(result) => self.passkey_autofilled(result),
            Event::WindowBlocked => self.stopped(Problem::WindowBlocked),
            Event::Returned { pending, token } => self.returned(pending, token, now),
            Event::ReturnedUnexpectedly => self.stopped(Problem::NothingPending),
            Event::Cancelled => self.cancelled(),
            Event::Answered(attempt, answer) if attempt == self.attempt => {
                self.answered(answer, now)
            }
            Event::Answered(..) => (self, None),
        }
    }

    fn username_submitted(
        self,
        username: Result<Username, UsernameProblem>,
        launch: LaunchMode,
    ) -> (Self, Option<Effect>) {
        if !self.is_idle() {
            return (self, None);
        }
        match username {
            Err(problem) => self.fail(problem.into()),
            Ok(username) => Self {
                attempt: self.attempt.next(),
                launch,
                method: SignInMethod::Challenge,
                signs_up: false,
                ..self
            }
            .initiate_auth(username, false),
        }
    }

    const fn is_idle(&self) -> bool {
        matches!(self.state, State::AwaitingUsername { .. })
    }

    fn cancelled(self) -> (Self, Option<Effect>) {
        match self.state {
            State::AwaitingUsername { .. } | State::SignedIn => (self, None),
            _ => self.end(None),
        }
    }

    fn answered(mut self, answer: Answer, now: Timestamp) -> (Self, Option<Effect>) {
        let idle = State::AwaitingUsername { problem: None };
        match (std::mem::replace(&mut self.state, idle), answer) {
            (
                State::AwaitingInitiateAuth {
                    username,
                    signed_up,
                },
                Answer::AuthInitiated(result),
            ) => self.auth_initiated(username, signed_up, result, now),
            (
                State::AwaitingInitiateAuth { .. } | State::AwaitingPasskeyRound { .. },
                Answer::NotLookedUp(problem),
            ) => self.fail(problem),
            (State::AwaitingPasskey, Answer::PasskeyAsked(result)) => self.passkey_asked(result),
            (State::AwaitingPasskeyRound { username, token }, Answer::AuthInitiated(result)) => {
                self.passkey_round(username, token, result, now)
            }
            (State::AwaitingSignUp { username }, Answer::SignedUp(result)) if self.signs_up => {
                self.account_created(username, result, now)
            }
            (State::AwaitingSignUp { username }, Answer::SignedUp(result)) => {
                self.signed_up(username, result)
            }
            (State::AwaitingConfirmation(awaited), Answer::SignUpConfirmed(result)) => {
                self.sign_up_confirmed(awaited, result)
            }
            (State::AwaitingConfirmation(awaited), Answer::CodeResent(result)) => {
                self.code_resent(awaited, result, now)
            }
            (state @ State::AwaitingChallenge { .. }, Answer::NotLeft(url)) => {
                Self { state, ..self }.with(Step::LaunchChallenge { url })
            }
            (
                State::AwaitingChallenge {
                    username,
                    respond_as,
                    session,
                    since,
                },
                Answer::ChallengeClosed(result),
            ) => match result {
                Ok(ChallengeResult::Cancelled) => self.end(None),
                Err(error) => self.fail(error.into()),
                Ok(ChallengeResult::Completed(token)) => Self {
                    state: State::AwaitingTokens { username, since },
                    ..self
                }
                .with(Step::RespondToChallenge {
                    username: respond_as,
                    session,
                    token,
                }),
            },
            (State::AwaitingInVain, Answer::ChallengeClosed(result)) => match result {
                Ok(ChallengeResult::Cancelled) => self.end(None),
                Ok(ChallengeResult::Completed(_)) => self.fail(Problem::NotProven),
                Err(error) => self.fail(error.into()),
            },
            (State::AwaitingTokens { username, since }, Answer::ChallengeAnswered(result)) => {
                self.challenge_answered(username, since, result, now)
            }
            (State::AwaitingSession, Answer::TokensKept(result)) => match result {
                Ok(()) => {
                    self.state = State::SignedIn;
                    (self, None)
                }
                Err(problem) => {
                    let detail = problem.to_string();
                    self.fail(Problem::Misconfigured { detail })
                }
            },
            (state, _) => (Self { state, ..self }, None),
        }
    }

    fn auth_initiated(
        self,
        username: Username,
        signed_up: bool,
        result: Result<AuthOutcome, CognitoError>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        match result {
            Ok(AuthOutcome::Challenge(challenge)) => self.show_challenge(username, challenge, now),
            Ok(AuthOutcome::Tokens(_)) => self.fail(Problem::unproven_tokens()),
            Err(error)
                if error.is_user_not_found() && self.unknown_user == UnknownUser::Conceal =>
            {
                self.conceal(username)
            }
            Err(error) if error.is_user_not_found() && !signed_up => {
                let step = Step::SignUp {
                    username: username.clone(),
                };
                Self {
                    state: State::AwaitingSignUp { username },
                    ..self
                }
                .with(step)
            }
            Err(error) => self.unconfirmed_or_refused(username, &error, now),
        }
    }

    /// Somebody who never confirmed their account can do so now, where Cognito has a code for that.
    fn unconfirmed_or_refused(
        self,
        username: Username,
        error: &CognitoError,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        let unconfirmed = error.code() == Some(&ErrorCode::UserNotConfirmed);
        if unconfirmed && self.confirmation == Confirmation::Cognito {
            self.confirm_existing(username, now)
        } else {
            self.refused(error)
        }
    }

    fn signed_up(
        self,
        username: Username,
        result: Result<NewAccount, SignUpError>,
    ) -> (Self, Option<Effect>) {
        match result {
            Err(error @ SignUpError::NoEntropy) => {
                let detail = error.to_string();
                self.fail(Problem::BrowserUnsupported { detail })
            }
            Err(SignUpError::Cognito(error))
                if error.code() != Some(&ErrorCode::UsernameExists) =>
            {
                self.refused(&error)
            }
            // It may exist after all: another tab, or an earlier request whose answer was lost.
            Ok(_) | Err(SignUpError::Cognito(_)) => self.initiate_auth(username, true),
        }
    }

    fn challenge_answered(
        self,
        username: Username,
        since: Timestamp,
        result: Result<AuthOutcome, CognitoError>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        match result {
            Ok(AuthOutcome::Tokens(tokens)) => {
                let tokens: Box<Tokens> = Box::new(tokens);
                Self {
                    state: State::AwaitingSession,
                    ..self
                }
                .with(Step::KeepTokens { username, tokens })
            }
            // Cognito asks again when the Verify trigger did not accept the answer.
            Ok(AuthOutcome::Challenge(_)) => self.fail(Problem::NotProven),
            Err(error) if error.sign_in_is_over() => {
                let late = error.code() == Some(&ErrorCode::ExpiredCode)
                    || now.since(since) >= CHALLENGE_SESSION_LIFETIME;
                self.fail(if late {
                    Problem::ChallengeExpired
                } else {
                    Problem::NotProven
                })
            }
            Err(error) => self.unconfirmed_or_refused(username, &error, now),
        }
    }

    fn initiate_auth(self, username: Username, signed_up: bool) -> (Self, Option<Effect>) {
        let step = Step::InitiateAuth {
            username: username.clone(),
        };
        Self {
            state: State::AwaitingInitiateAuth {
                username,
                signed_up,
            },
            ..self
        }
        .with(step)
    }

    fn with(self, step: Step) -> (Self, Option<Effect>) {
        let effect = Effect {
            attempt: self.attempt,
            step,
        };
        (self, Some(effect))
    }

    fn refused(self, error: &CognitoError) -> (Self, Option<Effect>) {
        self.end(Problem::from_cognito(error))
    }

    fn fail(self, problem: Problem) -> (Self, Option<Effect>) {
        self.end(Some(problem))
    }

    /// Back to the form. The words for a challenge do not fit a passkey. The attempt's number is used up, so what it still has under way is dropped.
    fn end(self, problem: Option<Problem>) -> (Self, Option<Effect>) {
        let problem = match (self.method, problem) {
            (SignInMethod::Passkey, Some(Problem::NotProven | Problem::ChallengeExpired)) => {
                Some(Problem::PasskeyNotVerified)
            }
            (_, problem) => problem,
        };
        let ended = Self {
            attempt: self.attempt.next(),
            state: State::AwaitingUsername { problem },
            ..self
        };
        (ended, None)
    }
}
