//! Every way to fail, what is said of it, and the way on.

use cognito::MalformedAnswer;

use super::*;
use crate::UsernameProblem;

/// What becomes of an error with these words.
type Expected = fn(detail: String) -> Option<Problem>;

const SILENCE: Expected = |_| None;
const NOT_PROVEN: Expected = |_| Some(Problem::NotProven);
const EXPIRED: Expected = |_| Some(Problem::ChallengeExpired);
const TOO_MANY: Expected = |_| Some(Problem::TooManyAttempts);
const REFUSED: Expected = |_| Some(Problem::AccountRefused);
const UNCONFIRMED: Expected = |_| Some(Problem::AccountUnconfirmed);
const SIGN_UP_REFUSED: Expected = |_| Some(Problem::SignUpRefused);
const OFFLINE: Expected = |_| Some(Problem::Offline);
const TIMED_OUT: Expected = |_| Some(Problem::TimedOut);
const UNAVAILABLE: Expected = |detail| Some(Problem::ServiceUnavailable { detail });
const MISCONFIGURED: Expected = |detail| Some(Problem::Misconfigured { detail });

/// Asserts that `answer` ends the attempt of `state` as expected, and that a new one can begin.
fn assert_fails(state: fn() -> Run, answer: Answer, expected: Option<&Problem>) {
    let context = format!("{answer:?}");
    let run = state();
    let asked = run.asked.len();
    let run = run.answer(answer);
    run.assert_ended(expected, &context);
    assert_eq!(run.asked.len(), asked, "{context}");
    let run = run.submit(EMAIL);
    assert!(
        matches!(run.last().step, Step::InitiateAuth { .. }),
        "{context}"
    );
    assert_eq!(run.machine.problem(), None, "{context}");
}

/// What can happen to any call, whatever the operation.
fn failures_of_any(operation: Operation) -> Vec<(CognitoError, Expected)> {
    let reason = MalformedAnswer::Json;
    let mut failures = vec![
        (TransportError::Aborted.into(), SILENCE),
        (TransportError::Timeout.into(), TIMED_OUT),
        (TransportError::Offline.into(), OFFLINE),
        (TransportError::Network("DNS".to_owned()).into(), OFFLINE),
        (CognitoError::Malformed { operation, reason }, UNAVAILABLE),
        (CognitoError::Request { operation }, MISCONFIGURED),
    ];
    for (status, expected) in [
        (429, TOO_MANY),
        (408, UNAVAILABLE),
        (500, UNAVAILABLE),
        (503, UNAVAILABLE),
        (403, MISCONFIGURED),
        (404, MISCONFIGURED),
    ] {
        failures.push((CognitoError::Status { operation, status }, expected));
    }
    for (code, message, expected) in [
        (ErrorCode::TooManyRequests, "", TOO_MANY),
        (ErrorCode::LimitExceeded, "", TOO_MANY),
        (
            ErrorCode::from("ThrottlingException"),
            "Rate exceeded",
            TOO_MANY,
        ),
        (ErrorCode::InternalError, "", UNAVAILABLE),
        (ErrorCode::UserNotConfirmed, "", UNCONFIRMED),
        (ErrorCode::ResourceNotFound, "no such client", MISCONFIGURED),
        (
            ErrorCode::InvalidParameter,
            "CUSTOM_AUTH is not enabled for the client.",
            MISCONFIGURED,
        ),
        (
            ErrorCode::NotAuthorized,
            "Client x is configured with secret but SECRET_HASH was not received",
            MISCONFIGURED,
        ),
        (ErrorCode::PasswordResetRequired, "", MISCONFIGURED),
        (ErrorCode::Forbidden, "", MISCONFIGURED),
        (ErrorCode::from("SomethingNewException"), "", MISCONFIGURED),
        (ErrorCode::UnexpectedLambda, "", UNAVAILABLE),
        (ErrorCode::InvalidLambdaResponse, "", UNAVAILABLE),
    ] {
        failures.push((service(operation, code, message), expected));
    }
    // What our triggers say, in Cognito's words and under each of the codes for a failed trigger.
    for code in [
        ErrorCode::UserLambdaValidation,
        ErrorCode::UnexpectedLambda,
        ErrorCode::InvalidLambdaResponse,
    ] {
        for (said, expected) in [
            ("AUTHSIGNAL_UNAVAILABLE", UNAVAILABLE),
            ("SIGN_IN_BLOCKED", REFUSED),
            ("SIGN_UP_CLOSED", SIGN_UP_REFUSED),
            ("MISCONFIGURED", MISCONFIGURED),
            ("UNEXPECTED_EVENT", MISCONFIGURED),
        ] {
            let message = format!("The trigger failed with error {said}.");
            failures.push((service(operation, code.clone(), &message), expected));
        }
    }
    failures
}

