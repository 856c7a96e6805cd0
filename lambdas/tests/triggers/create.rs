//! Create Auth Challenge: what is asked of Authsignal, and what the browser gets.

use std::collections::BTreeSet;

use lambdas::error::TriggerError;
use serde_json::{Value, json};

use crate::support::{SUB, Stage, event, event_with};

const TRACK: &str = "POST /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/cognitoAuth";
/// The call that names a challenge.
const TRACK_CEREMONY: &str =
    "POST /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/cognitoAuth challengeId";
const CHALLENGES: &str = "GET /v1/challenges";

fn tracked(state: &str) -> Value {
    json!({
        "idempotencyKey": "round-1", "state": state, "isEnrolled": true,
        "url": "https://mfa.authsignal.com/?token=header.payload.signature", "token": "header.payload.signature",
    })
}

#[tokio::test]
async fn a_first_round_asks_for_a_passkey_challenge_and_tracks_the_action() {
    for name in ["create_first", "create_local_stack"] {
        let stage = Stage::new([
            (CHALLENGES, json!({})),
            (TRACK, tracked("CHALLENGE_REQUIRED")),
        ])
        .await;

        let response = stage.response(event(name)).await;

        assert_eq!(
            response,
            json!({
                "publicChallengeParameters": {
                    "url": "https://mfa.authsignal.com/?token=header.payload.signature",
                    "token": "header.payload.signature",
                },
                "privateChallengeParameters": {"challenge": "AUTHSIGNAL", "idempotencyKey": "round-1"},
                "challengeMetadata": "AUTHSIGNAL",
            })
        );
        let asked = stage.asked();
        assert_eq!(asked.len(), 2);
        let challenges = asked
            .iter()
            .find(|asked| asked.what.starts_with("GET"))
            .unwrap();
        assert_eq!(
            challenges.what,
            format!("{CHALLENGES}?userId={SUB}&action=cognitoAuth&verificationMethod=PASSKEY")
        );
        let mut track = tracks(&stage).remove(0);
        let key = track.as_object_mut().unwrap().remove("idempotencyKey");
        assert!(
            key.unwrap()
                .as_str()
                .is_some_and(|key| key.starts_with("sign-in-") && key.len() == 44)
        );
        assert_eq!(
            track,
            json!({"email": "ann@example.com", "redirectUrl": "https://app.example.com/callback"})
        );
    }
}

/// The bodies of the calls that tracked an action.
fn tracks(stage: &Stage) -> Vec<Value> {
    let mut asked = stage.asked();
    asked.retain(|asked| asked.what == TRACK);
    asked.into_iter().map(|asked| asked.body).collect()
}

/// The body of the call that tracked a passkey ceremony.
fn ceremony(stage: &Stage) -> Value {
    tracks(stage)
        .into_iter()
        .find(|body| body.get("challengeId").is_some())
        .unwrap()
}

#[tokio::test]
async fn a_passkey_ceremony_under_way_is_taken_over_by_an_action_of_its_own() {
    let stage = Stage::new([
        (CHALLENGES, json!({"challengeId": "c-1"})),
        (TRACK, tracked("CHALLENGE_REQUIRED")),
    ])
    .await;

    stage.response(event("create_first")).await;
    stage.response(event("create_first")).await;

    assert_eq!(
        ceremony(&stage),
        json!({"idempotencyKey": "passkey-c-1", "email": "ann@example.com", "challengeId": "c-1"}),
        "the same action whenever it is found"
    );
}

#[tokio::test]
async fn nobody_gets_the_token_of_someone_elses_completed_ceremony() {
    let stage = Stage::new([
        (CHALLENGES, json!({"challengeId": "c-1"})),
        (TRACK, tracked("CHALLENGE_REQUIRED")),
    ])
    .await;

    stage.response(event("create_first")).await;
    stage.response(event("create_first")).await;

    let rounds: Vec<Value> = tracks(&stage)
        .into_iter()
        .filter(|body| body["idempotencyKey"] != "passkey-c-1")
        .collect();
    let [first, second] = &rounds[..] else {
        panic!("a round each: {rounds:?}")
    };
    assert_ne!(first["idempotencyKey"], second["idempotencyKey"]);
    for round in [first, second] {
        assert_eq!(round.get("challengeId"), None);
    }
}

#[tokio::test]
async fn a_ceremony_that_cannot_be_taken_over_stops_nobody() {
    for (status, answer) in [
        (400, json!({"error": "invalid_request"})),
        (200, tracked("ALLOW")),
    ] {
        let stage = Stage::with_status([
            (CHALLENGES, 200, json!({"challengeId": "c-1"})),
            (TRACK, 200, tracked("CHALLENGE_REQUIRED")),
            (TRACK_CEREMONY, status, answer),
        ])
        .await;
        assert_eq!(
            stage.response(event("create_first")).await["publicChallengeParameters"]["token"],
            "header.payload.signature"
        );
    }
}

#[tokio::test]
async fn the_rules_may_block_a_passkey_ceremony_too() {
    let stage = Stage::new([
        (CHALLENGES, json!({"challengeId": "c-1"})),
        (TRACK, tracked("CHALLENGE_REQUIRED")),
        (TRACK_CEREMONY, tracked("BLOCK")),
    ])
    .await;
    let error = stage.run(event("create_first")).await.unwrap_err();
    assert!(matches!(error, TriggerError::Blocked), "{error:?}");
}

#[tokio::test]
async fn a_later_round_looks_for_no_passkey_challenge() {
    let stage = Stage::new([(TRACK, tracked("CHALLENGE_REQUIRED"))]).await;
    stage.response(event("create_second")).await;
    assert_eq!(stage.asked().len(), 1);
}

