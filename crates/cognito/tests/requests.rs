//! What each call sends, to the byte where it matters.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use cognito::{
    AccessToken, ChallengeSession, ClientId, CognitoClient, Endpoint, Operation, Password,
    RefreshToken, Request, UserAttributes,
};
use common::{Answers, CLIENT_ID, Script, Sent, calls, client, run};
use serde_json::json;

/// A script with one of Cognito's answers.
fn script(name: &str) -> Script {
    Script::of([Ok(Answers::cognito().get(name))])
}

#[test]
fn initiate_auth_starts_a_custom_auth_flow() {
    let script = script("challenge");
    run(client(&script).initiate_auth("ada@example.com")).unwrap();
    let Sent {
        url,
        operation,
        headers,
        body,
        text,
    } = script.sent();
    assert_eq!(url, "https://cognito-idp.eu-central-1.amazonaws.com/");
    assert_eq!(operation, Operation::InitiateAuth);
    assert_eq!(
        headers,
        [
            ("content-type", "application/x-amz-json-1.1"),
            (
                "x-amz-target",
                "AWSCognitoIdentityProviderService.InitiateAuth"
            ),
        ]
    );
    assert_eq!(
        body,
        json!({
            "AuthFlow": "CUSTOM_AUTH",
            "ClientId": CLIENT_ID,
            "AuthParameters": { "USERNAME": "ada@example.com" },
        })
    );
    // boot/boot.js writes it like this, and what it sent is taken for ours only if it is the same.
    assert_eq!(
        text,
        [
            r#"{"AuthFlow":"CUSTOM_AUTH","AuthParameters":{"USERNAME":"ada@example.com"},"ClientId":""#,
            CLIENT_ID,
            r#""}"#
        ]
        .concat()
    );
}

#[test]
fn respond_to_auth_challenge_sends_the_answer_with_its_session() {
    let script = script("tokens");
    let session = ChallengeSession::new("the session");
    run(client(&script).respond_to_auth_challenge("ada", &session, "the proof")).unwrap();
    assert_eq!(
        script.sent().body,
        json!({
            "ClientId": CLIENT_ID,
            "ChallengeName": "CUSTOM_CHALLENGE",
            "Session": "the session",
            "ChallengeResponses": { "USERNAME": "ada", "ANSWER": "the proof" },
        })
    );
}

#[test]
fn sign_up_sends_password_and_attributes() {
    let script = script("sign_up");
    let attributes = UserAttributes::new().with("email", "ada@example.com");
    run(client(&script).sign_up("ada@example.com", &Password::new("pass"), &attributes)).unwrap();
    assert_eq!(
        script.sent().body,
        json!({
            "ClientId": CLIENT_ID,
            "Username": "ada@example.com",
            "Password": "pass",
            "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }],
        })
    );
}

#[test]
fn confirm_sign_up_sends_the_code_and_resend_asks_for_another() {
    let confirm = script("confirm_sign_up");
    run(client(&confirm).confirm_sign_up("ada@example.com", "123456")).unwrap();
    assert_eq!(
        confirm.sent().body,
        json!({
            "ClientId": CLIENT_ID,
            "Username": "ada@example.com",
            "ConfirmationCode": "123456",
        })
    );

    let resend = script("resend_confirmation_code");
    run(client(&resend).resend_confirmation_code("+4915112345678")).unwrap();
    assert_eq!(
        resend.sent().body,
        json!({ "ClientId": CLIENT_ID, "Username": "+4915112345678" })
    );
}

#[test]
fn get_user_and_global_sign_out_carry_the_access_token_in_the_body() {
    for (operation, answer) in [
        (Operation::GetUser, "get_user"),
        (Operation::GlobalSignOut, "global_sign_out"),
    ] {
        let script = script(answer);
        calls::call(&client(&script), operation).unwrap();
        let sent = script.sent();
        assert_eq!(sent.operation, operation);
        assert_eq!(sent.body, json!({ "AccessToken": "access" }));
    }
}

#[test]
fn revoke_token_and_refresh_send_the_refresh_token() {
    let revoke = script("revoke");
    run(client(&revoke).revoke_token(&RefreshToken::new("refresh"))).unwrap();
    assert_eq!(
        revoke.sent().body,
        json!({ "ClientId": CLIENT_ID, "Token": "refresh" })
    );

    let refresh = script("refresh");
    run(client(&refresh).get_tokens_from_refresh_token(&RefreshToken::new("refresh"))).unwrap();
    assert_eq!(
        refresh.sent().body,
        json!({ "ClientId": CLIENT_ID, "RefreshToken": "refresh" })
    );
}

#[test]
fn every_operation_names_itself_in_the_target() {
    for operation in calls::ALL {
        assert_eq!(
            operation.target(),
            format!("AWSCognitoIdentityProviderService.{operation}")
        );
    }
}

#[test]
fn what_people_type_arrives_as_they_typed_it() {
    for typed in [
        "\"quoted\" \\ back/slash",
        "Zoë+東京@exämple.com",
        "line\nfeed\ttab\r\u{0}\u{1f}\u{7f}",
        "\u{2028}\u{feff}😀",
        "",
    ] {
        let script = script("challenge");
        run(client(&script).initiate_auth(typed)).unwrap();
        assert_eq!(script.sent().body["AuthParameters"]["USERNAME"], typed);
    }
}

#[test]
fn requests_go_to_the_endpoint_that_was_configured() {
    let script = script("get_user");
    let client = CognitoClient::new(
        &script,
        ClientId::new("client").unwrap(),
        Endpoint::from_url("http://localhost:4566").unwrap(),
    );
    run(client.get_user(&AccessToken::new("access"))).unwrap();
    assert_eq!(script.sent().url, "http://localhost:4566/");
}

#[test]
fn a_printed_request_shows_no_body() {
    let endpoint = Endpoint::for_region("eu-central-1").unwrap();
    let request = Request {
        endpoint: &endpoint,
        operation: Operation::GetUser,
        body: b"{\"AccessToken\":\"hidden\"}".to_vec(),
    };
    let printed = format!("{request:?}");
    assert!(printed.contains("GetUser"), "{printed}");
    assert!(
        !printed.contains("hidden") && !printed.contains("104, 105"),
        "{printed}"
    );
}
