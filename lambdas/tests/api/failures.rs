//! What the app is told when it does not work.

use serde_json::{Value, json};

use crate::support::{LIST, Stage, TRACK, call, removal};

#[tokio::test]
async fn authsignals_trouble_says_who_must_act() {
    for (status, expected) in [
        (500, (503, "AUTHSIGNAL_UNAVAILABLE")),
        (503, (503, "AUTHSIGNAL_UNAVAILABLE")),
        (429, (503, "AUTHSIGNAL_UNAVAILABLE")),
        (401, (500, "MISCONFIGURED")),
        (400, (500, "MISCONFIGURED")),
    ] {
        let trouble = json!({"error": "e", "errorDescription": "about ann@example.com"});
        let stage = Stage::new([
            (LIST, status, trouble.clone()),
            (TRACK, status, trouble.clone()),
        ])
        .await;
        for event in [
            call("GET /authenticators"),
            call("POST /authenticators"),
            removal("passkey-1"),
        ] {
            let response = stage.run(event).await;
            assert_eq!(response.refusal(), expected, "{status}");
            assert!(!response.body.to_string().contains("ann@"));
        }
    }
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_for_the_operator() {
    let stage = Stage::new([(LIST, 200, json!({"authenticators": []}))]).await;
    let response = stage.run(call("GET /authenticators")).await;
    assert_eq!(response.refusal(), (500, "MISCONFIGURED"));
}

#[tokio::test]
async fn a_route_that_nobody_knows_is_refused() {
    let stage = Stage::new([(LIST, 200, json!([]))]).await;
    for route in [
        "$default",
        "PUT /authenticators",
        "GET /authenticators/{id}",
        "get /authenticators",
    ] {
        let mut event = call("GET /authenticators");
        event["requestContext"]["routeKey"] = json!(route);
        let response = stage.run(event).await;
        assert_eq!(response.refusal(), (404, "NO_SUCH_ROUTE"), "{route}");
    }
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn an_event_of_another_kind_is_refused() {
    let stage = Stage::new([]).await;
    for event in [
        Value::Null,
        json!([]),
        json!({}),
        json!({"triggerSource": "DefineAuthChallenge_Authentication", "request": {}}),
    ] {
        let response = stage.run(event).await;
        assert_eq!(response.refusal(), (500, "UNEXPECTED_EVENT"));
    }
}
