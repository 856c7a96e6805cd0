//! Authenticator apps through the Client API.

use data_encoding::BASE32_NOPAD;

use super::*;
use crate::factors::totp::{PERIOD, shown};

const ENROL: &str = "/v1/client/user-authenticators/totp";
const VERIFY: &str = "/v1/client/verify/totp";
/// When a [`StandIn`]'s clock starts, in seconds.
const START: u64 = 1_795_253_400;

async fn enrol(stand_in: &StandIn, token: &str) -> Vec<u8> {
    let answer = stand_in
        .post(ENROL, Caller::Token(token), Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    BASE32_NOPAD
        .decode(text(&answer.json()["secret"]).as_bytes())
        .unwrap()
}

async fn verify(stand_in: &StandIn, token: &str, code: &str) -> Value {
    let body = json!({ "verificationCode": code });
    let answer = stand_in.post(VERIFY, Caller::Token(token), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

/// Enrols an app for [`USER`] with the code that is shown at the start.
async fn enrolled(stand_in: &StandIn) -> Vec<u8> {
    let token = stand_in.track_email().await;
    let secret = enrol(stand_in, &token).await;
    let verified = verify(stand_in, &token, &shown(&secret, START)).await;
    assert_eq!(verified["isVerified"], true);
    secret
}

#[tokio::test]
async fn an_app_is_set_up_by_uri_or_by_key() {
    let stand_in = StandIn::with_config(|config| config.rp_name = "Latch & Key".to_owned());
    let token = stand_in.track_email().await;
    let answer = stand_in
        .post(ENROL, Caller::Token(&token), Value::Null)
        .await
        .json();
    let secret = text(&answer["secret"]);
    assert_eq!(BASE32_NOPAD.decode(secret.as_bytes()).unwrap().len(), 20);
    assert_eq!(
        answer["uri"],
        format!(
            "otpauth://totp/Latch%20%26%20Key:ann%40example%2Ecom?secret={secret}\
             &issuer=Latch%20%26%20Key&algorithm=SHA1&digits=6&period=30"
        )
    );
    assert_eq!(answer["userId"], USER);
    // It does not count before a code of it was given.
    let path = format!("/v1/users/{USER}");
    let user = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(user["isEnrolled"], false);
}

#[tokio::test]
async fn a_code_enrols_the_app_and_later_ones_sign_in() {
    let stand_in = StandIn::new();
    let secret = enrolled(&stand_in).await;
    let token = stand_in.track_email().await;
    stand_in.wait(PERIOD);
    let code = shown(&secret, START + PERIOD);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let verified = verify(&stand_in, &token, &spaced).await;
    let proof = text(&verified["accessToken"]);
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(
        (&validated["isValid"], &validated["verificationMethod"]),
        (&json!(true), &json!("AUTHENTICATOR_APP"))
    );
}

#[tokio::test]
async fn a_code_works_once_and_within_a_step_of_its_time() {
    let stand_in = StandIn::new();
    let secret = enrolled(&stand_in).await;
    for (shown_at, right) in [
        (START, false),
        (START + 2 * PERIOD, false),
        (START + PERIOD, true),
        (START + PERIOD, false),
    ] {
        let token = stand_in.track_email().await;
        let answer = verify(&stand_in, &token, &shown(&secret, shown_at)).await;
        assert_eq!(answer["isVerified"], right, "{shown_at}");
    }
}

#[tokio::test]
async fn three_wrong_codes_fail_the_action() {
    let stand_in = StandIn::new();
    let secret = enrolled(&stand_in).await;
    stand_in.wait(PERIOD);
    let token = stand_in.track_email().await;
    for reason in [
        "CODE_INVALID_OR_EXPIRED",
        "CODE_INVALID_OR_EXPIRED",
        "MAX_ATTEMPTS_EXCEEDED",
    ] {
        let answer = verify(&stand_in, &token, WRONG_CODE).await;
        assert_eq!(answer["failureReason"], reason);
    }
    let right = shown(&secret, START + PERIOD);
    let late = verify(&stand_in, &token, &right).await;
    assert_eq!(late["failureReason"], "MAX_ATTEMPTS_EXCEEDED");
    let validated = stand_in.validate(&token, USER, ACTION).await;
    assert_eq!(validated["state"], "CHALLENGE_FAILED");
}

#[tokio::test]
async fn beginning_again_voids_the_key_before() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let old = enrol(&stand_in, &token).await;
    let new = enrol(&stand_in, &token).await;
    let answer = verify(&stand_in, &token, &shown(&old, START)).await;
    assert_eq!(answer["isVerified"], false);
    let answer = verify(&stand_in, &token, &shown(&new, START)).await;
    assert_eq!(answer["isVerified"], true);
}

#[tokio::test]
async fn an_enrolment_that_was_overtaken_is_not_completed() {
    let stand_in = StandIn::new();
    // Somebody begins a sign-in for Ann's account, and to enrol an app of their own.
    let theirs = stand_in.track_email().await;
    let secret = enrol(&stand_in, &theirs).await;
    // Ann signs in for the first time.
    let anns = stand_in.signed_in().await;
    let answer = verify(&stand_in, &theirs, &shown(&secret, START)).await;
    assert_eq!(answer["isVerified"], false);
    let refusal = stand_in
        .post(ENROL, Caller::Token(&theirs), Value::Null)
        .await;
    assert_eq!(refusal.refusal(), refused(403, "unauthorized"));
    // She may add one.
    let secret = enrol(&stand_in, &anns).await;
    let answer = verify(&stand_in, &anns, &shown(&secret, START)).await;
    assert_eq!(answer["isVerified"], true);
}

#[tokio::test]
async fn a_removed_app_signs_nobody_in() {
    let stand_in = StandIn::new();
    let secret = enrolled(&stand_in).await;
    let path = format!("/v1/users/{USER}/authenticators");
    let listed = stand_in.get(&path, Caller::Server).await.json();
    let app = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["verificationMethod"] == "AUTHENTICATOR_APP")
        .unwrap();
    let path = format!("{path}/{}", text(&app["userAuthenticatorId"]));
    stand_in
        .call(Method::DELETE, &path, Caller::Server, Value::Null)
        .await;
    stand_in.wait(PERIOD);
    let token = stand_in.track_email().await;
    let answer = verify(&stand_in, &token, &shown(&secret, START + PERIOD)).await;
    assert_eq!(answer["isVerified"], false);
}
