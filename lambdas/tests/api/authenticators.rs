//! Listing authenticators, and being allowed to add one.

use serde_json::{Value, json};

use crate::support::{LIST, Stage, TRACK, call, email_otp, passkey};

fn tracked(state: &str) -> Value {
    json!({
        "idempotencyKey": "key-1", "state": state, "isEnrolled": true,
        "url": "https://mfa.authsignal.com/?token=add.an.authenticator", "token": "add.an.authenticator",
    })
}

#[tokio::test]
async fn a_person_sees_their_authenticators_and_nothing_of_authsignals_own() {
    let phone = json!({
        "userAuthenticatorId": "sms-1", "verificationMethod": "SMS", "phoneNumber": "+4915112345678",
        "createdAt": "2026-01-03T00:00:00.000Z",
    });
    let stage = Stage::new([(LIST, 200, json!([email_otp(), passkey(), phone]))]).await;

    let response = stage.run(call("GET /authenticators")).await;

    assert_eq!(response.status, 200);
    assert_eq!(
        response.body,
        json!({"authenticators": [
            {
                "id": "email-1", "verificationMethod": "EMAIL_OTP", "email": "ann@example.com",
                "createdAt": "2026-01-01T00:00:00.000Z", "verifiedAt": "2026-01-01T00:00:01.000Z",
                "lastVerifiedAt": "2026-02-01T00:00:00.000Z", "removable": false,
            },
            {
                "id": "passkey-1", "verificationMethod": "PASSKEY",
                "createdAt": "2026-01-02T00:00:00.000Z", "verifiedAt": "2026-01-02T00:00:00.000Z",
                "removable": true,
                "passkey": {
                    "credentialId": "Y3JlZGVudGlhbA", "aaguid": "fbfc3007-154e-4ecc-8c0b-6e020557d7bd",
                    "providerName": "iCloud Keychain", "name": "Chrome on macOS", "backedUp": true,
                    "deviceType": "multiDevice", "attachment": "platform", "deviceId": "device-1",
                },
            },
            {
                "id": "sms-1", "verificationMethod": "SMS", "phoneNumber": "+4915112345678",
                "createdAt": "2026-01-03T00:00:00.000Z", "removable": true,
            },
        ]})
    );
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(response.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn looking_needs_no_fresh_sign_in() {
    let stage = Stage::new([(LIST, 200, json!([]))]).await;
    let response = stage.run_after(call("GET /authenticators"), 86_400).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.body, json!({"authenticators": []}));
}

#[tokio::test]
async fn a_token_to_add_one_is_of_the_caller_and_of_its_own_action() {
    let stage = Stage::new([(TRACK, 200, tracked("CHALLENGE_REQUIRED"))]).await;
    // Whatever the body says.
    let mut call = call("POST /authenticators");
    call["body"] = json!("{\"sub\":\"another-user\",\"userId\":\"another-user\",\"scope\":\"*\"}");

    let response = stage.run(call).await;

    assert_eq!(response.status, 200);
    assert_eq!(
        response.body,
        json!({"token": "add.an.authenticator", "url": "https://mfa.authsignal.com/?token=add.an.authenticator"})
    );
    assert_eq!(response.headers["cache-control"], "no-store");
    let [track] = &stage.asked()[..] else {
        panic!("one call")
    };
    assert_eq!(track.what, TRACK);
    assert_eq!(
        track.body,
        json!({"scope": "add:authenticators", "redirectUrl": "https://app.example.com/account/security"})
    );
}

#[tokio::test]
async fn a_user_whom_the_rules_block_gets_no_token() {
    let stage = Stage::new([(TRACK, 200, tracked("BLOCK"))]).await;
    let response = stage.run(call("POST /authenticators")).await;
    assert_eq!(response.refusal(), (403, "BLOCKED"));
    assert!(!response.body.to_string().contains("add.an.authenticator"));
}

#[tokio::test]
async fn an_old_sign_in_adds_nothing() {
    let stage = Stage::new([(TRACK, 200, tracked("CHALLENGE_REQUIRED"))]).await;
    let event = call("POST /authenticators");
    assert_eq!(stage.run_after(event.clone(), 900).await.status, 200);
    let response = stage.run_after(event, 901).await;
    assert_eq!(response.refusal(), (403, "SIGN_IN_AGAIN"));
    assert_eq!(stage.asked().len(), 1, "Authsignal is not asked");
}
