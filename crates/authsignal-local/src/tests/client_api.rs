//! Email codes through the Client API.

use super::*;

const ENROL: &str = "/v1/client/user-authenticators/email-otp";
const CHALLENGE: &str = "/v1/client/challenge/email-otp";

#[tokio::test]
async fn a_first_enrolment_signs_in_and_the_next_time_a_challenge_does() {
    let stand_in = StandIn::new();
    stand_in.signed_in().await;

    let token = stand_in.track_email().await;
    let answer = stand_in
        .post(CHALLENGE, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let code = stand_in.newest_code().await;
    // As people type it.
    let spaced = format!(" {} {}-{}", &code[..2], &code[2..3], &code[3..]);
    let verified = stand_in.verify(&token, &spaced).await;
    assert_eq!(verified["isVerified"], true);
    assert_eq!(verified["userAuthenticator"]["email"], EMAIL);
    let proof = text(&verified["accessToken"]);
    assert_eq!(
        stand_in.validate(&proof, USER, ACTION).await["isValid"],
        true
    );
}

#[tokio::test]
async fn a_code_works_once() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    let code = stand_in.newest_code().await;
    assert_eq!(stand_in.verify(&token, &code).await["isVerified"], true);
    let again = stand_in.verify(&token, &code).await;
    assert_eq!(again["isVerified"], false);
    assert_eq!(again.get("accessToken"), None);
}

#[tokio::test]
async fn a_new_code_voids_the_old_one() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    let old = stand_in.newest_code().await;
    stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    let new = stand_in.newest_code().await;
    if old != new {
        assert_eq!(
            stand_in.verify(&token, &old).await["failureReason"],
            "CODE_INVALID_OR_EXPIRED"
        );
    }
    assert_eq!(stand_in.verify(&token, &new).await["isVerified"], true);
}

#[tokio::test]
async fn a_code_belongs_to_one_action() {
    let stand_in = StandIn::new();
    let first = stand_in.track_email().await;
    stand_in
        .post(ENROL, Caller::Token(&first), json!({ "email": EMAIL }))
        .await;
    let code = stand_in.newest_code().await;
    let second = stand_in.track_email().await;
    assert_eq!(stand_in.verify(&second, &code).await["isVerified"], false);
}

#[tokio::test]
async fn three_wrong_codes_fail_the_action_for_good() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    let right = stand_in.newest_code().await;
    for reason in [
        "CODE_INVALID_OR_EXPIRED",
        "CODE_INVALID_OR_EXPIRED",
        "MAX_ATTEMPTS_EXCEEDED",
    ] {
        assert_eq!(
            stand_in.verify(&token, WRONG_CODE).await["failureReason"],
            reason
        );
    }
    let late = stand_in.verify(&token, &right).await;
    assert_eq!(
        (&late["isVerified"], &late["failureReason"]),
        (&json!(false), &json!("MAX_ATTEMPTS_EXCEEDED"))
    );
    assert_eq!(
        stand_in.validate(&token, USER, ACTION).await["state"],
        "CHALLENGE_FAILED"
    );
    let more = stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    assert_eq!(more.refusal(), refused(429, "too_many_requests"));

    // A new action starts afresh.
    let token = stand_in.track_email().await;
    stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    assert_eq!(
        stand_in.verify(&token, &stand_in.newest_code().await).await["isVerified"],
        true
    );
}

#[tokio::test]
async fn asking_for_new_codes_buys_no_more_attempts() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    for reason in [
        "CODE_INVALID_OR_EXPIRED",
        "CODE_INVALID_OR_EXPIRED",
        "MAX_ATTEMPTS_EXCEEDED",
    ] {
        stand_in
            .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
            .await;
        assert_eq!(
            stand_in.verify(&token, WRONG_CODE).await["failureReason"],
            reason
        );
    }
}

