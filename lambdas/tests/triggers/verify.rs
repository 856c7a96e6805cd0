//! Verify Auth Challenge Response: what counts as proof.

use lambdas::error::TriggerError;
use serde_json::{Value, json};

use crate::support::{SUB, Stage, event, event_with};

const VALIDATE: &str = "POST /v1/validate";
const AUTHENTICATORS: &str = "GET /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/authenticators";

const USE_UP: &str =
    "PATCH /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/cognitoAuth/autofill";

/// A verified factor: a code by email to this address.
fn email_otp(email: &str) -> Value {
    json!({
        "userAuthenticatorId": "a-1", "verificationMethod": "EMAIL_OTP", "email": email,
        "createdAt": "2026-01-01T00:00:00Z", "verifiedAt": "2026-01-01T00:00:01Z",
    })
}

fn authenticators() -> Value {
    json!([email_otp("ann@example.com")])
}

fn validation() -> Value {
    json!({
        "isValid": true, "state": "CHALLENGE_SUCCEEDED", "userId": SUB, "actionCode": "cognitoAuth",
        "idempotencyKey": "round-1", "verificationMethod": "EMAIL_OTP",
    })
}

/// The validation with some fields replaced, or removed where they are null.
fn validation_with(changes: Value) -> Value {
    let mut validation = validation();
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => validation.as_object_mut().unwrap().remove(key),
            _ => validation
                .as_object_mut()
                .unwrap()
                .insert(key.clone(), value.clone()),
        };
    }
    validation
}

async fn is_correct(validation: Value, event: Value) -> bool {
    let stage = Stage::new([(VALIDATE, validation), (AUTHENTICATORS, authenticators())]).await;
    stage.response(event).await["answerCorrect"]
        .as_bool()
        .unwrap()
}

#[tokio::test]
async fn a_completed_challenge_of_this_user_and_action_is_correct() {
    for name in ["verify_token", "verify_token_in_json"] {
        let stage =
            Stage::new([(VALIDATE, validation()), (AUTHENTICATORS, authenticators())]).await;
        assert_eq!(
            stage.response(event(name)).await,
            json!({"answerCorrect": true}),
            "{name}"
        );
        let asked = stage.asked();
        let asked = asked.iter().find(|asked| asked.what == VALIDATE).unwrap();
        assert_eq!(
            asked.body,
            json!({"token": "header.payload.signature", "action": "cognitoAuth", "userId": SUB})
        );
    }
}

#[tokio::test]
async fn whatever_falls_short_of_that_is_not() {
    for changes in [
        json!({"isValid": false}),
        json!({"isValid": false, "state": "CHALLENGE_SUCCEEDED", "error": "TOKEN_EXPIRED"}),
        json!({"state": "ALLOW"}),
        json!({"state": "BLOCK"}),
        json!({"state": "CHALLENGE_REQUIRED"}),
        json!({"state": "CHALLENGE_FAILED"}),
        json!({"state": "REVIEW_SUCCEEDED"}),
        json!({"state": "challenge_succeeded"}),
        json!({"state": "SOMETHING_NEW"}),
        json!({"state": null}),
        json!({"userId": "another-user"}),
        json!({"userId": null}),
        json!({"actionCode": "withdrawMoney"}),
        json!({"actionCode": null}),
    ] {
        assert!(
            !is_correct(validation_with(changes.clone()), event("verify_token")).await,
            "{changes}"
        );
    }
}

#[tokio::test]
async fn a_token_replayed_from_another_sign_in_is_not_correct() {
    let replayed = json!({"idempotencyKey": "round-0"});
    assert!(!is_correct(validation_with(replayed), event("verify_token")).await);
}

#[tokio::test]
async fn a_round_that_nobody_names_is_not_taken_for_this_one() {
    let unnamed = json!({"idempotencyKey": null});
    assert!(!is_correct(validation_with(unnamed), event("verify_token")).await);
    let mut forgotten = event("verify_token");
    forgotten["request"]["privateChallengeParameters"] = json!({});
    assert!(!is_correct(validation(), forgotten).await);
}

/// A passkey ceremony that the browser began by itself.
fn ceremony() -> Value {
    validation_with(json!({"idempotencyKey": "autofill", "verificationMethod": "PASSKEY"}))
}

