//! Challenges that a backend drives itself.

use super::*;

async fn start(stand_in: &StandIn) -> String {
    let body = json!({ "verificationMethod": "EMAIL_OTP", "action": ACTION, "email": EMAIL });
    let started = stand_in
        .post("/v1/challenge", Caller::Server, body)
        .await
        .json();
    assert_eq!(started["expiresAt"], 1_795_253_400 + 600);
    text(&started["challengeId"])
}

async fn verify(stand_in: &StandIn, id: &str, code: &str) -> Value {
    let body = json!({ "challengeId": id, "verificationCode": code });
    stand_in
        .post("/v1/verify", Caller::Server, body)
        .await
        .json()
}

async fn claim(stand_in: &StandIn, id: &str, user_id: &str) -> Answer {
    let body = json!({ "challengeId": id, "userId": user_id });
    stand_in.post("/v1/claim", Caller::Server, body).await
}

#[tokio::test]
async fn start_verify_claim_validate() {
    let stand_in = StandIn::new();
    let id = start(&stand_in).await;
    assert_eq!(
        claim(&stand_in, &id, USER).await.refusal(),
        refused(400, "invalid_request")
    );
    let verified = verify(&stand_in, &id, &stand_in.newest_code().await).await;
    assert_eq!(
        (&verified["isVerified"], &verified["email"]),
        (&json!(true), &json!(EMAIL))
    );

    let claimed = claim(&stand_in, &id, USER).await.json();
    assert_eq!(claimed["verificationMethod"], "EMAIL_OTP");
    let token = text(&claimed["token"]);
    assert_eq!(
        stand_in.validate(&token, USER, ACTION).await["isValid"],
        true
    );
    assert_eq!(
        stand_in.validate(&token, "user-2", ACTION).await["isValid"],
        false
    );
    // Once.
    assert_eq!(
        claim(&stand_in, &id, "user-2").await.refusal(),
        refused(400, "invalid_request")
    );
    let user = stand_in
        .get(&format!("/v1/users/{USER}"), Caller::Server)
        .await
        .json();
    assert_eq!(
        (&user["isEnrolled"], &user["emailVerified"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn attempts_are_limited_and_a_new_code_does_not_reset_them() {
    let stand_in = StandIn::new();
    let id = start(&stand_in).await;
    assert_eq!(
        verify(&stand_in, &id, WRONG_CODE).await["failureReason"],
        "CODE_INVALID_OR_EXPIRED"
    );
    stand_in
        .post(
            "/v1/challenge",
            Caller::Server,
            json!({ "challengeId": id }),
        )
        .await;
    assert_eq!(stand_in.messages(EMAIL).await.len(), 2);
    assert_eq!(
        verify(&stand_in, &id, WRONG_CODE).await["failureReason"],
        "CODE_INVALID_OR_EXPIRED"
    );
    assert_eq!(
        verify(&stand_in, &id, WRONG_CODE).await["failureReason"],
        "MAX_ATTEMPTS_EXCEEDED"
    );
    let right = stand_in.newest_code().await;
    assert_eq!(verify(&stand_in, &id, &right).await["isVerified"], false);
    let renewed = stand_in
        .post(
            "/v1/challenge",
            Caller::Server,
            json!({ "challengeId": id }),
        )
        .await;
    assert_eq!(renewed.refusal(), refused(400, "invalid_request"));
}

#[tokio::test]
async fn a_challenge_expires_verified_or_not() {
    let stand_in = StandIn::new();
    let id = start(&stand_in).await;
    let code = stand_in.newest_code().await;
    stand_in.wait(599);
    assert_eq!(verify(&stand_in, &id, &code).await["isVerified"], true);
    stand_in.wait(1);
    assert_eq!(
        claim(&stand_in, &id, USER).await.refusal(),
        refused(400, "invalid_request")
    );
}

#[tokio::test]
async fn claiming_does_not_add_an_address_to_somebody_who_has_one() {
    let stand_in = StandIn::new();
    stand_in.signed_in().await;
    let body = json!({ "verificationMethod": "EMAIL_OTP", "action": ACTION, "email": "mallory@example.com" });
    let started = stand_in
        .post("/v1/challenge", Caller::Server, body.clone())
        .await
        .json();
    let id = text(&started["challengeId"]);
    let code = text(&stand_in.messages("mallory@example.com").await[0]["code"]);
    verify(&stand_in, &id, &code).await;
    assert_eq!(
        claim(&stand_in, &id, USER).await.refusal(),
        refused(403, "unauthorized")
    );
}
