//! What the logs say, and what they never say.

use serde_json::json;

use crate::fake::Log;
use crate::support::{LIST, SUB, Stage, TRACK, call, email_otp, passkey, removal, with_claim};

#[tokio::test]
async fn a_line_says_which_route_whose_and_how_it_ended() {
    let (log, _guard) = Log::start();
    let stage = Stage::new([(LIST, 200, json!([email_otp(), passkey()]))]).await;

    stage.run(call("GET /authenticators")).await;
    stage.run(removal("email-1")).await;
    stage.run(call("POST /authenticators")).await;

    let lines = log.lines();
    let [answered, refused, failed] = &lines[..] else {
        panic!("three lines: {lines:?}")
    };
    assert_eq!(answered["route"], "GET /authenticators");
    assert_eq!(answered["sub"], SUB);
    assert_eq!(answered["requestId"], "request-1");
    assert_eq!(answered["outcome"], "answered");
    assert!(answered["durationMs"].is_u64() && answered["timestamp"].is_string());
    assert_eq!(answered["status"], 200);
    assert_eq!(refused["level"], "INFO");
    assert_eq!(refused["outcome"], "refused");
    assert_eq!(refused["code"], "LAST_WAY_IN");
    assert_eq!(failed["level"], "ERROR");
    assert_eq!(failed["outcome"], "failed");
    assert_eq!(failed["code"], "AUTHSIGNAL_UNAVAILABLE");
    assert_eq!(
        failed["cause"],
        "Authsignal is unavailable (HTTP 500, internal_error)"
    );
}

#[tokio::test]
async fn no_secrets_addresses_or_tokens_are_logged() {
    let (log, _guard) = Log::start();
    let tracked = json!({
        "idempotencyKey": "key-1", "state": "ALLOW", "isEnrolled": true,
        "url": "https://mfa.authsignal.com/?token=add.an.authenticator", "token": "add.an.authenticator",
    });
    let good = Stage::new([
        (LIST, 200, json!([email_otp(), passkey()])),
        (TRACK, 200, tracked),
    ])
    .await;
    let odd = Stage::new([
        (LIST, 200, json!({"email": "ann@example.com"})),
        (TRACK, 400, json!({"error": "ann@example.com"})),
    ])
    .await;
    let mut wrong_types = call("GET /authenticators");
    wrong_types["routeKey"] = json!({"email": "ann@example.com"});
    for stage in [good, odd] {
        for event in [
            call("GET /authenticators"),
            call("POST /authenticators"),
            removal("passkey-1"),
            with_claim(
                call("GET /authenticators"),
                "email",
                Some("ann@example.com"),
            ),
            wrong_types.clone(),
        ] {
            stage.run(event).await;
        }
    }
    let told = log.text();
    assert!(
        told.contains("MISCONFIGURED") && told.contains("UNEXPECTED_EVENT"),
        "{told}"
    );
    for secret in [
        "ann@",
        "add.an.authenticator",
        "header.payload",
        "the-secret-key",
        "Y3JlZGVudGlhbA",
        "192.0.2.1",
    ] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}
