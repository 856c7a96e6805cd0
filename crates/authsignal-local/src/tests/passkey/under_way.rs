//! A passkey's challenge on its way from the browser to the backend that tracks it.

use super::*;

async fn challenge_of(stand_in: &StandIn, user_id: &str, action: &str) -> Value {
    let path =
        format!("/v1/challenges?userId={user_id}&action={action}&verificationMethod=PASSKEY");
    stand_in.get(&path, Caller::Server).await.json()
}

#[tokio::test]
async fn a_backend_finds_the_challenge_and_its_action_succeeds_once() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    assert_eq!(challenge_of(&stand_in, USER, ACTION).await, json!({}));
    let how = Circumstances::default();
    let signed_in = stand_in.sign_in(&mut authenticator, &how).await.json();
    let proof = text(&signed_in["accessToken"]);

    assert_eq!(challenge_of(&stand_in, OTHER_USER, ACTION).await, json!({}));
    assert_eq!(challenge_of(&stand_in, USER, "withdraw").await, json!({}));
    let found = challenge_of(&stand_in, USER, ACTION).await;
    assert_eq!(found["verificationMethod"], "PASSKEY");
    assert_eq!(found["action"], ACTION);
    assert_eq!(found["expiresAt"], 1_795_253_400 + 600);

    let take_over = json!({ "challengeId": found["challengeId"] });
    let other = format!("/v1/users/{OTHER_USER}/actions/{ACTION}");
    let refusal = stand_in
        .post(&other, Caller::Server, take_over.clone())
        .await;
    assert_eq!(refusal.refusal(), refused(400, "invalid_request"));
    let other = format!("/v1/users/{USER}/actions/withdraw");
    let refusal = stand_in
        .post(&other, Caller::Server, take_over.clone())
        .await;
    assert_eq!(refusal.refusal(), refused(400, "invalid_request"));

    let tracked = stand_in.track(take_over.clone()).await;
    assert_eq!(tracked["state"], "CHALLENGE_SUCCEEDED");
    assert_eq!(tracked["isEnrolled"], true);
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(validated["isValid"], true);
    assert_eq!(validated["idempotencyKey"], tracked["idempotencyKey"]);
    // Tracking proves nothing by itself: whoever asked for it may not be the one with the passkey.
    let begun = stand_in
        .validate(&text(&tracked["token"]), USER, ACTION)
        .await;
    assert_eq!(begun["isValid"], false);

    // Taken over is taken over.
    assert_eq!(challenge_of(&stand_in, USER, ACTION).await, json!({}));
    let path = format!("/v1/users/{USER}/actions/{ACTION}");
    let again = stand_in.post(&path, Caller::Server, take_over).await;
    assert_eq!(again.refusal(), refused(400, "invalid_request"));
}

#[tokio::test]
async fn an_action_with_a_key_of_its_own_succeeds_too() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    stand_in.sign_in(&mut authenticator, &how).await;
    let found = challenge_of(&stand_in, USER, ACTION).await;
    let attributes = json!({ "challengeId": found["challengeId"], "idempotencyKey": "key-1" });
    let tracked = stand_in.track(attributes).await;
    assert_eq!(tracked["idempotencyKey"], "key-1");
    let path = format!("/v1/users/{USER}/actions/{ACTION}/key-1");
    let action = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(action["state"], "CHALLENGE_SUCCEEDED");
    assert_eq!(action["verificationMethod"], "PASSKEY");
}

#[tokio::test]
async fn a_ceremony_of_a_token_is_its_actions_and_not_to_be_found() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let token = stand_in.track_email().await;
    let begun = stand_in.begin_with(&token).await;
    assert_eq!(challenge_of(&stand_in, USER, ACTION).await, json!({}));
    let how = Circumstances::default();
    stand_in
        .answer(Caller::Token(&token), &begun, &mut authenticator, &how)
        .await;
    assert_eq!(challenge_of(&stand_in, USER, ACTION).await, json!({}));
}

#[tokio::test]
async fn a_challenge_that_nobody_takes_over_ends_with_its_token() {
    let stand_in = StandIn::with_config(|config| {
        config.challenge_lifetime = Duration::from_secs(5);
    });
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    stand_in.sign_in(&mut authenticator, &how).await;
    stand_in.wait(599);
    assert_ne!(challenge_of(&stand_in, USER, ACTION).await, json!({}));
    stand_in.wait(1);
    assert_eq!(challenge_of(&stand_in, USER, ACTION).await, json!({}));
}

#[tokio::test]
async fn it_is_no_code_to_verify_or_claim() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let begun = stand_in.begin_sign_in().await;
    let verify = json!({
        "challengeId": begun.challenge_id, "verificationCode": begun.options["challenge"]
    });
    let answer = stand_in.post("/v1/verify", Caller::Server, verify).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let how = Circumstances::default();
    stand_in
        .answer(Caller::Tenant, &begun, &mut authenticator, &how)
        .await;
    let claim = json!({ "challengeId": begun.challenge_id, "userId": USER });
    let answer = stand_in.post("/v1/claim", Caller::Server, claim).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
