//! New tokens for a refresh token, where the app client has the one way, the other, or none.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use cognito::{CognitoError, ErrorCode, Operation, RefreshToken, Response, Tokens};
use common::{Answers, Script, answer, client, run};
use serde_json::json;

fn refused(code: &str, message: &str) -> Response {
    answer(
        400,
        &json!({"__type": code, "message": message}).to_string(),
    )
}

fn refresh(script: &Script) -> Result<Tokens, CognitoError> {
    run(client(script).refresh(&RefreshToken::new("refresh")))
}

#[test]
fn one_call_is_enough_where_the_client_has_the_newer_operation() {
    let script = Script::of([Ok(Answers::cognito().get("refresh"))]);
    refresh(&script).unwrap();
    assert_eq!(
        script.sent().operation,
        Operation::GetTokensFromRefreshToken
    );
}

#[test]
fn the_older_flow_serves_where_the_newer_operation_does_not() {
    for (code, message) in [
        ("InvalidParameterException", "not supported for this client"),
        ("UnsupportedOperationException", ""),
        ("OperationNotEnabledException", ""),
        ("UnknownOperationException", ""),
    ] {
        let script = Script::of([
            Ok(refused(code, message)),
            Ok(Answers::cognito().get("refresh")),
        ]);
        refresh(&script).unwrap();
        let sent = script.all_sent();
        let operations: Vec<_> = sent.iter().map(|sent| sent.operation).collect();
        assert_eq!(
            operations,
            [
                Operation::GetTokensFromRefreshToken,
                Operation::RefreshTokenAuth
            ],
            "{code}"
        );
        assert_eq!(sent[1].body["AuthFlow"], "REFRESH_TOKEN_AUTH");
        assert_eq!(
            sent[1].body["AuthParameters"],
            json!({"REFRESH_TOKEN": "refresh"})
        );
    }
}

#[test]
fn an_answer_about_the_token_is_final() {
    for code in [
        "NotAuthorizedException",
        "RefreshTokenReuseException",
        "UserNotFoundException",
        "TooManyRequestsException",
        "InternalErrorException",
        "ForbiddenException",
    ] {
        let script = Script::of([Ok(refused(code, ""))]);
        let error = refresh(&script).unwrap_err();
        assert_eq!(error.code(), Some(&ErrorCode::from(code)));
    }
}

#[test]
fn the_older_flow_ends_a_session_as_the_newer_operation_does() {
    let first = || Ok(refused("UnsupportedOperationException", ""));
    let script = Script::of([
        first(),
        Ok(refused(
            "NotAuthorizedException",
            "Refresh Token has been revoked",
        )),
    ]);
    assert!(refresh(&script).unwrap_err().refresh_token_is_dead());
    let script = Script::of([first(), Ok(refused("TooManyRequestsException", ""))]);
    assert!(!refresh(&script).unwrap_err().refresh_token_is_dead());
}

#[test]
fn a_client_that_has_neither_says_nothing_about_the_session() {
    for (code, message) in [
        (
            "InvalidParameterException",
            "USER_AUTH flow not enabled for this client",
        ),
        (
            "NotAuthorizedException",
            "Refresh token rotation is enabled for this client",
        ),
    ] {
        let first = Ok(refused("InvalidParameterException", "first"));
        let script = Script::of([first, Ok(refused(code, message))]);
        let error = refresh(&script).unwrap_err();
        assert!(error.to_string().contains("first"), "{error}");
        assert!(!error.refresh_token_is_dead());
    }
}
