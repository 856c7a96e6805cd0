//! Events that Cognito would not send.

use lambdas::error::TriggerError;
use serde_json::{Value, json};

use crate::support::{Stage, event, event_with};

#[tokio::test]
async fn events_of_no_known_form_are_refused() {
    let stage = Stage::new([]).await;
    for event in [
        Value::Null,
        json!([]),
        json!("DefineAuthChallenge_Authentication"),
        json!({}),
        json!({"triggerSource": "DefineAuthChallenge_Authentication"}),
        json!({"triggerSource": "DefineAuthChallenge_Authentication", "request": []}),
        json!({"triggerSource": 1, "request": {}}),
        json!({"triggerSource": "PostConfirmation_ConfirmSignUp", "request": {}}),
        json!({"triggerSource": "PreSignUp_Something", "request": {}}),
    ] {
        let error = stage.run(event.clone()).await.unwrap_err();
        assert!(
            matches!(error, TriggerError::UnexpectedEvent(_)),
            "{event}: {error:?}"
        );
    }
}

#[tokio::test]
async fn requests_of_wrong_types_are_refused() {
    let stage = Stage::new([]).await;
    for (name, pointer, value) in [
        ("define_first", "/request/session", json!("none")),
        (
            "define_first",
            "/request/session",
            json!([{"challengeName": "CUSTOM_CHALLENGE"}]),
        ),
        (
            "define_first",
            "/request/session",
            json!([{"challengeName": "CUSTOM_CHALLENGE", "challengeResult": "true"}]),
        ),
        ("define_first", "/request/userNotFound", json!("no")),
        ("create_first", "/request/userAttributes", json!({"sub": 1})),
        ("create_first", "/request/userAttributes", json!([])),
        (
            "verify_token",
            "/request/privateChallengeParameters",
            json!("none"),
        ),
        (
            "pre_sign_up",
            "/request/userAttributes",
            json!({"email": ["ann@example.com"]}),
        ),
    ] {
        let error = stage
            .run(event_with(name, pointer, Some(value.clone())))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "UNEXPECTED_EVENT", "{name} {value}");
    }
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn nobody_is_tracked_without_a_sub() {
    let stage = Stage::new([]).await;
    for event in [
        event("create_missing_attributes"),
        event_with(
            "create_first",
            "/request/userAttributes/sub",
            Some(json!("")),
        ),
        event_with(
            "create_first",
            "/request/challengeName",
            Some(json!("PASSWORD_VERIFIER")),
        ),
        event_with("create_first", "/request/challengeName", None),
    ] {
        let error = stage.run(event).await.unwrap_err();
        assert_eq!(error.to_string(), "UNEXPECTED_EVENT");
    }
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn a_sub_that_is_a_path_stays_one_segment() {
    let stage = Stage::new([]).await;
    let event = event_with(
        "create_second",
        "/request/userAttributes/sub",
        Some(json!("../../validate?x=")),
    );
    assert!(stage.run(event).await.is_err());
    assert_eq!(
        stage.asked()[0].what,
        "POST /v1/users/..%2F..%2Fvalidate%3Fx=/actions/cognitoAuth"
    );
    let event = event_with(
        "create_second",
        "/request/userAttributes/sub",
        Some(json!("..")),
    );
    assert_eq!(
        stage.run(event).await.unwrap_err().to_string(),
        "MISCONFIGURED"
    );
    assert_eq!(stage.asked().len(), 1);
}
