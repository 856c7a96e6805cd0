//! A challenge is answered once, in time, and by the one it was put to.

use super::*;

#[tokio::test]
async fn an_assertion_works_once() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let begun = stand_in.begin_sign_in().await;
    let credential = authenticator.sign(&begun.options, &Circumstances::default());
    let first = stand_in.submit(Caller::Tenant, &begun, &credential).await;
    assert_eq!(first.status, StatusCode::OK);
    let replayed = stand_in.submit(Caller::Tenant, &begun, &credential).await;
    assert_eq!(replayed.refusal(), refused(400, "expired_challenge"));
    // Nor does it answer another challenge.
    let next = stand_in.begin_sign_in().await;
    let replayed = stand_in.submit(Caller::Tenant, &next, &credential).await;
    assert_eq!(replayed.refusal(), refused(400, "invalid_credential"));
}

#[tokio::test]
async fn a_wrong_answer_uses_the_challenge_up() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let bogus = Circumstances {
        bogus_signature: true,
        ..Default::default()
    };
    let begun = stand_in.begin_sign_in().await;
    stand_in
        .answer(Caller::Tenant, &begun, &mut authenticator, &bogus)
        .await;
    let how = Circumstances::default();
    let late = stand_in
        .answer(Caller::Tenant, &begun, &mut authenticator, &how)
        .await;
    assert_eq!(late.refusal(), refused(400, "expired_challenge"));
    // The page may ask again in the same challenge, which puts something new.
    let body = json!({ "challengeId": begun.challenge_id });
    let again = Begun::from(
        &stand_in
            .post(AUTHENTICATION_OPTIONS, Caller::Tenant, body)
            .await,
    );
    assert_ne!(again.options["challenge"], begun.options["challenge"]);
    let answer = stand_in
        .answer(Caller::Tenant, &again, &mut authenticator, &how)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn challenges_expire() {
    let stand_in = StandIn::with_config(|config| {
        config.challenge_lifetime = Duration::from_secs(5);
    });
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    let token = stand_in.track_email().await;
    let with_token = stand_in.begin_with(&token).await;
    let without = stand_in.begin_sign_in().await;
    let opened = stand_in
        .post(CHALLENGE, Caller::Tenant, json!({ "action": ACTION }))
        .await;
    assert_eq!(without.options["timeout"], 5000);
    stand_in.wait(5);
    for (caller, begun) in [
        (Caller::Token(&token), &with_token),
        (Caller::Tenant, &without),
    ] {
        let answer = stand_in
            .answer(caller, begun, &mut authenticator, &how)
            .await;
        assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    }
    let answer = stand_in
        .post(AUTHENTICATION_OPTIONS, Caller::Tenant, opened.json())
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    let unknown = json!({ "challengeId": "unknown" });
    let answer = stand_in
        .post(AUTHENTICATION_OPTIONS, Caller::Tenant, unknown)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));

    let fresh = stand_in.track_for(OTHER_USER, json!({})).await;
    let begun = stand_in.registration_options(&fresh).await;
    stand_in.wait(5);
    let credential = Authenticator::new(Algorithm::Es256).register(&begun.options, &how);
    let body = json!({ "registrationCredential": credential, "challengeId": begun.challenge_id });
    let answer = stand_in.post(PASSKEY, Caller::Token(&fresh), body).await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
}

#[tokio::test]
async fn a_new_ceremony_of_an_action_ends_the_one_before() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let token = stand_in.track_email().await;
    let old = stand_in.begin_with(&token).await;
    let new = stand_in.begin_with(&token).await;
    let how = Circumstances::default();
    let answer = stand_in
        .answer(Caller::Token(&token), &old, &mut authenticator, &how)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    let answer = stand_in
        .answer(Caller::Token(&token), &new, &mut authenticator, &how)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_ceremony_belongs_to_the_action_that_began_it() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    let first = stand_in.track_email().await;
    let second = stand_in.track_email().await;
    let begun = stand_in.begin_with(&first).await;
    let answer = stand_in
        .answer(Caller::Token(&second), &begun, &mut authenticator, &how)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    // A token is for its own action, not for a sign-in that was begun without one.
    let begun = stand_in.begin_sign_in().await;
    let answer = stand_in
        .answer(Caller::Token(&first), &begun, &mut authenticator, &how)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    // And a registration's challenge is none for signing in.
    let token = stand_in.track_for(OTHER_USER, json!({})).await;
    let begun = stand_in.registration_options(&token).await;
    let mut options = begun.options.clone();
    options["rpId"] = json!("localhost");
    let credential = authenticator.sign(&options, &how);
    let answer = stand_in.submit(Caller::Tenant, &begun, &credential).await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
}
