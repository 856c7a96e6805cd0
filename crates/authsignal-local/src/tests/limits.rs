//! Lockouts and limits that hold across actions.

use super::*;

const ENROL: &str = "/v1/client/user-authenticators/email-otp";
const CHALLENGE: &str = "/v1/client/challenge/email-otp";
const VERIFY: &str = "/v1/client/verify/email-otp";
const EXCEEDED: &str = "MAX_ATTEMPTS_EXCEEDED";
const WRONG: &str = "CODE_INVALID_OR_EXPIRED";

/// [`USER`] with [`EMAIL`] enrolled, ready to be asked again.
async fn enrolled() -> StandIn {
    let stand_in = StandIn::new();
    stand_in.signed_in().await;
    stand_in
}

/// A new sign-in of [`USER`], and what asking for a code answers.
async fn ask(stand_in: &StandIn) -> (String, Answer) {
    let token = stand_in.track_email().await;
    let asked = stand_in
        .post(CHALLENGE, Caller::Token(&token), Value::Null)
        .await;
    (token, asked)
}

/// Gives wrong codes, in as many sign-ins as that takes, and answers what was said of the last one.
async fn guess(stand_in: &StandIn, times: u32) -> Value {
    let (mut token, mut reason) = (String::new(), Value::Null);
    for guessed in 0..times {
        if guessed % 3 == 0 {
            token = ask(stand_in).await.0;
        }
        reason = stand_in.verify(&token, WRONG_CODE).await["failureReason"].clone();
    }
    reason
}

#[tokio::test]
async fn ten_wrong_codes_lock_a_factor_whatever_the_action() {
    let stand_in = enrolled().await;
    assert_eq!(guess(&stand_in, 10).await, EXCEEDED);

    let (token, asked) = ask(&stand_in).await;
    assert_eq!(asked.refusal(), refused(429, "too_many_requests"));
    let verified = stand_in.verify(&token, WRONG_CODE).await;
    assert_eq!(verified["failureReason"], EXCEEDED);
    // The action itself has not failed: another factor may answer it.
    let state = &stand_in.validate(&token, USER, ACTION).await["state"];
    assert_eq!(state, "CHALLENGE_REQUIRED");

    // Answers while it is locked do not make it last longer.
    stand_in.wait(900);
    let (token, asked) = ask(&stand_in).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    let verified = stand_in.verify(&token, &stand_in.newest_code().await).await;
    assert_eq!(verified["isVerified"], true);
}

#[tokio::test]
async fn a_lock_takes_no_right_code_either() {
    let stand_in = enrolled().await;
    guess(&stand_in, 9).await;
    // The owner and somebody else begin; the code is on its way when the other one guesses wrong.
    let (owner, _) = ask(&stand_in).await;
    let code = stand_in.newest_code().await;
    let (other, _) = ask(&stand_in).await;
    stand_in.verify(&other, WRONG_CODE).await;
    let late = stand_in.verify(&owner, &code).await;
    assert_eq!(late["failureReason"], EXCEEDED);
}

#[tokio::test]
async fn a_right_code_forgives_the_wrong_ones() {
    let stand_in = enrolled().await;
    assert_eq!(guess(&stand_in, 8).await, WRONG);
    let (token, _) = ask(&stand_in).await;
    let verified = stand_in.verify(&token, &stand_in.newest_code().await).await;
    assert_eq!(verified["isVerified"], true);
    assert_eq!(guess(&stand_in, 2).await, WRONG);
    assert_eq!(ask(&stand_in).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lock_is_of_one_factor_and_one_user() {
    let stand_in = enrolled().await;
    guess(&stand_in, 10).await;
    let scoped = json!({ "phoneNumber": "+64270000000", "scope": "add:authenticators" });
    let token = text(&stand_in.track(scoped).await["token"]);
    let body = json!({ "phoneNumber": "+64270000000" });
    let path = "/v1/client/user-authenticators/sms";
    let by_sms = stand_in.post(path, Caller::Token(&token), body).await;
    assert_eq!(by_sms.status, StatusCode::OK, "{}", by_sms.body);
    let again = json!({ "email": EMAIL });
    let by_email = stand_in.post(ENROL, Caller::Token(&token), again).await;
    assert_eq!(by_email.refusal(), refused(429, "too_many_requests"));

    let other = json!({ "email": "bob@example.com" });
    let path = format!("/v1/users/user-2/actions/{ACTION}");
    let tracked = stand_in.post(&path, Caller::Server, other.clone()).await;
    let token = text(&tracked.json()["token"]);
    let sent = stand_in.post(ENROL, Caller::Token(&token), other).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
}

#[tokio::test]
async fn an_authenticator_app_is_locked_too() {
    let stand_in = StandIn::new();
    let enrol = async |token: &str| {
        let path = "/v1/client/user-authenticators/totp";
        stand_in.post(path, Caller::Token(token), Value::Null).await
    };
    let verify = async |token: &str| {
        let path = "/v1/client/verify/totp";
        let body = json!({ "verificationCode": "000 000 0" });
        stand_in.post(path, Caller::Token(token), body).await.json()
    };
    for guessed in 0..10 {
        let token = stand_in.track_email().await;
        assert_eq!(enrol(&token).await.status, StatusCode::OK);
        let expected = if guessed < 9 { WRONG } else { EXCEEDED };
        assert_eq!(verify(&token).await["failureReason"], expected);
    }
    let token = stand_in.track_email().await;
    let refusal = enrol(&token).await.refusal();
    assert_eq!(refusal, refused(429, "too_many_requests"));
    assert_eq!(verify(&token).await["failureReason"], EXCEEDED);
    stand_in.wait(900);
    assert_eq!(enrol(&token).await.refusal().1, "expired_token");
    let token = stand_in.track_email().await;
    assert_eq!(enrol(&token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_gets_so_many_messages_an_hour() {
    let stand_in = StandIn::with_config(|config| config.max_messages = 3);
    let enrol = async |method: &str| {
        let token = stand_in.track_email().await;
        let path = format!("/v1/client/user-authenticators/{method}");
        let body = json!({ "email": EMAIL });
        (
            stand_in.post(&path, Caller::Token(&token), body).await,
            token,
        )
    };
    for method in ["email-otp", "email-magic-link"] {
        assert_eq!(enrol(method).await.0.status, StatusCode::OK);
    }
    let (_, token) = enrol("email-otp").await;
    for method in ["email-otp", "email-magic-link"] {
        let refusal = enrol(method).await.0.refusal();
        assert_eq!(refusal, refused(429, "too_many_requests"), "{method}");
    }
    let body = json!({ "verificationMethod": "EMAIL_OTP", "action": ACTION, "email": EMAIL });
    let driven = stand_in.post("/v1/challenge", Caller::Server, body).await;
    assert_eq!(driven.refusal(), refused(429, "too_many_requests"));
    assert_eq!(stand_in.messages(EMAIL).await.len(), 3);
    // What was sent is still good.
    let body = json!({ "verificationCode": stand_in.newest_code().await });
    let verified = stand_in.post(VERIFY, Caller::Token(&token), body).await;
    assert_eq!(verified.json()["isVerified"], true);

    stand_in.wait(3600);
    assert_eq!(ask(&stand_in).await.1.status, StatusCode::OK);
}
