//! How errors are found in answers, and what they are taken for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use cognito::{Actor, CognitoError, ErrorCode, Operation, Response, ServiceError, TransportError};
use common::{Answers, Script, answer, calls, client};

fn error_of(operation: Operation, response: Response) -> CognitoError {
    calls::call(&client(Script::of([Ok(response)])), operation).unwrap_err()
}

fn service(error: CognitoError) -> ServiceError {
    match error {
        CognitoError::Service(error) => error,
        other => panic!("expected an error of Cognito's, got {other:?}"),
    }
}

fn recorded(operation: Operation, name: &str) -> CognitoError {
    error_of(operation, Answers::cognito().get(name))
}

#[test]
fn every_operation_tells_every_code_apart() {
    for operation in calls::ALL {
        for code in [
            "AliasExistsException",
            "CodeDeliveryFailureException",
            "CodeMismatchException",
            "ExpiredCodeException",
            "FeatureUnavailableInTierException",
            "ForbiddenException",
            "InternalErrorException",
            "InvalidEmailRoleAccessPolicyException",
            "InvalidLambdaResponseException",
            "InvalidParameterException",
            "InvalidPasswordException",
            "InvalidSmsRoleAccessPolicyException",
            "InvalidSmsRoleTrustRelationshipException",
            "InvalidUserPoolConfigurationException",
            "LimitExceededException",
            "MFAMethodNotFoundException",
            "NotAuthorizedException",
            "OperationNotEnabledException",
            "PasswordHistoryPolicyViolationException",
            "PasswordResetRequiredException",
            "RefreshTokenReuseException",
            "ResourceNotFoundException",
            "SoftwareTokenMFANotFoundException",
            "TooManyFailedAttemptsException",
            "TooManyRequestsException",
            "UnauthorizedException",
            "UnexpectedLambdaException",
            "UnsupportedOperationException",
            "UnsupportedTokenTypeException",
            "UserLambdaValidationException",
            "UsernameExistsException",
            "UserNotConfirmedException",
            "UserNotFoundException",
            "BrandNewException",
        ] {
            let body = format!("{{\"__type\":\"{code}\",\"message\":\"words\"}}");
            let error = service(error_of(operation, answer(400, &body)));
            assert_eq!(error.operation(), operation);
            assert_eq!(error.code().as_str(), code);
            assert_eq!(
                matches!(error.code(), ErrorCode::Other(_)),
                code == "BrandNewException"
            );
            assert_eq!((error.message(), error.status()), ("words", 400));
        }
    }
}

