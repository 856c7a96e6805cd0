//! What the logs say, and what they never say.

use lambda_runtime::Diagnostic;
use serde_json::{Value, json};

use crate::fake::Log;
use crate::support::{SUB, Stage, event, event_with};

fn answers() -> [(&'static str, Value); 3] {
    [
        ("GET /v1/challenges", json!({})),
        (
            "POST /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/cognitoAuth",
            json!({
                "idempotencyKey": "round-1", "state": "ALLOW", "isEnrolled": true,
                "url": "https://mfa.authsignal.com/?token=header.payload.signature", "token": "header.payload.signature",
            }),
        ),
        (
            "POST /v1/validate",
            json!({"isValid": false, "error": "about ann@example.com"}),
        ),
    ]
}

#[tokio::test]
async fn a_line_says_which_trigger_whose_and_how_it_ended() {
    let (log, _guard) = Log::start();
    let stage = Stage::new(answers()).await;

    stage.run(event("define_first")).await.unwrap();
    stage.run(event("verify_token")).await.unwrap();
    Stage::new([])
        .await
        .run(event("verify_token"))
        .await
        .unwrap_err();

    let lines = log.lines();
    let [define, verify, failure] = &lines[..] else {
        panic!("three lines: {lines:?}")
    };
    assert_eq!(define["trigger"], "DefineAuthChallenge_Authentication");
    assert_eq!(define["sub"], SUB);
    assert_eq!(define["requestId"], "request-1");
    assert_eq!(define["outcome"], "challenge");
    assert!(define["durationMs"].is_u64() && define["timestamp"].is_string());
    assert_eq!(verify["outcome"], "refused");
    assert_eq!(verify["refusal"], "NotValid");
    assert_eq!(failure["level"], "ERROR");
    assert_eq!(failure["outcome"], "failed");
    assert_eq!(failure["code"], "AUTHSIGNAL_UNAVAILABLE");
    assert_eq!(
        failure["cause"],
        "Authsignal is unavailable (HTTP 500, internal_error)"
    );
}

#[tokio::test]
async fn every_trigger_says_how_it_ended_in_a_word() {
    let (log, _guard) = Log::start();
    let stage = Stage::new(answers()).await;
    for (name, outcome) in [
        ("define_first", "challenge"),
        ("define_succeeded", "tokens"),
        ("define_exhausted", "refused"),
        ("create_user_not_found", "challenge"),
        ("verify_user_not_found", "refused"),
        ("pre_sign_up", "confirmed"),
    ] {
        stage.run(event(name)).await.unwrap();
        let lines = log.lines();
        assert_eq!(lines.last().unwrap()["outcome"], outcome, "{name}");
    }
}

/// What infra/template.yaml counts in these lines.
#[tokio::test]
async fn the_metric_filters_of_the_template_match() {
    let template = include_str!("../../../infra/template.yaml");
    for pattern in [
        r#"{ $.trigger = "VerifyAuthChallengeResponse_Authentication" && $.outcome = "succeeded" }"#,
        r#"{ $.trigger = "VerifyAuthChallengeResponse_Authentication" && $.outcome = "refused" }"#,
        r#"{ $.outcome = "failed" }"#,
        r#"{ $.code = "AUTHSIGNAL_UNAVAILABLE" }"#,
    ] {
        assert!(template.contains(pattern), "{pattern}");
    }
}

#[tokio::test]
async fn warnings_say_whose_sign_in_they_are_about() {
    let (log, _guard) = Log::start();
    let stage = Stage::new(answers()).await;
    stage.run(event("create_first")).await.unwrap();
    let lines = log.lines();
    let warning = lines.iter().find(|line| line["level"] == "WARN").unwrap();
    assert!(warning["message"].as_str().unwrap().contains("outcome"));
    assert_eq!(warning["span"]["sub"], SUB);
    assert_eq!(warning["span"]["requestId"], "request-1");
}

#[tokio::test]
async fn no_secrets_and_no_addresses_are_logged_or_returned_in_errors() {
    let (log, _guard) = Log::start();
    let stage = Stage::new(answers()).await;
    let wrong_types = event_with(
        "create_first",
        "/request/userNotFound",
        Some(json!("ann@example.com")),
    );
    let mut told = String::new();
    for event in [
        event("create_first"),
        event("verify_token"),
        event("verify_token_in_json"),
        event("create_user_not_found"),
        event("pre_sign_up"),
        wrong_types,
    ] {
        for stage in [&stage, &Stage::new([]).await] {
            if let Err(error) = stage.run(event.clone()).await {
                told.push_str(&format!("{:?}", Diagnostic::from(error)));
            }
        }
    }
    told.push_str(&log.text());
    assert!(
        told.contains("AUTHSIGNAL_UNAVAILABLE") && told.contains("UNEXPECTED_EVENT"),
        "{told}"
    );
    for secret in ["ann@", "header.payload", "the-secret-key", "round-1", "eyJ"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}
