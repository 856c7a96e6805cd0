//! The machine, driven by events alone: what leads where, and what changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod embedded;
mod late;
mod passkey;
mod problems;
mod properties;
mod redirect;
mod secrecy;
mod sign_up;
mod transitions;

use std::time::Duration;

use cognito::{
    AccessToken, AuthOutcome, Challenge, ChallengeName, ChallengeParameters, ChallengeSession,
    CognitoError, ErrorCode, IdToken, Operation, RefreshToken, ServiceError, Tokens,
    TransportError,
};

use super::*;
use crate::session::TokensProblem;
use crate::{ActionToken, ChallengeUrl, ValidationToken};

const EMAIL: &str = "ada@example.com";
const COGNITO_NAME: &str = "ada-lovelace";
const SESSION: &str = "session-secret";
const URL: &str = "https://mfa.example/challenge?token=url-secret";
const PROOF: &str = "proof-secret";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

/// A machine, the time it is, and all that it has asked for.
struct Run {
    machine: SignIn,
    now: Timestamp,
    asked: Vec<Effect>,
}

impl Run {
    fn new() -> Self {
        Self {
            machine: SignIn::default(),
            now: NOW,
            asked: Vec::new(),
        }
    }

    fn event(mut self, event: Event) -> Self {
        let (machine, effect) = self.machine.handle(event, self.now);
        self.asked.extend(effect);
        Self { machine, ..self }
    }

    fn submit(self, typed: &str) -> Self {
        self.event(submitted(typed, LaunchMode::Popup))
    }

    fn cancel(self) -> Self {
        self.event(Event::Cancelled)
    }

    /// The result of what was asked for last.
    fn answer(self, answer: Answer) -> Self {
        let attempt = self.last().attempt;
        self.event(Event::Answered(attempt, answer))
    }

    fn at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    fn last(&self) -> &Effect {
        self.asked.last().expect("something was asked for")
    }

    fn steps(&self) -> Vec<&'static str> {
        let name = |effect: &Effect| match effect.step {
            Step::InitiateAuth { .. } => "InitiateAuth",
            Step::AskForPasskey => "AskForPasskey",
            Step::SignUp { .. } => "SignUp",
            Step::ConfirmSignUp { .. } => "ConfirmSignUp",
            Step::ResendConfirmationCode { .. } => "ResendConfirmationCode",
            Step::LaunchChallenge { .. } => "LaunchChallenge",
            Step::ChallengeHere(_) => "ChallengeHere",
            Step::LeaveForChallenge(_) => "LeaveForChallenge",
            Step::RespondToChallenge { .. } => "RespondToChallenge",
            Step::KeepTokens { .. } => "KeepTokens",
        };
        self.asked.iter().map(name).collect()
    }

    /// Asserts that the attempt ended at the form, with `problem` or silently.
    fn assert_ended(&self, problem: Option<&Problem>, context: &str) {
        let at_form = matches!(self.machine.state(), State::AwaitingUsername { .. });
        assert!(at_form, "{context}: {:?}", self.machine.state());
        assert_eq!(self.machine.problem(), problem, "{context}");
    }
}

fn submitted(typed: &str, launch: LaunchMode) -> Event {
    let username = Username::from_email(typed);
    Event::UsernameSubmitted { username, launch }
}

