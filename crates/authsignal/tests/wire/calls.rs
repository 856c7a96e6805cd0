//! Every call's request and answer, as the official Node SDK and its types have them.

use crate::support::{Answer, Server};
use authsignal::{
    ChallengeQuery, QueryUserActions, TrackAttributes, UserActionState, UserAttributes, UserQuery,
    ValidationToken, VerificationMethod, VerifiedAuthenticator,
};
use serde_json::{Value, json};

#[tokio::test]
async fn track_sends_what_is_known_and_reads_the_answer() {
    let server = Server::start([Answer::Json(
        200,
        r#"{"idempotencyKey":"key-1","state":"CHALLENGE_REQUIRED","url":"https://mfa.authsignal.com/?token=t","token":"t",
            "isEnrolled":true,"enrolledVerificationMethods":["EMAIL_OTP","SMOKE_SIGNAL"],"somethingNew":{"a":1}}"#,
    )])
    .await;
    let attributes = TrackAttributes {
        email: Some("ann@example.com".to_owned()),
        redirect_url: Some("https://app.example.com/callback".to_owned()),
        challenge_id: Some("challenge-1".to_owned()),
        ..TrackAttributes::default()
    };

    let tracked = server
        .client()
        .track("user/1", "cognitoAuth", &attributes)
        .await
        .unwrap();

    assert_eq!(tracked.state, UserActionState::ChallengeRequired);
    assert_eq!(tracked.token.reveal(), "t");
    assert_eq!(tracked.url, "https://mfa.authsignal.com/?token=t");
    assert_eq!(
        tracked.enrolled_verification_methods.unwrap(),
        [
            VerificationMethod::EmailOtp,
            VerificationMethod::Other("SMOKE_SIGNAL".to_owned())
        ]
    );
    let request = &server.recorded()[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/v1/users/user%2F1/actions/cognitoAuth")
    );
    assert_eq!(
        request.header("authorization"),
        Some("Basic dGhlLXNlY3JldC1rZXk6"),
        "the key, a colon, no password"
    );
    assert_eq!(request.header("x-authsignal-version"), Some("2.20.0"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.body,
        json!({"email": "ann@example.com", "redirectUrl": "https://app.example.com/callback", "challengeId": "challenge-1"})
    );
}

#[tokio::test]
async fn validate_names_token_action_and_user() {
    let server = Server::start([Answer::Json(
        200,
        r#"{"isValid":true,"state":"CHALLENGE_SUCCEEDED","stateUpdatedAt":"2026-01-01T00:00:00Z","userId":"u",
            "actionCode":"cognitoAuth","idempotencyKey":"k","verificationMethod":"EMAIL_OTP"}"#,
    )])
    .await;

    let validation = server
        .client()
        .validate_challenge(&ValidationToken::new("t"), Some("cognitoAuth"), Some("u"))
        .await
        .unwrap();

    assert!(validation.is_valid);
    assert_eq!(validation.state, Some(UserActionState::ChallengeSucceeded));
    assert_eq!(validation.action.as_deref(), Some("cognitoAuth"));
    assert_eq!(
        validation.verification_method,
        Some(VerificationMethod::EmailOtp)
    );
    let request = &server.recorded()[0];
    assert_eq!(request.target, "/v1/validate");
    assert_eq!(
        request.body,
        json!({"token": "t", "action": "cognitoAuth", "userId": "u"})
    );
}

#[tokio::test]
async fn an_invalid_token_is_an_answer_not_an_error() {
    let server = Server::start([Answer::Json(
        200,
        r#"{"isValid":false,"error":"TOKEN_EXPIRED"}"#,
    )])
    .await;
    let validation = server
        .client()
        .validate_challenge(&ValidationToken::new("t"), None, None)
        .await
        .unwrap();
    assert!(!validation.is_valid);
    assert_eq!(validation.state, None);
}

#[tokio::test]
async fn get_challenge_encodes_its_query_and_knows_an_empty_answer() {
    let server = Server::start([
        Answer::Json(200, "{}"),
        Answer::Json(
            200,
            r#"{"challengeId":"c","expiresAt":1790000000,"verificationMethod":"PASSKEY"}"#,
        ),
    ])
    .await;
    let client = server.client();
    let query = ChallengeQuery {
        user_id: Some("a&b=c"),
        action: Some("sign in"),
        verification_method: Some(VerificationMethod::Passkey),
        ..ChallengeQuery::default()
    };

    assert_eq!(client.get_challenge(&query).await.unwrap(), None);
    let challenge = client.get_challenge(&query).await.unwrap().unwrap();

    assert_eq!(challenge.challenge_id, "c");
    assert_eq!(challenge.expires_at, Some(1_790_000_000));
    assert_eq!(
        server.recorded()[0].target,
        "/v1/challenges?userId=a%26b%3Dc&action=sign+in&verificationMethod=PASSKEY"
    );
}