/// Whether the answer is taken, by an Authsignal that answers `status` when told to use the token up.
async fn ceremony_stage(validation: Value, status: u16) -> Stage {
    Stage::with_status([
        (VALIDATE, 200, validation),
        (AUTHENTICATORS, 200, authenticators()),
        (USE_UP, status, json!({"state": "ALLOW"})),
    ])
    .await
}

#[tokio::test]
async fn a_passkey_ceremony_may_have_begun_before_the_sign_in_and_works_once() {
    let stage = ceremony_stage(ceremony(), 200).await;
    assert_eq!(
        stage.response(event("verify_token")).await,
        json!({"answerCorrect": true})
    );
    let used_up = stage.asked().pop().unwrap();
    assert_eq!(used_up.what, USE_UP);
    assert_eq!(used_up.body, json!({"state": "ALLOW"}));

    // What Authsignal says of the token from then on.
    for replayed in [
        json!({"state": "ALLOW"}),
        json!({"state": "ALLOW", "isValid": false}),
    ] {
        let mut validation = ceremony();
        for (key, value) in replayed.as_object().unwrap() {
            validation[key] = value.clone();
        }
        let stage = ceremony_stage(validation, 200).await;
        assert_eq!(
            stage.response(event("verify_token")).await,
            json!({"answerCorrect": false})
        );
    }
}

#[tokio::test]
async fn another_users_passkey_never_signs_in_the_typed_address() {
    for changes in [
        json!({"userId": "another-user"}),
        json!({"userId": null}),
        json!({"actionCode": "manageAuthenticators"}),
        json!({"idempotencyKey": null}),
        json!({"state": "CHALLENGE_REQUIRED"}),
    ] {
        let mut validation = ceremony();
        for (key, value) in changes.as_object().unwrap() {
            validation[key] = value.clone();
        }
        let stage = ceremony_stage(validation, 200).await;
        assert_eq!(
            stage.response(event("verify_token")).await,
            json!({"answerCorrect": false}),
            "{changes}"
        );
        assert!(
            !stage
                .asked()
                .iter()
                .any(|asked| asked.what.starts_with("PATCH")),
            "a refused token is left alone"
        );
    }
}

#[tokio::test]
async fn a_passkey_of_another_round_is_held_to_that_round() {
    let mut validation = ceremony();
    validation["idempotencyKey"] = json!("sign-in-5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11");
    assert!(!is_correct(validation.clone(), event("verify_token")).await);

    let this_round = event_with(
        "verify_token",
        "/request/privateChallengeParameters/idempotencyKey",
        Some(validation["idempotencyKey"].clone()),
    );
    assert!(
        is_correct(validation, this_round).await,
        "nothing to use up"
    );
}

#[tokio::test]
async fn a_token_that_may_still_work_afterwards_is_an_error_unless_authsignal_insists() {
    for status in [500, 401] {
        let stage = ceremony_stage(ceremony(), status).await;
        stage.run(event("verify_token")).await.unwrap_err();
    }
    for status in [400, 404] {
        let stage = ceremony_stage(ceremony(), status).await;
        assert_eq!(
            stage.response(event("verify_token")).await,
            json!({"answerCorrect": true})
        );
    }
}

#[tokio::test]
async fn a_passkey_signs_nobody_in_whose_address_was_never_proved() {
    let stage = Stage::new([(VALIDATE, ceremony()), (AUTHENTICATORS, json!([]))]).await;
    assert_eq!(
        stage.response(event("verify_token")).await,
        json!({"answerCorrect": false})
    );
    assert_eq!(stage.asked().len(), 2, "the token is left alone");
}

