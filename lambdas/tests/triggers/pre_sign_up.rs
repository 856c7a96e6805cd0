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
async fn separate_sign_up_leaves_confirmation_to_cognito() {
    assert_eq!(
        response("pre_sign_up", "separate").await,
        Ok(nothing_vouched_for())
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
