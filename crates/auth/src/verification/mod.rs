//! Proving who somebody is on our own screens: which way, when a code may be sent again, what an answer means.
//!
//! ```text
//! Choosing --way--> Starting --sent--> AwaitingCode --code--> (checking) --right--> Ended
//!    ^                 |                  |  ^ wrong, resent
//!    |                 v                  v  |
//!    +--- another --- NotStarted      AwaitingLink, AwaitingPasskey
//! ```
//!
//! The same screens enrol: a first email address or phone number while somebody signs up, and more of them later.
//! Like [`crate::sign_in`], a machine without I/O: time comes in as an argument, wishes go out as [`Effect`]s.

mod code;
mod effect;
mod offer;
mod state;
#[cfg(test)]
mod tests;
mod way;

use std::time::Duration;

pub use code::{CODE_LENGTH, digits};
pub use effect::{Answer, AppKey, CodeVerdict, Effect, Event, FactorError, Step, StepId};
pub use offer::Offer;
pub use state::{Activity, Notice, State, Trouble};
pub use way::Way;

use crate::authenticators::VerificationMethod;
use crate::sign_in::{ChallengeResult, LaunchError, PasskeyError, PasskeyResult};
use crate::{Contact, Timestamp, Username};

/// How long after a code or link was sent another one may be asked for. Messages take a while, and each costs.
pub const RESEND_AFTER: Duration = Duration::from_secs(30);

/// After how many wrong codes somebody who does not exist is told what Authsignal tells those who do.
const TRIES_IN_VAIN: u8 = 3;

/// A verification under way.
#[derive(Debug)]
pub struct Verification {
    ways: Vec<Way>,
    username: Option<Username>,
    step: StepId,
    state: State,
    /// Whether a refused token is to look like a code that never comes: see [`Self::concealing`].
    conceals: bool,
    /// Codes that were refused together with the token.
    in_vain: u8,
}

impl Verification {
    /// Begins with the first of `ways`; with the list of them where there is none.
    #[must_use]
    pub fn new(ways: Vec<Way>) -> Self {
        Self {
            state: State::Choosing,
            ways,
            username: None,
            step: StepId::default(),
            conceals: false,
            in_vain: 0,
        }
    }

    /// Whose verification it is, by the name that they sign in with: their codes go there.
    #[must_use]
    pub fn of(self, username: Username) -> Self {
        Self {
            username: Some(username),
            ..self
        }
    }

    /// Where nobody is to learn whether an account exists, the token of somebody who does not must look like any other:
    /// what Authsignal refuses because of the token looks like a message that was sent, and like a wrong code.
    #[must_use]
    pub fn concealing(self) -> Self {
        Self {
            conceals: true,
            ..self
        }
    }

    /// What is awaited.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The step whose result counts. What is under way for another one is of no use any more.
    #[must_use]
    pub const fn step(&self) -> StepId {
        self.step
    }

    /// The ways that the person has.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Where the messages of `way` go, as far as it is known here.
    #[must_use]
    pub fn addressee<'a>(&'a self, way: &'a Way) -> Option<&'a str> {
        let by = match way.method() {
            VerificationMethod::EmailOtp | VerificationMethod::EmailMagicLink => Contact::Email,
            VerificationMethod::Sms | VerificationMethod::Whatsapp => Contact::Phone,
            _ => return None,
        };
        let own = self.username.as_ref();
        let own = own.filter(|username| username.contact() == Some(by));
        way.address().or_else(|| own.map(Username::as_str))
    }

    /// How long the person has to wait before another code or link can be sent; zero where it can be now.
    #[must_use]
    pub fn resend_in(&self, now: Timestamp) -> Duration {
        match &self.state {
            State::AwaitingCode {
                sent: Some(sent), ..
            }
            | State::AwaitingLink { sent, .. } => RESEND_AFTER.saturating_sub(now.since(*sent)),
            _ => Duration::ZERO,
        }
    }

