//! Who is taken for the caller.

use serde_json::{Value, json};

use crate::support::{LIST, Stage, TRACK, call, email_otp, removal, with_claim};

async fn stage() -> Stage {
    Stage::new([
        (LIST, 200, json!([email_otp()])),
        (
            TRACK,
            200,
            json!({"idempotencyKey": "k", "state": "ALLOW", "isEnrolled": true, "url": "u", "token": "t"}),
        ),
    ])
    .await
}

fn calls() -> [Value; 3] {
    [
        call("GET /authenticators"),
        call("POST /authenticators"),
        removal("email-1"),
    ]
}

async fn assert_nobody(event: Value) {
    let stage = stage().await;
    let response = stage.run(event.clone()).await;
    assert_eq!(response.refusal(), (401, "NOT_SIGNED_IN"), "{event}");
    assert!(stage.asked().is_empty(), "Authsignal is not asked: {event}");
}

#[tokio::test]
async fn without_the_authorizers_word_there_is_no_caller() {
    for call in calls() {
        for authorizer in [
            Value::Null,
            json!({}),
            json!({"jwt": null}),
            json!({"jwt": {"claims": null, "scopes": null}}),
            json!({"jwt": {"claims": {}, "scopes": null}}),
            json!({"lambda": {"sub": "5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11", "token_use": "access"}}),
        ] {
            let mut event = call.clone();
            event["requestContext"]["authorizer"] = authorizer;
            assert_nobody(event).await;
        }
        let mut event = call;
        event["requestContext"]
            .as_object_mut()
            .unwrap()
            .remove("authorizer");
        event["body"] = json!("{\"sub\":\"5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11\"}");
        event["headers"]["x-user"] = json!("5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11");
        assert_nobody(event).await;
    }
}

#[tokio::test]
async fn only_an_access_token_speaks_for_someone() {
    for call in calls() {
        for token_use in [Some("id"), Some("refresh"), Some("ACCESS"), Some(""), None] {
            assert_nobody(with_claim(call.clone(), "token_use", token_use)).await;
        }
        for sub in [Some(""), None] {
            assert_nobody(with_claim(call.clone(), "sub", sub)).await;
        }
    }
}

#[tokio::test]
async fn a_sign_in_at_no_known_time_is_not_fresh() {
    for auth_time in [
        None,
        Some(""),
        Some("yesterday"),
        Some("-1"),
        Some("0"),
        Some("1.79e9"),
    ] {
        let stage = stage().await;
        let event = with_claim(call("POST /authenticators"), "auth_time", auth_time);
        let response = stage.run(event).await;
        assert_eq!(response.refusal(), (403, "SIGN_IN_AGAIN"), "{auth_time:?}");
        assert!(stage.asked().is_empty());
    }
}
