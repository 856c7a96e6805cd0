//! Pre Sign-up: who may create an account.

use serde_json::{Value, json};

use crate::support::{Stage, event, event_with};

async fn response(name: &str, sign_up: &str) -> Result<Value, String> {
    let stage = Stage::new([]).await.set("SIGN_UP", sign_up);
    stage
        .run(event(name))
        .await
        .map(|event| event["response"].clone())
        .map_err(|error| error.to_string())
}

fn nothing_vouched_for() -> Value {
    json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false})
}

#[tokio::test]
async fn just_in_time_confirms_and_verifies_the_email_address() {
    let confirmed =
        json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": false});
    assert_eq!(response("pre_sign_up", "just_in_time").await, Ok(confirmed));
}

#[tokio::test]
async fn an_address_that_is_not_there_is_not_verified() {
    let event = event_with("pre_sign_up", "/request/userAttributes", Some(json!({})));
    let response = Stage::new([]).await.response(event).await;
    assert_eq!(
        response,
        json!({"autoConfirmUser": true, "autoVerifyEmail": false, "autoVerifyPhone": false})
    );
}

#[tokio::test]
async fn separate_sign_up_is_confirmed_by_authsignal_unless_cognito_does() {
    let confirmed =
        json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": false});
    assert_eq!(response("pre_sign_up", "separate").await, Ok(confirmed));

    let stage = Stage::new([])
        .await
        .set_all(&[("SIGN_UP", "separate"), ("SIGN_UP_CONFIRMATION", "cognito")]);
    for attributes in [
        json!({"email": "ann@example.com"}),
        json!({"phone_number": "+4915112345678"}),
    ] {
        let event = event_with("pre_sign_up", "/request/userAttributes", Some(attributes));
        assert_eq!(stage.response(event).await, nothing_vouched_for());
    }
}

#[tokio::test]
async fn one_address_is_verified_and_two_are_not() {
    let verified = |email: bool, phone: bool| json!({"autoConfirmUser": true, "autoVerifyEmail": email, "autoVerifyPhone": phone});
    let (email, phone) = ("ann@example.com", "+4915112345678");
    for sign_up in ["just_in_time", "separate"] {
        let stage = Stage::new([]).await.set("SIGN_UP", sign_up);
        for (attributes, expected) in [
            (json!({"email": email}), verified(true, false)),
            (json!({"phone_number": phone}), verified(false, true)),
            (
                json!({"email": email, "phone_number": ""}),
                verified(true, false),
            ),
            // Signed up with one's own email address and somebody else's phone number.
            (
                json!({"email": email, "phone_number": phone}),
                verified(false, false),
            ),
            (
                json!({"email": "", "phone_number": ""}),
                verified(false, false),
            ),
        ] {
            let event = event_with(
                "pre_sign_up",
                "/request/userAttributes",
                Some(attributes.clone()),
            );
            assert_eq!(
                stage.response(event).await,
                expected,
                "{sign_up} {attributes}"
            );
        }
    }
}

#[tokio::test]
async fn who_confirms_counts_for_separate_sign_up_only() {
    let stage = Stage::new([]).await.set_all(&[
        ("SIGN_UP", "just_in_time"),
        ("SIGN_UP_CONFIRMATION", "cognito"),
    ]);
    assert_eq!(
        stage.response(event("pre_sign_up")).await["autoConfirmUser"],
        true
    );
    let stage = stage.set_all(&[("SIGN_UP", "closed"), ("SIGN_UP_CONFIRMATION", "cognito")]);
    assert_eq!(
        stage
            .run(event("pre_sign_up"))
            .await
            .unwrap_err()
            .to_string(),
        "SIGN_UP_CLOSED"
    );
}

#[tokio::test]
async fn closed_means_administrators_only() {
    assert_eq!(
        response("pre_sign_up", "closed").await,
        Err("SIGN_UP_CLOSED".to_owned())
    );
    assert_eq!(
        response("pre_sign_up_external", "closed").await,
        Err("SIGN_UP_CLOSED".to_owned())
    );
    assert_eq!(
        response("pre_sign_up_admin", "closed").await,
        Ok(nothing_vouched_for())
    );
}

#[tokio::test]
async fn administrators_and_identity_providers_vouch_for_themselves() {
    for name in ["pre_sign_up_admin", "pre_sign_up_external"] {
        assert_eq!(
            response(name, "just_in_time").await,
            Ok(nothing_vouched_for()),
            "{name}"
        );
    }
}
