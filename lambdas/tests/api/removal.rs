//! Removing an authenticator.

use serde_json::{Value, json};

use crate::support::{LIST, SUB, Stage, email_otp, passkey, removal, with_claim};

const REMOVE: &str =
    "DELETE /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/authenticators/passkey-1";

async fn stage(authenticators: Value) -> Stage {
    Stage::new([
        (LIST, 200, authenticators),
        (REMOVE, 200, json!({"success": true})),
    ])
    .await
}

/// Whether Authsignal was asked to remove anything.
fn removed(stage: &Stage) -> bool {
    stage
        .asked()
        .iter()
        .any(|asked| asked.what.starts_with("DELETE"))
}

#[tokio::test]
async fn ones_own_passkey_is_removed() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let response = stage.run(removal("passkey-1")).await;
    assert_eq!((response.status, response.body), (204, Value::Null));
    assert_eq!(stage.asked()[1].what, REMOVE);
}

#[tokio::test]
async fn another_persons_is_unknown() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    for id in [
        "passkey-of-another",
        "",
        "..",
        "passkey-1/../../../users/another",
        "PASSKEY-1",
    ] {
        let response = stage.run(removal(id)).await;
        assert_eq!(response.refusal(), (404, "NO_SUCH_AUTHENTICATOR"), "{id}");
    }
    assert!(!removed(&stage));
}

#[tokio::test]
async fn a_call_without_an_identifier_removes_nothing() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let mut event = removal("passkey-1");
    event["pathParameters"] = Value::Null;
    event["queryStringParameters"] = json!({"id": "passkey-1"});
    let response = stage.run(event).await;
    assert_eq!(response.refusal(), (404, "NO_SUCH_AUTHENTICATOR"));
    assert!(!removed(&stage));
}

#[tokio::test]
async fn what_proves_the_address_stays() {
    let link = json!({
        "userAuthenticatorId": "link-1", "verificationMethod": "EMAIL_MAGIC_LINK", "email": "ann@example.com",
        "verifiedAt": "2026-01-01T00:00:01.000Z",
    });
    let stage = stage(json!([email_otp(), link, passkey()])).await;
    for id in ["email-1", "link-1"] {
        let response = stage.run(removal(id)).await;
        assert_eq!(response.refusal(), (409, "LAST_WAY_IN"), "{id}");
    }
    assert!(!removed(&stage));
}

#[tokio::test]
async fn nobody_removes_their_last_factor() {
    let unverified = json!({
        "userAuthenticatorId": "sms-1", "verificationMethod": "SMS", "phoneNumber": "+4915112345678",
    });
    for others in [json!([passkey()]), json!([passkey(), unverified])] {
        let stage = stage(others).await;
        let response = stage.run(removal("passkey-1")).await;
        assert_eq!(response.refusal(), (409, "LAST_WAY_IN"));
        assert!(!removed(&stage));
    }
}

#[tokio::test]
async fn an_old_sign_in_removes_nothing() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let unknown = with_claim(removal("passkey-1"), "auth_time", None);
    for response in [
        stage.run_after(removal("passkey-1"), 901).await,
        stage.run(unknown).await,
    ] {
        assert_eq!(response.refusal(), (403, "SIGN_IN_AGAIN"));
    }
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn one_that_is_gone_meanwhile_counts_as_removed() {
    let stage = Stage::new([
        (LIST, 200, json!([email_otp(), passkey()])),
        (REMOVE, 404, json!({"error": "not_found"})),
    ])
    .await;
    assert_eq!(stage.run(removal("passkey-1")).await.status, 204);
}

#[tokio::test]
async fn the_path_at_authsignal_is_under_the_caller() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let other = with_claim(removal("passkey-1"), "sub", Some("another/../user"));
    stage.run(other).await;
    for asked in stage.asked() {
        assert!(
            asked.what.contains("/users/another%2F..%2Fuser/") && !asked.what.contains(SUB),
            "{asked:?}"
        );
    }
}