#[tokio::test]
async fn actions_are_read_listed_and_changed() {
    let server = Server::start([
        Answer::Json(200, r#"{"state":"ALLOW","stateUpdatedAt":"x","createdAt":"y","rules":[{"ruleId":"r","name":"n"}],"output":[1]}"#),
        Answer::Json(200, r#"[{"actionCode":"a","idempotencyKey":"k","createdAt":"y","state":"BLOCK"}]"#),
        Answer::Json(200, r#"{"state":"REVIEW_FAILED"}"#),
    ])
    .await;
    let client = server.client();

    let action = client.get_action("u", "a", "k").await.unwrap();
    let query = QueryUserActions {
        from_date: Some("2026-01-01".to_owned()),
        action_codes: vec!["a".to_owned(), "b".to_owned()],
        state: Some(UserActionState::Block),
    };
    let actions = client.query_user_actions("u", &query).await.unwrap();
    let state = client
        .update_action("u", "a", "k", UserActionState::ReviewFailed)
        .await
        .unwrap();

    assert_eq!(
        (action.state, action.output),
        (UserActionState::Allow, Some(json!([1])))
    );
    assert_eq!(actions[0].state, UserActionState::Block);
    assert_eq!(state, UserActionState::ReviewFailed);
    let [get, list, update] = &server.recorded()[..] else {
        panic!("three requests")
    };
    assert_eq!(
        (get.method.as_str(), get.target.as_str()),
        ("GET", "/v1/users/u/actions/a/k")
    );
    assert_eq!(
        list.target,
        "/v1/users/u/actions?fromDate=2026-01-01&codes=a%2Cb&state=BLOCK"
    );
    assert_eq!(
        (update.method.as_str(), update.target.as_str()),
        ("PATCH", "/v1/users/u/actions/a/k")
    );
    assert_eq!(update.body, json!({"state": "REVIEW_FAILED"}));
}

#[tokio::test]
async fn authenticators_are_listed_enrolled_and_removed() {
    let server = Server::start([
        Answer::Json(
            200,
            r#"[{"userId":"u","userAuthenticatorId":"a","verificationMethod":"PASSKEY","createdAt":"x","webauthnCredential":
                {"credentialId":"c","deviceId":"d","name":"n","aaguidMapping":{"name":"p","svgIconLight":"","svgIconDark":""}}}]"#,
        ),
        Answer::Json(
            200,
            r#"{"authenticator":{"userId":"u","userAuthenticatorId":"b","verificationMethod":"EMAIL_OTP","createdAt":"x"},"recoveryCodes":["hush"]}"#,
        ),
        Answer::Json(204, ""),
    ])
    .await;
    let client = server.client();
    let email = VerifiedAuthenticator {
        verification_method: VerificationMethod::EmailOtp,
        phone_number: None,
        email: Some("ann@example.com".to_owned()),
        is_default: None,
    };

    let listed = client.get_authenticators("u").await.unwrap();
    let enrolled = client
        .enroll_verified_authenticator("u", &email)
        .await
        .unwrap();
    client.delete_authenticator("u", "b").await.unwrap();

    assert_eq!(
        listed[0]
            .webauthn_credential
            .as_ref()
            .unwrap()
            .aaguid_mapping
            .as_ref()
            .unwrap()
            .name,
        "p"
    );
    assert_eq!(enrolled.authenticator.user_authenticator_id, "b");
    assert!(
        !format!("{enrolled:?}").contains("hush"),
        "recovery codes are secret"
    );
    let [_, enrol, delete] = &server.recorded()[..] else {
        panic!("three requests")
    };
    assert_eq!(
        enrol.body,
        json!({"verificationMethod": "EMAIL_OTP", "email": "ann@example.com"})
    );
    assert_eq!(
        (delete.method.as_str(), delete.target.as_str()),
        ("DELETE", "/v1/users/u/authenticators/b")
    );
    assert_eq!(delete.body, Value::Null);
}

#[tokio::test]
async fn users_are_read_listed_changed_and_removed() {
    let server = Server::start([
        Answer::Json(200, r#"{"isEnrolled":true,"email":"ann@example.com","emailVerified":true,"phoneNumberVerified":false}"#),
        Answer::Json(200, r#"{"users":[{"userId":"u","emailVerified":true,"phoneNumberVerified":false}],"lastEvaluatedUserId":"u"}"#),
        Answer::Json(200, r#"{"email":"ann@example.com"}"#),
        Answer::Json(200, "{}"),
    ])
    .await;
    let client = server.client();
    let query = UserQuery {
        email: Some("ann+x@example.com".to_owned()),
        limit: Some(5),
        ..UserQuery::default()
    };
    let change = UserAttributes {
        email_verified: Some(true),
        ..UserAttributes::default()
    };

    assert!(client.get_user("u").await.unwrap().email_verified);
    assert_eq!(
        client.query_users(&query).await.unwrap().users[0].user_id,
        "u"
    );
    assert_eq!(
        client
            .update_user("u", &change)
            .await
            .unwrap()
            .email
            .as_deref(),
        Some("ann@example.com")
    );
    client.delete_user("u").await.unwrap();

    let [_, list, update, delete] = &server.recorded()[..] else {
        panic!("four requests")
    };
    assert_eq!(list.target, "/v1/users?email=ann%2Bx%40example.com&limit=5");
    assert_eq!(
        (update.method.as_str(), &update.body),
        ("PATCH", &json!({"emailVerified": true}))
    );
    assert_eq!(
        (delete.method.as_str(), delete.target.as_str()),
        ("DELETE", "/v1/users/u")
    );
}
