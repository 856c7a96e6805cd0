//! Signing in with a passkey, by the button and by the browser's autofill.

use super::*;

fn autofilled(result: Result<PasskeyResult, PasskeyError>) -> Event {
    Event::PasskeyAutofilled(result)
}

#[test]
fn a_passkey_says_who_it_is_and_answers_cognito_at_once() {
    let by_button = awaiting_passkey_round();
    let by_autofill = Run::new().event(autofilled(Ok(passkey())));
    for run in [by_button, by_autofill] {
        assert!(
            matches!(&run.last().step, Step::InitiateAuth { username } if username.as_str() == EMAIL)
        );
        let parameters = [("url", URL), ("USERNAME", COGNITO_NAME)];
        let challenge = challenge_with(ChallengeName::CustomChallenge, &parameters);
        let run = run.answer(initiated(Ok(challenge)));
        match &run.last().step {
            Step::RespondToChallenge {
                username,
                session,
                token,
            } => {
                assert_eq!(username.as_str(), COGNITO_NAME);
                assert_eq!(session.expose(), SESSION);
                assert_eq!(token.expose(), PROOF);
            }
            other => panic!("{other:?}"),
        }
        let run = run
            .answer(Answer::ChallengeAnswered(Ok(issued())))
            .answer(Answer::TokensKept(Ok(())));
        assert!(matches!(run.machine.state(), State::SignedIn));
        assert_eq!(run.machine.method(), SignInMethod::Passkey);
        assert!(!run.steps().contains(&"LaunchChallenge"));
    }
}

#[test]
fn a_passkey_never_signs_anybody_up() {
    let run = awaiting_passkey_round().answer(initiated(Err(user_not_found())));
    run.assert_ended(Some(&Problem::PasskeyUnknown), "the account is gone");
    assert!(!run.steps().contains(&"SignUp"));
}

#[test]
fn cancelling_is_silent() {
    let run = awaiting_passkey().answer(Answer::PasskeyAsked(Ok(PasskeyResult::Cancelled)));
    run.assert_ended(None, "by the person");
    awaiting_passkey()
        .cancel()
        .assert_ended(None, "by the page");
    // What was said before stays when a waiting autofill ends.
    let run = after_a_problem().event(autofilled(Ok(PasskeyResult::Cancelled)));
    run.assert_ended(Some(&Problem::Offline), "autofill");
}

#[test]
fn each_failure_has_its_words() {
    let detail = || "x".to_owned();
    for (error, expected) in [
        (PasskeyError::Unknown, Problem::PasskeyUnknown),
        (
            PasskeyError::NotVerified(detail()),
            Problem::PasskeyNotVerified,
        ),
        (PasskeyError::Unsupported, Problem::PasskeyUnsupported),
        (
            PasskeyError::WrongSite(detail()),
            Problem::PasskeyMisconfigured { detail: detail() },
        ),
        (PasskeyError::TooManyAttempts, Problem::TooManyAttempts),
        (PasskeyError::Offline, Problem::Offline),
        (
            PasskeyError::Unavailable(detail()),
            Problem::ServiceUnavailable { detail: detail() },
        ),
    ] {
        let run = awaiting_passkey().answer(Answer::PasskeyAsked(Err(error.clone())));
        run.assert_ended(Some(&expected), "by the button");
        let run = Run::new().event(autofilled(Err(error)));
        run.assert_ended(Some(&expected), "by autofill");
    }
}

#[test]
fn a_refusal_speaks_of_the_passkey_and_not_of_a_code() {
    for (code, message) in [
        (ErrorCode::NotAuthorized, "Incorrect username or password."),
        (ErrorCode::ExpiredCode, ""),
        (ErrorCode::CodeMismatch, ""),
    ] {
        let error = service(Operation::RespondToAuthChallenge, code, message);
        let run = awaiting_passkey_round()
            .answer(initiated(Ok(challenge())))
            .answer(Answer::ChallengeAnswered(Err(error)));
        run.assert_ended(Some(&Problem::PasskeyNotVerified), message);
    }
    let run = awaiting_passkey_round()
        .answer(initiated(Ok(challenge())))
        .answer(Answer::ChallengeAnswered(Ok(challenge())));
    run.assert_ended(Some(&Problem::PasskeyNotVerified), "asked again");
}

#[test]
fn an_email_after_a_passkey_speaks_of_codes_again() {
    let error = service(
        Operation::RespondToAuthChallenge,
        ErrorCode::CodeMismatch,
        "",
    );
    let run = awaiting_passkey()
        .cancel()
        .submit(EMAIL)
        .answer(initiated(Ok(challenge())))
        .answer(completed())
        .answer(Answer::ChallengeAnswered(Err(error)));
    run.assert_ended(Some(&Problem::NotProven), "by a code");
    assert_eq!(run.machine.method(), SignInMethod::Challenge);
}

#[test]
fn a_chosen_passkey_changes_nothing_while_an_attempt_is_under_way() {
    for (name, state) in STATES {
        let run = state();
        if matches!(run.machine.state(), State::AwaitingUsername { .. }) {
            continue;
        }
        let (before, asked) = (contents(&run.machine), run.asked.len());
        let run = run
            .event(autofilled(Ok(passkey())))
            .event(autofilled(Err(PasskeyError::Offline)))
            .event(Event::PasskeyRequested);
        assert_eq!(contents(&run.machine), before, "{name}");
        assert_eq!(run.asked.len(), asked, "{name}");
    }
}

#[test]
fn tokens_without_a_challenge_sign_nobody_in() {
    let run = awaiting_passkey_round().answer(initiated(Ok(issued())));
    run.assert_ended(Some(&Problem::unproven_tokens()), "no proof was asked for");
}