#[test]
fn initiate_auth_fails_in_words() {
    let operation = Operation::InitiateAuth;
    let mut failures = failures_of_any(operation);
    failures.extend([
        (
            service(operation, ErrorCode::NotAuthorized, "User is disabled."),
            REFUSED,
        ),
        (
            service(operation, ErrorCode::UserLambdaValidation, "timed out"),
            UNAVAILABLE,
        ),
    ]);
    for (error, expected) in failures {
        let expected = expected(error.to_string());
        assert_fails(
            awaiting_initiate_auth,
            initiated(Err(error)),
            expected.as_ref(),
        );
    }
}

#[test]
fn sign_up_fails_in_words() {
    let operation = Operation::SignUp;
    let mut failures = failures_of_any(operation);
    let closed = "SignUp is not permitted for this user pool";
    failures.extend([
        (
            service(operation, ErrorCode::NotAuthorized, closed),
            REFUSED,
        ),
        (
            service(
                operation,
                ErrorCode::UserLambdaValidation,
                "PreSignUp failed with error no.",
            ),
            SIGN_UP_REFUSED,
        ),
        (
            service(operation, ErrorCode::InvalidPassword, "too short"),
            MISCONFIGURED,
        ),
        (
            service(operation, ErrorCode::CodeDeliveryFailure, ""),
            MISCONFIGURED,
        ),
    ]);
    for (error, expected) in failures {
        let expected = expected(error.to_string());
        assert_fails(
            awaiting_sign_up,
            Answer::SignedUp(Err(error.into())),
            expected.as_ref(),
        );
    }
}

#[test]
fn without_random_numbers_there_is_no_account() {
    let expected = Problem::BrowserUnsupported {
        detail: SignUpError::NoEntropy.to_string(),
    };
    assert_fails(
        awaiting_sign_up,
        Answer::SignedUp(Err(SignUpError::NoEntropy)),
        Some(&expected),
    );
}

#[test]
fn the_answer_of_a_challenge_fails_in_words() {
    let operation = Operation::RespondToAuthChallenge;
    let mut failures = failures_of_any(operation);
    failures.extend([
        (service(operation, ErrorCode::CodeMismatch, ""), NOT_PROVEN),
        (service(operation, ErrorCode::UserNotFound, ""), REFUSED),
        (
            service(operation, ErrorCode::UserLambdaValidation, "timed out"),
            UNAVAILABLE,
        ),
    ]);
    for (error, expected) in failures {
        let expected = expected(error.to_string());
        assert_fails(
            awaiting_tokens,
            Answer::ChallengeAnswered(Err(error)),
            expected.as_ref(),
        );
    }
}

#[test]
fn an_error_that_says_expired_is_an_expiry_however_soon_it_comes() {
    let error = service(
        Operation::RespondToAuthChallenge,
        ErrorCode::ExpiredCode,
        "",
    );
    assert_fails(
        awaiting_tokens,
        Answer::ChallengeAnswered(Err(error)),
        Some(&Problem::ChallengeExpired),
    );
}

#[test]
fn an_answer_that_cognito_does_not_take_proves_nothing() {
    assert_fails(
        awaiting_tokens,
        Answer::ChallengeAnswered(Ok(challenge())),
        Some(&Problem::NotProven),
    );
}

/// The answer to a challenge whose session Cognito, or its emulator, does not hold for good.
const OVER: [(ErrorCode, &str); 3] = [
    (ErrorCode::NotAuthorized, "Invalid session for the user."),
    (ErrorCode::NotAuthorized, "Incorrect username or password."),
    (ErrorCode::InvalidParameter, "Session does not exist"),
];

#[test]
fn a_refused_answer_is_an_expiry_only_when_the_session_may_have_expired() {
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let early = Duration::from_millis(179_999);
    for (code, message) in OVER {
        for (waited, expected) in [
            (Duration::ZERO, Problem::NotProven),
            (early, Problem::NotProven),
            (minutes(3), Problem::ChallengeExpired),
            (minutes(15), Problem::ChallengeExpired),
        ] {
            let error = service(Operation::RespondToAuthChallenge, code.clone(), message);
            let run = awaiting_tokens()
                .at(NOW + waited)
                .answer(Answer::ChallengeAnswered(Err(error)));
            run.assert_ended(Some(&expected), &format!("{message} after {waited:?}"));
        }
    }
}