#[tokio::test]
async fn codes_and_tokens_expire() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    stand_in
        .post(ENROL, Caller::Token(&token), json!({ "email": EMAIL }))
        .await;
    let code = stand_in.newest_code().await;
    stand_in.wait(600);
    let body = json!({ "verificationCode": code });
    let answer = stand_in
        .post("/v1/client/verify/email-otp", Caller::Token(&token), body)
        .await;
    assert_eq!(answer.refusal(), refused(401, "expired_token"));
}

#[tokio::test]
async fn a_first_enrolment_is_for_the_tracked_address_only() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let body = json!({ "email": "mallory@example.com" });
    let answer = stand_in.post(ENROL, Caller::Token(&token), body).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_request"));
    assert!(stand_in.messages("mallory@example.com").await.is_empty());
}

#[tokio::test]
async fn a_further_enrolment_needs_its_scope() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    let second = json!({ "email": "second@example.com" });
    let token = stand_in.track_email().await;
    let answer = stand_in
        .post(ENROL, Caller::Token(&token), second.clone())
        .await;
    assert_eq!(answer.refusal(), refused(403, "unauthorized"));

    let scoped = stand_in
        .track(json!({ "scope": "add:authenticators" }))
        .await;
    for token in [text(&scoped["token"]), proof] {
        let answer = stand_in
            .post(ENROL, Caller::Token(&token), second.clone())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}

#[tokio::test]
async fn a_challenge_needs_an_enrolment_of_the_same_user() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let answer = stand_in
        .post(CHALLENGE, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(answer.refusal(), refused(400, "invalid_request"));

    let others = stand_in
        .post(
            "/v1/users/user-2/authenticators",
            Caller::Server,
            json!({ "verificationMethod": "EMAIL_OTP", "email": "bob@example.com" }),
        )
        .await
        .json();
    let body = json!({ "userAuthenticatorId": others["authenticator"]["userAuthenticatorId"] });
    let answer = stand_in.post(CHALLENGE, Caller::Token(&token), body).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_request"));
    assert!(stand_in.messages("bob@example.com").await.is_empty());
}

#[tokio::test]
async fn the_list_of_authenticators_needs_a_token_that_may_read_it() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    let list = async |token: &str| {
        stand_in
            .get("/v1/client/user-authenticators", Caller::Token(token))
            .await
    };
    assert_eq!(list(&proof).await.json()[0]["email"], EMAIL);
    assert_eq!(
        list("unknown").await.refusal(),
        refused(401, "unauthorized")
    );
    // Whoever types an address gets a token, and must not learn its owner's factors with it.
    for scope in [json!({}), json!({ "scope": "add:authenticators" })] {
        let token = text(&stand_in.track(scope).await["token"]);
        let refusal = list(&token).await.refusal();
        assert_eq!(refusal, refused(403, "unauthorized"));
    }
    let scope = json!({ "scope": "add:authenticators read:authenticators" });
    let token = text(&stand_in.track(scope).await["token"]);
    assert_eq!(list(&token).await.json()[0]["email"], EMAIL);
    stand_in.wait(600);
    assert_eq!(list(&proof).await.refusal(), refused(401, "expired_token"));
}

#[tokio::test]
async fn any_origin_may_call_the_client_api_and_no_other() {
    let stand_in = StandIn::new();
    let preflight = async |path: &str| {
        let request = Request::options(path)
            .header("origin", "http://app.test")
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            );
        stand_in
            .send(request.body(Body::empty()).unwrap())
            .await
            .headers
    };
    let allowed = preflight(CHALLENGE).await;
    assert_eq!(allowed["access-control-allow-origin"], "http://app.test");
    assert_eq!(
        allowed["access-control-allow-headers"],
        "authorization,content-type"
    );
    for path in [
        "/v1/users",
        "/inbox/messages",
        "/local/faults",
        "/challenge",
    ] {
        assert!(
            !preflight(path)
                .await
                .contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
    // The answers themselves, refusals included.
    let request = Request::post(CHALLENGE).header("origin", "http://app.test");
    let answer = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        answer.headers["access-control-allow-origin"],
        "http://app.test"
    );
}
