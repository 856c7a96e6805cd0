use super::*;
use crate::sign_in::{PasskeyError, PasskeyResult, VerifiedPasskey};

fn trouble(run: &Run) -> Option<&Trouble> {
    match run.machine.state() {
        State::AwaitingPasskey { trouble } => trouble.as_ref(),
        other => panic!("no passkey is awaited: {other:?}"),
    }
}

#[test]
fn a_verified_passkey_is_the_proof() {
    let verified = PasskeyResult::Verified(VerifiedPasskey {
        username: Username::named_by_cognito("ada"),
        token: proof(),
    });
    Run::begin(&[passkey(), email()])
        .answer(Answer::PasskeyAsked(Ok(verified)))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn a_cancelled_passkey_can_be_asked_for_again_or_left() {
    let run = Run::begin(&[passkey(), email()])
        .answer(Answer::PasskeyAsked(Ok(PasskeyResult::Cancelled)));
    assert_eq!(trouble(&run), Some(&Trouble::PasskeyCancelled));
    let run = run.event(Event::RetryRequested);
    assert_eq!(trouble(&run), None);
    assert_eq!(run.steps(), ["AskForPasskey", "AskForPasskey"]);
    let run = run
        .event(Event::AnotherWayWanted)
        .event(Event::WayChosen(1));
    assert!(matches!(run.machine.state(), State::Starting { way } if *way == email()));
}

#[test]
fn a_passkey_that_does_not_do_is_said() {
    let run = Run::begin(&[passkey()]).answer(Answer::PasskeyAsked(Err(PasskeyError::Unknown)));
    assert_eq!(
        trouble(&run),
        Some(&Trouble::Passkey(PasskeyError::Unknown))
    );
    Run::begin(&[passkey()])
        .answer(Answer::PasskeyAsked(Err(PasskeyError::TooManyAttempts)))
        .assert_ended(&Err(LaunchError::TooManyAttempts));
}