    /// Takes in what happened; gives back the next state and what is to be done. An effect takes the place of the one
    /// before. Late results, and events that do not fit the state, change nothing.
    #[must_use]
    pub fn handle(self, event: Event, now: Timestamp) -> (Self, Option<Effect>) {
        if matches!(self.state, State::Ended(_)) {
            return (self, None);
        }
        match event {
            Event::Begun => match self.ways.first().cloned() {
                Some(way) if matches!(self.state, State::Choosing) => self.start(way, now),
                _ => (self, None),
            },
            Event::WayChosen(index) => match self.ways.get(index).cloned() {
                Some(way) => self.start(way, now),
                None => (self, None),
            },
            Event::AnotherWayWanted if self.ways.len() > 1 => self.rest(State::Choosing),
            Event::AnotherWayWanted => (self, None),
            Event::RetryRequested => self.retry(now),
            Event::ResendRequested => self.resend(now),
            Event::CodeSubmitted(typed) => self.code_submitted(&typed),
            Event::Cancelled => self.end(Ok(ChallengeResult::Cancelled)),
            Event::Answered(step, answer) if step == self.step => self.answered(answer, now),
            Event::Answered(..) => (self, None),
        }
    }

    fn start(self, way: Way, now: Timestamp) -> (Self, Option<Effect>) {
        if way.is_passkey() {
            return Self {
                state: State::AwaitingPasskey { trouble: None },
                ..self
            }
            .with(Step::AskForPasskey);
        }
        if !way.needs_start() {
            let state = State::awaiting_code(way, None, now);
            return self.rest(state);
        }
        Self {
            state: State::Starting { way: way.clone() },
            ..self
        }
        .with(Step::Start(way))
    }

    fn retry(self, now: Timestamp) -> (Self, Option<Effect>) {
        match &self.state {
            State::NotStarted { way, .. } => {
                let way = way.clone();
                self.start(way, now)
            }
            State::AwaitingPasskey { trouble: Some(_) } => Self {
                state: State::AwaitingPasskey { trouble: None },
                ..self
            }
            .with(Step::AskForPasskey),
            _ => (self, None),
        }
    }

    fn resend(mut self, now: Timestamp) -> (Self, Option<Effect>) {
        if !self.resend_in(now).is_zero() {
            return (self, None);
        }
        let way = match &mut self.state {
            State::AwaitingCode {
                way,
                activity: activity @ Activity::Idle,
                notice,
                sent: Some(_),
                ..
            }
            | State::AwaitingLink {
                way,
                activity: activity @ Activity::Idle,
                notice,
                ..
            } => {
                *activity = Activity::Resending;
                *notice = None;
                way.clone()
            }
            _ => return (self, None),
        };
        self.with(Step::Start(way))
    }

    fn code_submitted(mut self, typed: &str) -> (Self, Option<Effect>) {
        let State::AwaitingCode {
            way,
            activity,
            notice,
            ..
        } = &mut self.state
        else {
            return (self, None);
        };
        if *activity == Activity::Checking {
            return (self, None);
        }
        let code = digits(typed);
        if code.chars().count() < CODE_LENGTH {
            *notice = Some(Notice::Incomplete);
            return (self, None);
        }
        *activity = Activity::Checking;
        *notice = None;
        let step = Step::CheckCode {
            method: way.method(),
            code,
        };
        self.with(step)
    }

    fn answered(self, answer: Answer, now: Timestamp) -> (Self, Option<Effect>) {
        match answer {
            Answer::Started(result) => self.started(result, now),
            Answer::Checked(result) => self.checked(result),
            Answer::LinkFollowed(result) => self.link_followed(result),
            Answer::PasskeyAsked(result) => self.passkey_asked(result),
        }
    }

    fn started(
        self,
        result: Result<Option<AppKey>, FactorError>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        let result = match result {
            Err(FactorError::Refused(_)) if self.conceals => Ok(None),
            result => result,
        };
        match (self.state, result) {
            (_, Err(FactorError::Expired)) => Self {
                state: State::Choosing,
                ..self
            }
            .end(Err(LaunchError::Expired)),
            (State::Starting { way }, Ok(key)) => {
                let again = false;
                Self {
                    state: State::Choosing,
                    ..self
                }
                .sent(way, key, again, now)
            }
            (State::AwaitingCode { way, .. } | State::AwaitingLink { way, .. }, Ok(key)) => {
                let again = true;
                Self {
                    state: State::Choosing,
                    ..self
                }
                .sent(way, key, again, now)
            }
            (State::Starting { way }, Err(error)) => {
                let state = State::NotStarted {
                    way,
                    trouble: error.into(),
                };
                Self { state, ..self }.settled()
            }
            (mut state, Err(error)) => {
                let follows_link = matches!(state, State::AwaitingLink { .. });
                if let State::AwaitingCode {
                    activity, notice, ..
                }
                | State::AwaitingLink {
                    activity, notice, ..
                } = &mut state
                {
                    *activity = Activity::Idle;
                    *notice = Some(Notice::Trouble(error.into()));
                }
                let next = Self { state, ..self };
                // The link that was sent before may be followed yet.
                if follows_link {
                    next.with(Step::AwaitLink)
                } else {
                    next.settled()
                }
            }
            (state, Ok(_)) => (Self { state, ..self }, None),
        }
    }