#[test]
fn a_session_ages_from_when_cognito_issued_it() {
    let issued = NOW + Duration::from_secs(600);
    let refuse = |run: Run| {
        let (code, message) = (ErrorCode::NotAuthorized, "Invalid session for the user.");
        let error = service(Operation::RespondToAuthChallenge, code, message);
        run.answer(Answer::ChallengeAnswered(Err(error)))
    };
    // InitiateAuth took its time, the person did not.
    let run = awaiting_initiate_auth().at(issued);
    let run = run.answer(initiated(Ok(challenge()))).answer(completed());
    refuse(run).assert_ended(Some(&Problem::NotProven), "at once");
    // The person took their time.
    let run = awaiting_challenge().at(issued).answer(completed());
    refuse(run).assert_ended(Some(&Problem::ChallengeExpired), "in the challenge");
    // The clock was put back.
    let run = awaiting_tokens().at(Timestamp::from_millis(0));
    refuse(run).assert_ended(Some(&Problem::NotProven), "clock put back");
}

#[test]
fn tokens_without_a_challenge_sign_nobody_in() {
    for state in [awaiting_initiate_auth, awaiting_initiate_auth_after_sign_up] {
        let run = state().answer(initiated(Ok(issued())));
        let problem = run.machine.problem().map(Problem::actor);
        assert_eq!(problem, Some(Actor::Operator));
        assert!(!run.steps().contains(&"KeepTokens"));
    }
}

#[test]
fn a_challenge_that_is_not_ours_is_misconfiguration() {
    for name in ["PASSWORD_VERIFIER", "SMS_MFA", "NEW_PASSWORD_REQUIRED", ""] {
        let challenge = challenge_with(ChallengeName::from(name), &[("url", URL)]);
        let expected = Problem::Misconfigured {
            detail: format!("Cognito asks for {name}"),
        };
        assert_fails(
            awaiting_initiate_auth,
            initiated(Ok(challenge)),
            Some(&expected),
        );
    }
}

#[test]
fn only_an_address_that_is_fit_to_be_opened_is_opened() {
    let expected = Problem::Misconfigured {
        detail: "ChallengeParameters holds no usable url".to_owned(),
    };
    for parameters in [
        vec![],
        vec![("token", "url-secret")],
        vec![("url", "")],
        vec![("url", "javascript:alert(1)")],
        vec![("url", "http://mfa.example/challenge?token=x")],
        vec![("URL", URL)],
    ] {
        let challenge = challenge_with(ChallengeName::CustomChallenge, &parameters);
        assert_fails(
            awaiting_initiate_auth,
            initiated(Ok(challenge)),
            Some(&expected),
        );
    }
}

#[test]
fn the_pre_built_ui_fails_in_words() {
    for (error, expected) in [
        (LaunchError::SdkUnavailable("404".to_owned()), UNAVAILABLE),
        (LaunchError::Failed("broken".to_owned()), UNAVAILABLE),
        (LaunchError::AlreadyOpen, UNAVAILABLE),
        (LaunchError::Expired, EXPIRED),
        (LaunchError::TooManyAttempts, TOO_MANY),
    ] {
        let expected = expected(error.to_string());
        assert_fails(
            awaiting_challenge,
            Answer::ChallengeClosed(Err(error)),
            expected.as_ref(),
        );
    }
}

#[test]
fn tokens_that_make_no_session_sign_nobody_in() {
    for problem in [
        TokensProblem::Id(cognito::ClaimsError::NotAJwt),
        TokensProblem::Access(cognito::ClaimsError::Missing("exp")),
        TokensProblem::Mismatch,
    ] {
        let expected = Problem::Misconfigured {
            detail: problem.to_string(),
        };
        assert_fails(
            awaiting_session,
            Answer::TokensKept(Err(problem)),
            Some(&expected),
        );
    }
}

#[test]
fn each_problem_is_somebodys() {
    let detail = String::new;
    let persons = [
        Problem::Username(UsernameProblem::EmailMalformed),
        Problem::NotProven,
        Problem::PasskeyUnknown,
        Problem::PasskeyNotVerified,
        Problem::PasskeyUnsupported,
        Problem::WindowBlocked,
        Problem::NothingPending,
        Problem::ChallengeExpired,
        Problem::AccountRefused,
        Problem::AccountUnconfirmed,
        Problem::SignUpRefused,
        Problem::BrowserUnsupported { detail: detail() },
    ];
    let later = [
        Problem::TooManyAttempts,
        Problem::Offline,
        Problem::TimedOut,
        Problem::ServiceUnavailable { detail: detail() },
    ];
    let operators = Problem::Misconfigured { detail: detail() };
    assert!(persons.iter().all(|it| it.actor() == Actor::Person));
    assert!(later.iter().all(|it| it.actor() == Actor::PersonLater));
    assert_eq!(operators.actor(), Actor::Operator);
}