#[tokio::test]
async fn the_action_and_the_redirect_are_settings() {
    let track = "POST /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/sign%20in";
    let stage = Stage::new([(track, tracked("CHALLENGE_REQUIRED"))])
        .await
        .set("AUTHSIGNAL_ACTION", "sign in");
    stage.response(event("create_second")).await;

    let stage = Stage::new([(TRACK, tracked("CHALLENGE_REQUIRED"))])
        .await
        .set("REDIRECT_URL", "");
    stage.response(event("create_second")).await;
    assert_eq!(stage.asked()[0].body.get("redirectUrl"), None);
}

#[tokio::test]
async fn a_user_without_an_email_address_is_tracked_without_one() {
    let stage = Stage::new([(TRACK, tracked("CHALLENGE_REQUIRED"))]).await;
    stage
        .response(event_with(
            "create_second",
            "/request/userAttributes/email",
            None,
        ))
        .await;
    assert_eq!(stage.asked()[0].body.get("email"), None);
}

#[tokio::test]
async fn the_phone_number_is_tracked_as_well() {
    let stage = Stage::new([
        (CHALLENGES, json!({"challengeId": "c-1"})),
        (TRACK, tracked("CHALLENGE_REQUIRED")),
    ])
    .await;
    let event = event_with(
        "create_first",
        "/request/userAttributes/phone_number",
        Some(json!("+4915112345678")),
    );
    stage.response(event).await;
    let tracks = tracks(&stage);
    assert_eq!(tracks.len(), 2, "the round and the passkey ceremony");
    for track in tracks {
        assert_eq!(track["phoneNumber"], "+4915112345678");
        assert_eq!(track["email"], "ann@example.com");
    }
}

#[tokio::test]
async fn a_blocked_user_gets_no_challenge() {
    let stage = Stage::new([(TRACK, tracked("BLOCK"))]).await;
    let error = stage.run(event("create_second")).await.unwrap_err();
    assert!(matches!(error, TriggerError::Blocked), "{error:?}");
}

#[tokio::test]
async fn any_other_state_shows_the_challenge_and_leaves_the_decision_to_verify() {
    for state in [
        "ALLOW",
        "CHALLENGE_FAILED",
        "REVIEW_REQUIRED",
        "SOMETHING_NEW",
    ] {
        let stage = Stage::new([(TRACK, tracked(state))]).await;
        let response = stage.response(event("create_second")).await;
        assert_eq!(
            response["publicChallengeParameters"]["token"], "header.payload.signature",
            "{state}"
        );
    }
}

#[tokio::test]
async fn a_user_who_does_not_exist_gets_an_answer_of_the_same_shape_without_a_call() {
    let stage = Stage::new([]).await;
    let mut enrolled = tracked("CHALLENGE_REQUIRED");
    enrolled["enrolledVerificationMethods"] = json!(["EMAIL_OTP"]);
    let known = Stage::new([(CHALLENGES, json!({})), (TRACK, enrolled)]).await;

    let first = stage.response(event("create_user_not_found")).await;
    let second = stage.response(event("create_user_not_found")).await;
    let real = known.response(event("create_first")).await;

    assert!(stage.asked().is_empty(), "Authsignal would record a user");
    let (url, token) = public(&first);
    assert_eq!(url, format!("https://mfa.authsignal.com/?token={token}"));
    assert_eq!(token.split('.').count(), 3, "a JWT by its looks");
    assert_ne!(token, public(&second).1, "never twice the same");
    let keys = |response: &Value| {
        response["publicChallengeParameters"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(keys(&first), keys(&real));
    assert_eq!(
        first["challengeMetadata"], real["challengeMetadata"],
        "Cognito may show it"
    );
}

fn public(response: &Value) -> (&str, &str) {
    let parameters = &response["publicChallengeParameters"];
    (
        parameters["url"].as_str().unwrap(),
        parameters["token"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn authsignals_trouble_is_an_error_that_says_who_must_act() {
    for (status, code) in [
        (500, "AUTHSIGNAL_UNAVAILABLE"),
        (429, "AUTHSIGNAL_UNAVAILABLE"),
        (401, "MISCONFIGURED"),
        (404, "MISCONFIGURED"),
    ] {
        let stage = Stage::with_status([(TRACK, status, json!({"error": "e"}))]).await;
        let error = stage.run(event("create_second")).await.unwrap_err();
        assert_eq!(error.to_string(), code, "{status}");
    }
    let stage = Stage::new([(TRACK, json!({"url": 1}))]).await;
    assert_eq!(
        stage
            .run(event("create_second"))
            .await
            .unwrap_err()
            .to_string(),
        "MISCONFIGURED"
    );
}

#[tokio::test]
async fn the_accounts_language_goes_along_and_does_not_come_back() {
    let localized = |locale: &str| {
        let mut answer = tracked("CHALLENGE_REQUIRED");
        answer["url"] = json!(format!(
            "https://mfa.authsignal.com/?token=t&locale={locale}"
        ));
        answer
    };
    for (attribute, locale) in [
        (json!("pt-BR"), Some("pt-br")),
        (json!("de"), Some("de")),
        (json!("de&x=\n"), None),
        (json!(""), None),
    ] {
        let stage = Stage::new([(TRACK, localized("de"))]).await;
        let pointer = "/request/userAttributes/locale";
        let event = event_with("create_second", pointer, Some(attribute));
        let response = stage.response(event).await;
        let told = tracks(&stage).remove(0);
        assert_eq!(told.get("locale").and_then(Value::as_str), locale);
        // Accounts that do not exist have an address without one.
        assert_eq!(
            response["publicChallengeParameters"]["url"],
            "https://mfa.authsignal.com/?token=t"
        );
    }
}
