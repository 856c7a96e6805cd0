//! Define Auth Challenge: which histories lead where.

use serde_json::{Value, json};

use crate::support::{Stage, event, event_with};

async fn define(event: Value) -> Value {
    Stage::new([]).await.response(event).await
}

fn challenge() -> Value {
    json!({"challengeName": "CUSTOM_CHALLENGE", "issueTokens": false, "failAuthentication": false})
}

fn password() -> Value {
    json!({"challengeName": "PASSWORD_VERIFIER", "issueTokens": false, "failAuthentication": false})
}

fn tokens() -> Value {
    json!({"challengeName": null, "issueTokens": true, "failAuthentication": false})
}

fn failure() -> Value {
    json!({"challengeName": null, "issueTokens": false, "failAuthentication": true})
}

#[tokio::test]
async fn recorded_histories() {
    for (name, expected) in [
        ("define_first", challenge()),
        ("define_second", challenge()),
        ("define_succeeded", tokens()),
        ("define_exhausted", failure()),
        ("define_srp", password()),
        ("define_password_verified", challenge()),
        ("define_user_not_found", challenge()),
    ] {
        assert_eq!(define(event(name)).await, expected, "{name}");
    }
}

#[tokio::test]
async fn made_up_histories() {
    let custom =
        |result: bool| json!({"challengeName": "CUSTOM_CHALLENGE", "challengeResult": result});
    let named =
        |name: Value, result: bool| json!({"challengeName": name, "challengeResult": result});
    for (session, expected) in [
        (json!([custom(true)]), tokens()),
        (
            json!([custom(false), custom(false), custom(true)]),
            tokens(),
        ),
        (json!([custom(false), custom(false)]), challenge()),
        (
            json!([custom(false), custom(false), custom(false), custom(true)]),
            failure(),
        ),
        (json!([custom(true), custom(false)]), failure()),
        (json!([custom(true), custom(true)]), failure()),
        (
            json!([named(json!("PASSWORD_VERIFIER"), true), custom(true)]),
            failure(),
        ),
        (
            json!([custom(false), named(json!("SOFTWARE_TOKEN_MFA"), true)]),
            failure(),
        ),
        (json!([named(json!("custom_challenge"), true)]), failure()),
        (json!([named(json!(""), true)]), failure()),
        (json!([named(Value::Null, true)]), failure()),
        (json!([null]), failure()),
        (json!([null, custom(true)]), failure()),
        (Value::Null, challenge()),
    ] {
        let event = event_with("define_first", "/request/session", Some(session.clone()));
        assert_eq!(define(event).await, expected, "{session}");
    }
}

#[tokio::test]
async fn a_password_by_srp_is_asked_for_before_the_challenge_and_never_in_its_place() {
    let entry =
        |name: &str, result: bool| json!({"challengeName": name, "challengeResult": result});
    let (srp, verified) = (entry("SRP_A", true), entry("PASSWORD_VERIFIER", true));
    let custom = |result: bool| entry("CUSTOM_CHALLENGE", result);
    for (session, expected) in [
        (json!([srp, verified, custom(true)]), tokens()),
        (json!([srp, verified, custom(false)]), challenge()),
        (
            json!([srp, verified, custom(false), custom(false), custom(false)]),
            failure(),
        ),
        (json!([entry("SRP_A", false)]), failure()),
        (json!([srp, entry("PASSWORD_VERIFIER", false)]), failure()),
        (json!([verified]), failure()),
        (json!([srp, custom(true)]), failure()),
        (json!([srp, srp, verified]), failure()),
        (json!([custom(false), srp, verified]), failure()),
        (json!([srp, verified, verified, custom(true)]), failure()),
    ] {
        let event = event_with("define_first", "/request/session", Some(session.clone()));
        assert_eq!(define(event).await, expected, "{session}");
    }
}

#[tokio::test]
async fn a_user_who_does_not_exist_gets_challenges_and_never_tokens() {
    let custom =
        |result: bool| json!({"challengeName": "CUSTOM_CHALLENGE", "challengeResult": result});
    for (session, expected) in [
        (json!([custom(false)]), challenge()),
        (
            json!([custom(false), custom(false), custom(false)]),
            failure(),
        ),
        (json!([custom(true)]), failure()),
    ] {
        let event = event_with(
            "define_user_not_found",
            "/request/session",
            Some(session.clone()),
        );
        assert_eq!(define(event).await, expected, "{session}");
    }
}

#[tokio::test]
async fn what_the_event_already_says_does_not_count() {
    let claimed = json!({"challengeName": "CUSTOM_CHALLENGE", "issueTokens": true, "failAuthentication": false});
    let event = event_with("define_exhausted", "/response", Some(claimed));
    assert_eq!(define(event).await, failure());
}

#[tokio::test]
async fn the_rest_of_the_event_comes_back_unchanged() {
    let mut answered = Stage::new([])
        .await
        .run(event("define_first"))
        .await
        .unwrap();
    let mut sent = event("define_first");
    answered.as_object_mut().unwrap().remove("response");
    sent.as_object_mut().unwrap().remove("response");
    assert_eq!(answered, sent);
}