    fn sent(
        self,
        way: Way,
        key: Option<AppKey>,
        again: bool,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        let notice = again.then_some(Notice::Resent);
        if way.is_link() {
            let state = State::AwaitingLink {
                way,
                sent: now,
                activity: Activity::Idle,
                notice,
            };
            return Self { state, ..self }.with(Step::AwaitLink);
        }
        let mut state = State::awaiting_code(way, key, now);
        if let State::AwaitingCode { notice: said, .. } = &mut state {
            *said = notice;
        }
        self.rest(state)
    }

    fn checked(mut self, result: Result<CodeVerdict, FactorError>) -> (Self, Option<Effect>) {
        let State::AwaitingCode {
            activity, notice, ..
        } = &mut self.state
        else {
            return (self, None);
        };
        *activity = Activity::Idle;
        *notice = Some(match result {
            Ok(CodeVerdict::Right(token)) => {
                return self.end(Ok(ChallengeResult::Completed(token)));
            }
            Ok(CodeVerdict::TooManyTries) | Err(FactorError::TooManyRequests) => {
                return self.end(Err(LaunchError::TooManyAttempts));
            }
            Err(FactorError::Expired) => return self.end(Err(LaunchError::Expired)),
            Ok(CodeVerdict::Wrong) => Notice::Wrong,
            Err(FactorError::Refused(_)) if self.conceals => {
                self.in_vain = self.in_vain.saturating_add(1);
                if self.in_vain >= TRIES_IN_VAIN {
                    return self.end(Err(LaunchError::TooManyAttempts));
                }
                Notice::Wrong
            }
            Err(error) => Notice::Trouble(error.into()),
        });
        self.settled()
    }

    fn link_followed(
        mut self,
        result: Result<crate::ValidationToken, FactorError>,
    ) -> (Self, Option<Effect>) {
        let State::AwaitingLink { notice, .. } = &mut self.state else {
            return (self, None);
        };
        match result {
            Ok(token) => self.end(Ok(ChallengeResult::Completed(token))),
            Err(FactorError::Expired) => self.end(Err(LaunchError::Expired)),
            Err(FactorError::TooManyRequests) => self.end(Err(LaunchError::TooManyAttempts)),
            // Nobody follows a link that was never sent.
            Err(FactorError::Refused(_)) if self.conceals => self.settled(),
            // The next try follows by itself; the driver waits a moment before it.
            Err(error) => {
                *notice = Some(Notice::Trouble(error.into()));
                self.with(Step::AwaitLink)
            }
        }
    }

    fn passkey_asked(self, result: Result<PasskeyResult, PasskeyError>) -> (Self, Option<Effect>) {
        if !matches!(self.state, State::AwaitingPasskey { .. }) {
            return (self, None);
        }
        let trouble = match result {
            Ok(PasskeyResult::Verified(verified)) => {
                return self.end(Ok(ChallengeResult::Completed(verified.token)));
            }
            Ok(PasskeyResult::Cancelled) => Trouble::PasskeyCancelled,
            Err(PasskeyError::TooManyAttempts) => {
                return self.end(Err(LaunchError::TooManyAttempts));
            }
            // Whoever does not exist has no passkey to refuse.
            Err(PasskeyError::Unavailable(_) | PasskeyError::NotVerified(_)) if self.conceals => {
                Trouble::PasskeyCancelled
            }
            Err(error) => Trouble::Passkey(error),
        };
        let state = State::AwaitingPasskey {
            trouble: Some(trouble),
        };
        Self { state, ..self }.settled()
    }

    /// Waits for the person. What was under way for the state before is dropped.
    fn rest(self, state: State) -> (Self, Option<Effect>) {
        Self { state, ..self }.settled()
    }

    fn settled(self) -> (Self, Option<Effect>) {
        let step = self.step.next();
        (Self { step, ..self }, None)
    }

    fn with(self, step: Step) -> (Self, Option<Effect>) {
        let id = self.step.next();
        (Self { step: id, ..self }, Some(Effect { id, step }))
    }

    fn end(self, result: Result<ChallengeResult, LaunchError>) -> (Self, Option<Effect>) {
        self.rest(State::Ended(result))
    }
}