/// A state's name, and the events that lead to it.
type NamedState = (&'static str, fn() -> Run);

const STATES: [NamedState; 11] = [
    ("new", Run::new),
    ("after a problem", after_a_problem),
    ("awaiting InitiateAuth", awaiting_initiate_auth),
    ("awaiting SignUp", awaiting_sign_up),
    (
        "awaiting InitiateAuth again",
        awaiting_initiate_auth_after_sign_up,
    ),
    ("awaiting the challenge", awaiting_challenge),
    ("awaiting a passkey", awaiting_passkey),
    ("awaiting Cognito after a passkey", awaiting_passkey_round),
    ("awaiting tokens", awaiting_tokens),
    ("awaiting the session", awaiting_session),
    ("signed in", signed_in),
];

fn after_a_problem() -> Run {
    awaiting_initiate_auth().answer(initiated(Err(TransportError::Offline.into())))
}

fn awaiting_initiate_auth() -> Run {
    Run::new().submit(EMAIL)
}

fn awaiting_sign_up() -> Run {
    awaiting_initiate_auth().answer(initiated(Err(user_not_found())))
}

fn awaiting_initiate_auth_after_sign_up() -> Run {
    awaiting_sign_up().answer(Answer::SignedUp(Ok(NewAccount::Confirmed)))
}

fn awaiting_passkey() -> Run {
    Run::new().event(Event::PasskeyRequested)
}

fn awaiting_passkey_round() -> Run {
    awaiting_passkey().answer(Answer::PasskeyAsked(Ok(passkey())))
}

fn passkey() -> PasskeyResult {
    PasskeyResult::Verified(VerifiedPasskey {
        username: Username::from_email(EMAIL).expect("an address"),
        token: ValidationToken::new(PROOF).expect("a token"),
    })
}

fn awaiting_challenge() -> Run {
    awaiting_initiate_auth().answer(initiated(Ok(challenge())))
}

fn awaiting_tokens() -> Run {
    awaiting_challenge().answer(completed())
}

fn awaiting_session() -> Run {
    awaiting_tokens().answer(Answer::ChallengeAnswered(Ok(issued())))
}

fn signed_in() -> Run {
    awaiting_session().answer(Answer::TokensKept(Ok(())))
}

/// Whether a machine in `state` waits for such an answer.
const fn is_awaited(state: &State, answer: &Answer) -> bool {
    matches!(
        (state, answer),
        (
            State::AwaitingInitiateAuth { .. } | State::AwaitingPasskeyRound { .. },
            Answer::AuthInitiated(_)
        ) | (State::AwaitingPasskey, Answer::PasskeyAsked(_))
            | (State::AwaitingSignUp { .. }, Answer::SignedUp(_))
            | (
                State::AwaitingChallenge { .. },
                Answer::ChallengeClosed(_) | Answer::NotLeft(_)
            )
            | (State::AwaitingTokens { .. }, Answer::ChallengeAnswered(_))
            | (State::AwaitingSession, Answer::TokensKept(_))
    )
}

/// Good and bad results of every step.
const ANSWERS: [fn() -> Answer; 20] = [
    || Answer::PasskeyAsked(Ok(passkey())),
    || Answer::PasskeyAsked(Ok(PasskeyResult::Cancelled)),
    || Answer::PasskeyAsked(Err(PasskeyError::Unknown)),
    || initiated(Ok(challenge())),
    || initiated(Ok(issued())),
    || initiated(Err(user_not_found())),
    || initiated(Err(TransportError::Timeout.into())),
    || initiated(Err(TransportError::Aborted.into())),
    || Answer::SignedUp(Ok(NewAccount::Confirmed)),
    || Answer::SignedUp(Err(SignUpError::NoEntropy)),
    || signed_up_error(ErrorCode::UsernameExists, ""),
    || signed_up_error(ErrorCode::NotAuthorized, "SignUp is not permitted"),
    || Answer::NotLeft(ChallengeUrl::new(URL).expect("an address")),
    completed,
    || Answer::ChallengeClosed(Ok(ChallengeResult::Cancelled)),
    || Answer::ChallengeClosed(Err(LaunchError::Expired)),
    || Answer::ChallengeAnswered(Ok(issued())),
    || Answer::ChallengeAnswered(Ok(challenge())),
    || Answer::TokensKept(Ok(())),
    || Answer::TokensKept(Err(TokensProblem::Mismatch)),
];

fn initiated(result: Result<AuthOutcome, CognitoError>) -> Answer {
    Answer::AuthInitiated(result)
}

fn signed_up_error(code: ErrorCode, message: &str) -> Answer {
    let error = service(Operation::SignUp, code, message);
    Answer::SignedUp(Err(error.into()))
}

fn completed() -> Answer {
    let token = ValidationToken::new(PROOF).expect("a token");
    Answer::ChallengeClosed(Ok(ChallengeResult::Completed(token)))
}

fn service(operation: Operation, code: ErrorCode, message: &str) -> CognitoError {
    ServiceError::new(operation, code, message).into()
}

fn user_not_found() -> CognitoError {
    let message = "User does not exist.";
    service(Operation::InitiateAuth, ErrorCode::UserNotFound, message)
}

fn challenge() -> AuthOutcome {
    challenge_with(ChallengeName::CustomChallenge, &[("url", URL)])
}

fn challenge_with(name: ChallengeName, parameters: &[(&str, &str)]) -> AuthOutcome {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    AuthOutcome::Challenge(Challenge {
        name,
        session: ChallengeSession::new(SESSION),
        parameters: parameters
            .iter()
            .map(owned)
            .collect::<ChallengeParameters>(),
    })
}

fn issued() -> AuthOutcome {
    AuthOutcome::Tokens(tokens())
}

fn tokens() -> Tokens {
    Tokens {
        access: AccessToken::new("access-secret"),
        id: IdToken::new("id-secret"),
        refresh: Some(RefreshToken::new("refresh-secret")),
        expires_in: Duration::from_secs(300),
    }
}

/// All that a machine holds, secrets included: two that are the same here are the same.
fn contents(machine: &SignIn) -> String {
    let attempt = machine.attempt;
    let held = match &machine.state {
        State::AwaitingUsername { problem } => format!("email {problem:?}"),
        State::AwaitingInitiateAuth {
            username,
            signed_up,
        } => format!("initiate {} {signed_up}", username.as_str()),
        State::AwaitingSignUp { username } => format!("sign up {}", username.as_str()),
        State::AwaitingConfirmation(awaited) => format!("confirmation {awaited:?}"),
        State::AwaitingPasskey => "passkey".to_owned(),
        State::AwaitingInVain => "in vain".to_owned(),
        State::AwaitingPasskeyRound { username, token } => {
            format!("round {} {}", username.as_str(), token.expose())
        }
        State::AwaitingChallenge {
            username,
            respond_as,
            session,
            since,
        } => format!(
            "challenge {} {} {} {since:?}",
            username.as_str(),
            respond_as.as_str(),
            session.expose()
        ),
        State::AwaitingTokens { username, since } => {
            format!("tokens {} {since:?}", username.as_str())
        }
        State::AwaitingSession => "session".to_owned(),
        State::SignedIn => "signed in".to_owned(),
    };
    format!(
        "{attempt:?} {:?} {:?} {held}",
        machine.launch, machine.method
    )
}