#[test]
fn a_code_is_found_wherever_it_is_and_however_it_is_dressed() {
    let in_header = |error_type: &str, body: &str| Response {
        error_type: Some(error_type.into()),
        ..answer(400, body)
    };
    let namespaced = "com.amazonaws.cognitoidentityprovider#UserNotFoundException";
    for response in [
        in_header("UserNotFoundException", ""),
        in_header("UserNotFoundException:", ""),
        in_header(
            "UserNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.service/",
            "{}",
        ),
        in_header(namespaced, "not json"),
        // The header counts where the two disagree.
        in_header(
            "UserNotFoundException",
            r#"{"__type":"NotAuthorizedException"}"#,
        ),
        in_header("", r#"{"__type":"UserNotFoundException"}"#),
        answer(400, r#"{"__type":"UserNotFoundException"}"#),
        answer(400, &format!(r#"{{"__type":"{namespaced}"}}"#)),
        answer(400, &format!(r#"{{"__type":"{namespaced}:http://x/#y"}}"#)),
        answer(
            400,
            r#"{"message":null,"extra":{"a":[1]},"__type":"UserNotFoundException"}"#,
        ),
    ] {
        let error = error_of(Operation::InitiateAuth, response.clone());
        assert!(error.is_user_not_found(), "{response:?}: {error}");
    }
}

#[test]
fn a_message_is_found_in_body_and_header() {
    let message = |response| {
        service(error_of(Operation::GetUser, response))
            .message()
            .to_owned()
    };
    assert_eq!(message(answer(400, r#"{"__type":"X","message":"a"}"#)), "a");
    assert_eq!(message(answer(400, r#"{"__type":"X","Message":"b"}"#)), "b");
    assert_eq!(message(answer(400, r#"{"__type":"X"}"#)), "");
    let by_header = Response {
        error_type: Some("X".into()),
        error_message: Some("c".into()),
        ..answer(400, "")
    };
    assert_eq!(message(by_header), "c");
}

#[test]
fn an_unknown_error_keeps_code_message_and_request() {
    let error = service(error_of(
        Operation::SignUp,
        Response {
            request_id: Some("request-1".into()),
            ..answer(
                418,
                r#"{"__type":"com.amazonaws#TeapotException","message":"short and stout"}"#,
            )
        },
    ));
    assert_eq!(error.code(), &ErrorCode::Other("TeapotException".into()));
    assert_eq!(error.status(), 418);
    assert_eq!(error.request_id(), Some("request-1"));
    assert_eq!(
        error.to_string(),
        "SignUp: TeapotException: short and stout (request request-1)"
    );
}

#[test]
fn what_is_printed_is_redacted_and_what_is_asked_for_is_not() {
    let error = service(recorded(Operation::InitiateAuth, "bad_parameter"));
    assert!(error.message().contains("ada@example.com"));
    for printed in [
        format!("{error}"),
        format!("{error:?}"),
        format!("{:?}", CognitoError::from(error.clone())),
    ] {
        assert!(!printed.contains("ada@"), "{printed}");
        assert!(printed.contains("InvalidParameterException"), "{printed}");
    }
}

#[test]
fn an_error_page_of_a_proxy_is_a_status() {
    let page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    for (status, retryable, actor) in [
        (502, true, Actor::User),
        (503, true, Actor::User),
        (408, true, Actor::User),
        (429, true, Actor::User),
        (403, false, Actor::Operator),
        (404, false, Actor::Operator),
        (301, false, Actor::Operator),
        (0, false, Actor::Operator),
    ] {
        for body in [page, "", "{}", "{\"__type\":\"\"}", "{\"__type\":7}"] {
            let error = error_of(Operation::GetTokensFromRefreshToken, answer(status, body));
            let operation = Operation::GetTokensFromRefreshToken;
            assert_eq!(error, CognitoError::Status { operation, status }, "{body}");
            assert_eq!(
                (error.is_retryable(), error.actor()),
                (retryable, actor),
                "{status}"
            );
            assert!(!error.refresh_token_is_dead());
            assert_eq!(error.is_throttled(), status == 429);
        }
    }
}

#[test]
fn failures_of_the_transport_pass_through() {
    for (failure, actor, retryable) in [
        (TransportError::Offline, Actor::User, true),
        (
            TransportError::Network("Failed to fetch".into()),
            Actor::User,
            true,
        ),
        (TransportError::Timeout, Actor::User, true),
        (TransportError::Aborted, Actor::Nobody, false),
    ] {
        for operation in calls::ALL {
            let client = client(Script::of([Err(failure.clone())]));
            let error = calls::call(&client, operation).unwrap_err();
            assert_eq!(error, CognitoError::Transport(failure.clone()));
            assert_eq!((error.actor(), error.is_retryable()), (actor, retryable));
            assert!(!error.refresh_token_is_dead() && !error.sign_in_is_over());
        }
    }
}

#[test]
fn throttling_has_many_names() {
    for body in [
        r#"{"__type":"TooManyRequestsException"}"#,
        r#"{"__type":"LimitExceededException"}"#,
        r#"{"__type":"TooManyFailedAttemptsException"}"#,
        r#"{"__type":"ThrottlingException"}"#,
    ] {
        let error = error_of(Operation::GetTokensFromRefreshToken, answer(400, body));
        assert!(error.is_throttled() && error.is_retryable(), "{body}");
        assert_eq!(error.actor(), Actor::User);
        assert!(!error.refresh_token_is_dead());
    }
    let refused = r#"{"__type":"NotAuthorizedException"}"#;
    let error = error_of(Operation::GetTokensFromRefreshToken, answer(429, refused));
    assert!(error.is_throttled() && !error.refresh_token_is_dead());
}

#[test]
fn only_an_answer_that_says_so_ends_a_session() {
    let refresh = Operation::GetTokensFromRefreshToken;
    for dead in [
        "refresh_revoked",
        "refresh_expired",
        "refresh_invalid",
        "refresh_reused",
        "user_disabled",
        "unknown_user",
    ] {
        assert!(recorded(refresh, dead).refresh_token_is_dead(), "{dead}");
    }
    for alive in [
        "throttled",
        "attempt_limit",
        "internal_error",
        "firewall",
        "trigger_failed",
        "trigger_timed_out",
        "client_has_secret",
        "unknown_client",
        "bad_parameter",
        "flow_not_enabled",
    ] {
        assert!(!recorded(refresh, alive).refresh_token_is_dead(), "{alive}");
    }
    // The same words about something else say nothing about the refresh token.
    for operation in calls::ALL
        .into_iter()
        .filter(|operation| ![refresh, Operation::RefreshTokenAuth].contains(operation))
    {
        assert!(!recorded(operation, "refresh_revoked").refresh_token_is_dead());
    }
    let broken = error_of(
        refresh,
        answer(500, r#"{"__type":"NotAuthorizedException"}"#),
    );
    assert!(!broken.refresh_token_is_dead());
}

#[test]
fn a_sign_in_ends_when_its_session_does() {
    let respond = Operation::RespondToAuthChallenge;
    for over in [
        "used_session",
        "expired_session",
        "wrong_answer_three_times",
    ] {
        let error = recorded(respond, over);
        assert!(error.sign_in_is_over(), "{over}");
        assert_eq!(error.actor(), Actor::User);
        assert!(!recorded(Operation::InitiateAuth, over).sign_in_is_over());
    }
    let emulated = error_of(respond, Answers::ministack().get("used_session"));
    assert!(emulated.sign_in_is_over());
    assert_eq!(emulated.actor(), Actor::User);
    for not in [
        "throttled",
        "trigger_failed",
        "client_has_secret",
        "bad_parameter",
        "internal_error",
    ] {
        assert!(!recorded(respond, not).sign_in_is_over(), "{not}");
    }
}

#[test]
fn triggers_fail_under_three_names() {
    assert!(recorded(Operation::InitiateAuth, "trigger_failed").is_trigger_failure());
    assert!(recorded(Operation::InitiateAuth, "trigger_timed_out").is_trigger_failure());
    let emulated = error_of(
        Operation::InitiateAuth,
        Answers::ministack().get("trigger_failed"),
    );
    assert!(emulated.is_trigger_failure());
    assert!(!recorded(Operation::InitiateAuth, "internal_error").is_trigger_failure());
}

#[test]
fn who_is_confirmed_already_is_told_apart_from_other_refusals() {
    let (confirm, resend) = (Operation::ConfirmSignUp, Operation::ResendConfirmationCode);
    for (operation, name, already) in [
        (confirm, "confirmed_already", true),
        (resend, "resend_to_confirmed", true),
        (confirm, "resend_to_confirmed", false),
        (resend, "confirmed_already", false),
        (Operation::InitiateAuth, "confirmed_already", false),
        (confirm, "user_disabled", false),
        (confirm, "client_has_secret", false),
        (confirm, "wrong_code", false),
        (resend, "bad_parameter", false),
        (resend, "attempt_limit", false),
    ] {
        let error = recorded(operation, name);
        assert_eq!(
            error.user_is_confirmed_already(),
            already,
            "{operation} {name}"
        );
    }
}

#[test]
fn who_must_act() {
    let initiate = Operation::InitiateAuth;
    for (name, actor) in [
        ("unknown_user", Actor::User),
        ("user_not_confirmed", Actor::User),
        ("user_disabled", Actor::User),
        ("wrong_code", Actor::User),
        ("expired_code", Actor::User),
        ("too_many_wrong_codes", Actor::User),
        ("throttled", Actor::User),
        ("internal_error", Actor::User),
        ("client_has_secret", Actor::Operator),
        ("unknown_client", Actor::Operator),
        ("flow_not_enabled", Actor::Operator),
        ("firewall", Actor::Operator),
        ("trigger_timed_out", Actor::Operator),
    ] {
        assert_eq!(recorded(initiate, name).actor(), actor, "{name}");
    }
    for (name, retryable) in [
        ("internal_error", true),
        ("throttled", true),
        ("trigger_timed_out", true),
        ("unknown_user", false),
        ("flow_not_enabled", false),
        ("firewall", false),
    ] {
        assert_eq!(recorded(initiate, name).is_retryable(), retryable, "{name}");
    }
}