#[tokio::test]
async fn a_user_who_does_not_exist_is_refused_without_a_call() {
    let stage = Stage::new([(VALIDATE, validation()), (AUTHENTICATORS, authenticators())]).await;
    assert_eq!(
        stage.response(event("verify_user_not_found")).await,
        json!({"answerCorrect": false})
    );
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn answers_that_can_be_no_token_are_refused_without_a_call() {
    let stage = Stage::new([(VALIDATE, validation()), (AUTHENTICATORS, authenticators())]).await;
    for answer in [
        json!(""),
        json!("  "),
        json!("x".repeat(8 * 1024 + 1)),
        json!("two words"),
        json!("tök.en"),
        json!("line\nbreak"),
        json!("{\"token\":\"\"}"),
        json!("{\"token\":1}"),
        json!("{\"token\":\"a\",\"token\":\"b\"}"),
        json!("{\"token\":"),
        json!("{}"),
        json!({"token": "header.payload.signature"}),
        json!(["header.payload.signature"]),
        json!(1),
        json!(true),
        Value::Null,
    ] {
        let event = event_with(
            "verify_token",
            "/request/challengeAnswer",
            Some(answer.clone()),
        );
        assert_eq!(
            stage.response(event).await,
            json!({"answerCorrect": false}),
            "{answer}"
        );
    }
    for name in ["verify_missing_attributes", "verify_wrong_types"] {
        assert_eq!(
            stage.response(event(name)).await,
            json!({"answerCorrect": false}),
            "{name}"
        );
    }
    let event = event_with("verify_token", "/request/challengeAnswer", None);
    assert_eq!(stage.response(event).await, json!({"answerCorrect": false}));
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn a_token_that_authsignal_cannot_read_is_a_wrong_answer() {
    for status in [400, 422] {
        let stage =
            Stage::with_status([(VALIDATE, status, json!({"error": "invalid_token"}))]).await;
        assert_eq!(
            stage.response(event("verify_token")).await,
            json!({"answerCorrect": false}),
            "{status}"
        );
    }
}

#[tokio::test]
async fn an_outage_is_an_error_and_not_a_wrong_answer() {
    for (status, code) in [
        (500, "AUTHSIGNAL_UNAVAILABLE"),
        (429, "AUTHSIGNAL_UNAVAILABLE"),
        (401, "MISCONFIGURED"),
        (404, "MISCONFIGURED"),
    ] {
        let stage = Stage::with_status([(VALIDATE, status, json!({"error": "e"}))]).await;
        let error = stage.run(event("verify_token")).await.unwrap_err();
        assert_eq!(error.to_string(), code, "{status}");
    }
    let stage = Stage::new([
        (VALIDATE, json!({"state": "CHALLENGE_SUCCEEDED"})),
        (AUTHENTICATORS, authenticators()),
    ])
    .await;
    let error = stage.run(event("verify_token")).await.unwrap_err();
    assert!(matches!(error, TriggerError::Misconfigured(_)), "{error:?}");
}

#[tokio::test]
async fn an_address_that_was_never_proved_signs_nobody_in() {
    let unverified = json!({"userAuthenticatorId": "a-2", "verificationMethod": "EMAIL_OTP", "email": "ann@example.com"});
    let by_other_means = json!({
        "userAuthenticatorId": "a-3", "verificationMethod": "PASSKEY", "email": "ann@example.com",
        "verifiedAt": "2026-01-01T00:00:01Z",
    });
    for (list, expected) in [
        (json!([]), false),
        (json!([email_otp("mallory@example.com")]), false),
        (
            json!([email_otp("mallory@example.com"), unverified.clone()]),
            false,
        ),
        (json!([unverified]), false),
        (json!([by_other_means]), false),
        (json!([by_other_means, email_otp("ANN@Example.com")]), true),
    ] {
        let stage = Stage::new([(VALIDATE, validation()), (AUTHENTICATORS, list.clone())]).await;
        let response = stage.response(event("verify_token")).await;
        assert_eq!(response, json!({"answerCorrect": expected}), "{list}");
    }
}

#[tokio::test]
async fn an_account_without_an_address_is_nobodys() {
    let stage = Stage::new([(VALIDATE, validation())]).await;
    let event = event_with("verify_token", "/request/userAttributes/email", None);
    assert_eq!(stage.response(event).await, json!({"answerCorrect": false}));
}

#[tokio::test]
async fn a_doubt_about_the_address_is_an_error_and_not_a_wrong_answer() {
    let stage = Stage::with_status([
        (VALIDATE, 200, validation()),
        (AUTHENTICATORS, 503, json!({})),
    ])
    .await;
    let error = stage.run(event("verify_token")).await.unwrap_err();
    assert_eq!(error.to_string(), "AUTHSIGNAL_UNAVAILABLE");
}
