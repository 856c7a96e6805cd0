//! The challenge on our own screens.

use super::*;
use crate::authenticators::VerificationMethod;

fn challenge_here(parameters: &[(&str, &str)]) -> AuthOutcome {
    challenge_with(ChallengeName::CustomChallenge, parameters)
}

fn submit(unknown_user: UnknownUser) -> Run {
    let run = Run {
        machine: SignIn::new(unknown_user),
        ..Run::new()
    };
    run.event(submitted(EMAIL, LaunchMode::Embedded))
}

fn screen(run: &Run) -> &ScreenChallenge {
    match &run.last().step {
        Step::ChallengeHere(challenge) => challenge,
        other => panic!("no screen: {other:?}"),
    }
}

#[test]
fn the_screens_get_the_token_and_what_is_enrolled() {
    let run = submit(UnknownUser::SignUp).answer(initiated(Ok(challenge_here(&[
        ("token", "action-secret"),
        ("enrolledMethods", "PASSKEY"),
    ]))));
    let challenge = screen(&run);
    let token = challenge.token.as_ref().map(ActionToken::expose);
    assert_eq!(token, Some("action-secret"));
    assert_eq!(challenge.offer.enrolled, [VerificationMethod::Passkey]);
    assert!(!challenge.conceals);

    let run = run.answer(completed());
    assert!(matches!(run.last().step, Step::RespondToChallenge { .. }));
}

#[test]
fn a_challenge_without_a_token_is_the_operators_fault() {
    let run = submit(UnknownUser::SignUp).answer(initiated(Ok(challenge_here(&[("url", URL)]))));
    assert!(matches!(
        run.machine.problem(),
        Some(Problem::Misconfigured { .. })
    ));
}

#[test]
fn whoever_cognito_does_not_know_gets_a_challenge_where_that_is_concealed() {
    let run = submit(UnknownUser::Conceal).answer(initiated(Err(user_not_found())));
    assert_eq!(run.steps(), ["InitiateAuth", "ChallengeHere"]);
    let challenge = screen(&run);
    assert!(challenge.token.is_none() && challenge.conceals);

    let cancelled = Answer::ChallengeClosed(Ok(ChallengeResult::Cancelled));
    run.answer(cancelled).assert_ended(None, "cancelled");
}

#[test]
fn too_many_codes_in_vain_end_as_too_many_wrong_ones_do() {
    let too_many = || Answer::ChallengeClosed(Err(LaunchError::TooManyAttempts));
    let nobody = submit(UnknownUser::Conceal)
        .answer(initiated(Err(user_not_found())))
        .answer(too_many());
    let somebody = submit(UnknownUser::Conceal)
        .answer(initiated(Ok(challenge_here(&[("token", "t")]))))
        .answer(too_many());
    assert_eq!(nobody.machine.problem(), somebody.machine.problem());
    nobody.assert_ended(Some(&Problem::TooManyAttempts), "in vain");
}

#[test]
fn where_accounts_are_concealed_nobody_is_signed_up() {
    let run = Run {
        machine: SignIn::new(UnknownUser::Conceal),
        ..Run::new()
    };
    let run = run.submit(EMAIL).answer(initiated(Err(user_not_found())));
    assert_eq!(run.steps(), ["InitiateAuth"]);
    run.assert_ended(
        Some(&Problem::AccountRefused),
        "the pre-built UI cannot conceal it",
    );
}

#[test]
fn a_name_that_could_not_be_looked_up_ends_the_attempt_with_what_was_typed_kept() {
    let run = submit(UnknownUser::Conceal).answer(Answer::NotLookedUp(Problem::Offline));
    run.assert_ended(Some(&Problem::Offline), "offline");
}

#[test]
fn an_account_that_never_enrolled_looks_like_one_that_does_not_exist() {
    let shown = |unknown_user| {
        let run = submit(unknown_user).answer(initiated(Ok(challenge_here(&[("token", "t")]))));
        screen(&run).ways(true).len()
    };
    assert_eq!(shown(UnknownUser::Conceal), 1);
    assert_eq!(shown(UnknownUser::SignUp), 2);
}
