//! The machine, driven by events alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod codes;
mod links;
mod offers;
mod passkeys;

use std::time::Duration;

use super::*;
use crate::ValidationToken;
use crate::sign_in::{ChallengeResult, LaunchError};

const EMAIL: &str = "ada@example.com";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn email() -> Way {
    Way::Challenge(VerificationMethod::EmailOtp)
}

fn app() -> Way {
    Way::Challenge(VerificationMethod::AuthenticatorApp)
}

fn link() -> Way {
    Way::Challenge(VerificationMethod::EmailMagicLink)
}

fn passkey() -> Way {
    Way::Challenge(VerificationMethod::Passkey)
}

fn proof() -> ValidationToken {
    ValidationToken::new("proof-secret").expect("a token")
}

/// A machine, the time it is, and all that it has asked for.
struct Run {
    machine: Verification,
    now: Timestamp,
    asked: Vec<Effect>,
}

impl Run {
    fn of(machine: Verification) -> Self {
        Self {
            machine,
            now: NOW,
            asked: Vec::new(),
        }
    }

    fn begin(ways: &[Way]) -> Self {
        Self::of(Verification::new(ways.to_vec())).event(Event::Begun)
    }

    fn event(mut self, event: Event) -> Self {
        let (machine, effect) = self.machine.handle(event, self.now);
        self.asked.extend(effect);
        Self { machine, ..self }
    }

    fn answer(self, answer: Answer) -> Self {
        let id = self.asked.last().expect("something was asked for").id;
        self.event(Event::Answered(id, answer))
    }

    fn sent(self) -> Self {
        self.answer(Answer::Started(Ok(None)))
    }

    fn code(self, typed: &str) -> Self {
        self.event(Event::CodeSubmitted(typed.to_owned()))
    }

    fn checked(self, verdict: CodeVerdict) -> Self {
        self.answer(Answer::Checked(Ok(verdict)))
    }

    fn later(self, wait: Duration) -> Self {
        let now = self.now + wait;
        Self { now, ..self }
    }

    fn steps(&self) -> Vec<String> {
        let name = |effect: &Effect| format!("{:?}", effect.step);
        self.asked.iter().map(name).collect()
    }

    fn notice(&self) -> Option<&Notice> {
        match self.machine.state() {
            State::AwaitingCode { notice, .. } | State::AwaitingLink { notice, .. } => {
                notice.as_ref()
            }
            other => panic!("neither a code nor a link is awaited: {other:?}"),
        }
    }

    fn assert_ended(&self, expected: &Result<ChallengeResult, LaunchError>) {
        let State::Ended(result) = self.machine.state() else {
            panic!("not over: {:?}", self.machine.state());
        };
        assert_eq!(result, expected);
    }
}

#[test]
fn the_first_way_is_begun_and_the_others_are_a_click_away() {
    let run = Run::begin(&[email(), app()]).sent();
    assert_eq!(run.steps(), ["Start(Challenge(EmailOtp))"]);
    let run = run
        .event(Event::AnotherWayWanted)
        .event(Event::WayChosen(1));
    assert!(matches!(
        run.machine.state(),
        State::AwaitingCode { way, sent: None, .. } if *way == app()
    ));
    assert_eq!(run.asked.len(), 1, "an app shows its codes by itself");
}

#[test]
fn what_was_asked_for_before_another_way_was_chosen_changes_nothing() {
    let run = Run::begin(&[email(), app()]);
    let late = run.asked[0].id;
    let run = run
        .event(Event::AnotherWayWanted)
        .event(Event::WayChosen(1))
        .event(Event::Answered(
            late,
            Answer::Started(Err(FactorError::Offline)),
        ));
    assert!(matches!(run.machine.state(), State::AwaitingCode { way, .. } if *way == app()));
}

#[test]
fn a_place_that_is_none_and_a_list_of_one_change_nothing() {
    let run = Run::begin(&[email()]).sent();
    let run = run
        .event(Event::WayChosen(7))
        .event(Event::AnotherWayWanted);
    assert!(matches!(run.machine.state(), State::AwaitingCode { .. }));
}

#[test]
fn giving_up_ends_it_and_nothing_follows() {
    let run = Run::begin(&[email()]).sent().event(Event::Cancelled);
    run.assert_ended(&Ok(ChallengeResult::Cancelled));
    let run = run.event(Event::WayChosen(0)).code("123456");
    run.assert_ended(&Ok(ChallengeResult::Cancelled));
    assert_eq!(run.asked.len(), 1);
}

#[test]
fn what_could_not_be_sent_can_be_tried_again() {
    for (error, trouble) in [
        (FactorError::Offline, Trouble::Offline),
        (FactorError::TooManyRequests, Trouble::TooMany),
        (
            FactorError::Refused("invalid_request".to_owned()),
            Trouble::Refused("invalid_request".to_owned()),
        ),
        (
            FactorError::Unavailable("HTTP 500".to_owned()),
            Trouble::Unavailable("HTTP 500".to_owned()),
        ),
    ] {
        let run = Run::begin(&[email()]).answer(Answer::Started(Err(error)));
        let State::NotStarted { trouble: said, .. } = run.machine.state() else {
            panic!("{:?}", run.machine.state());
        };
        assert_eq!(*said, trouble);
        let run = run.event(Event::RetryRequested).sent();
        assert!(matches!(run.machine.state(), State::AwaitingCode { .. }));
    }
}

#[test]
fn a_token_that_expired_ends_it_wherever_it_shows() {
    let expired = Err(LaunchError::Expired);
    Run::begin(&[email()])
        .answer(Answer::Started(Err(FactorError::Expired)))
        .assert_ended(&expired);
    Run::begin(&[email()])
        .sent()
        .code("123456")
        .answer(Answer::Checked(Err(FactorError::Expired)))
        .assert_ended(&expired);
    Run::begin(&[link()])
        .sent()
        .answer(Answer::LinkFollowed(Err(FactorError::Expired)))
        .assert_ended(&expired);
    Run::begin(&[email()])
        .sent()
        .later(RESEND_AFTER)
        .event(Event::ResendRequested)
        .answer(Answer::Started(Err(FactorError::Expired)))
        .assert_ended(&expired);
}

#[test]
fn nothing_secret_or_personal_prints() {
    let run = Run::of(Verification::new(vec![
        Way::EnrolApp,
        Way::EnrolEmail(EMAIL.to_owned()),
    ]))
    .event(Event::Begun)
    .answer(Answer::Started(Ok(Some(AppKey {
        uri: "otpauth://totp/x?secret=KEY-SECRET".to_owned(),
        secret: "KEY-SECRET".to_owned(),
    }))))
    .code("135790");
    let printed = format!(
        "{:?} {:?} {:?}",
        run.machine,
        run.asked,
        Event::CodeSubmitted("135790".to_owned())
    );
    for secret in ["KEY-SECRET", "135790", EMAIL] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
