//! What is printed for developers gives away neither a person nor what proves who they are.

use super::*;

const NOT_FOR_LOGS: [&str; 8] = [
    "ada@",
    COGNITO_NAME,
    SESSION,
    "url-secret",
    PROOF,
    "access-secret",
    "id-secret",
    "refresh-secret",
];

fn assert_tells_nothing(printed: &str) {
    for secret in NOT_FOR_LOGS {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

/// An attempt of somebody whom Cognito knows by another name than the one that was typed.
fn awaiting_challenge_by_another_name() -> Run {
    let parameters = [("url", URL), ("USERNAME", COGNITO_NAME)];
    let challenge = challenge_with(ChallengeName::CustomChallenge, &parameters);
    awaiting_initiate_auth().answer(initiated(Ok(challenge)))
}

#[test]
fn states_print_without_secrets() {
    for (name, state) in STATES {
        let printed = format!("{:?}", state().machine);
        assert!(printed.contains("state"), "{name}: {printed}");
        assert_tells_nothing(&printed);
    }
    assert_tells_nothing(&format!(
        "{:?}",
        awaiting_challenge_by_another_name().machine
    ));
}

#[test]
fn effects_print_without_secrets() {
    let by_another_name = awaiting_challenge_by_another_name().answer(completed());
    for run in [signed_in(), awaiting_sign_up(), by_another_name] {
        for effect in &run.asked {
            let printed = format!("{effect:?}");
            assert!(printed.contains("attempt"), "{printed}");
            assert_tells_nothing(&printed);
        }
    }
}

#[test]
fn a_submitted_address_does_not_print() {
    let printed = format!("{:?}", submitted(EMAIL, LaunchMode::Popup));
    assert!(printed.contains("UsernameSubmitted"), "{printed}");
    assert_tells_nothing(&printed);
}

#[test]
fn results_print_without_secrets() {
    let attempt = AttemptId::default();
    for answer in ANSWERS {
        assert_tells_nothing(&format!("{:?}", Event::Answered(attempt, answer())));
    }
}

#[test]
fn problems_print_without_what_cognito_quotes() {
    let message = format!("Username {EMAIL} of {}", "t".repeat(64));
    let error = service(
        Operation::InitiateAuth,
        ErrorCode::InvalidParameter,
        &message,
    );
    let run = awaiting_initiate_auth().answer(initiated(Err(error)));
    let problem = run.machine.problem().expect("a problem");
    for printed in [problem.to_string(), format!("{problem:?}")] {
        assert!(printed.contains("InvalidParameterException"), "{printed}");
        assert_tells_nothing(&printed);
        assert!(!printed.contains(&"t".repeat(64)), "{printed}");
    }
}
