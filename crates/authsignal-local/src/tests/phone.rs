//! One-time codes by SMS and WhatsApp through the Client API.

use super::*;

const NUMBER: &str = "+64270000000";
const OTHER_NUMBER: &str = "+64279999999";
const ENROL: &str = "/v1/client/user-authenticators/sms";

async fn track(stand_in: &StandIn, attributes: Value) -> String {
    text(&stand_in.track(attributes).await["token"])
}

async fn enrol(stand_in: &StandIn, token: &str, number: &str) -> Answer {
    let body = json!({ "phoneNumber": number });
    stand_in.post(ENROL, Caller::Token(token), body).await
}

async fn newest(stand_in: &StandIn) -> Value {
    stand_in.messages(NUMBER).await[0].clone()
}

async fn verify(stand_in: &StandIn, factor: &str, token: &str, code: &Value) -> Value {
    let path = format!("/v1/client/verify/{factor}");
    let body = json!({ "verificationCode": code });
    stand_in
        .post(&path, Caller::Token(token), body)
        .await
        .json()
}

/// Enrols [`NUMBER`] for [`USER`].
async fn enrolled(stand_in: &StandIn) -> String {
    let token = track(stand_in, json!({ "phoneNumber": NUMBER })).await;
    let answer = enrol(stand_in, &token, NUMBER).await;
    assert_eq!(answer.json()["userId"], USER);
    let code = &newest(stand_in).await["code"];
    let verified = verify(stand_in, "sms", &token, code).await;
    assert_eq!(verified["isVerified"], true, "{verified}");
    text(&verified["accessToken"])
}

#[tokio::test]
async fn a_number_is_enrolled_by_sms_and_challenged_again() {
    let stand_in = StandIn::new();
    let proof = enrolled(&stand_in).await;
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(
        (&validated["isValid"], &validated["verificationMethod"]),
        (&json!(true), &json!("SMS"))
    );
    let message = newest(&stand_in).await;
    assert_eq!(
        (&message["channel"], &message["to"]),
        (&json!("sms"), &json!(NUMBER))
    );
    let path = format!("/v1/users/{USER}");
    let user = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(user["phoneNumberVerified"], true);
    assert_eq!(user["enrolledVerificationMethods"], json!(["SMS"]));

    let token = track(&stand_in, json!({})).await;
    let path = "/v1/client/challenge/sms";
    stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(stand_in.messages(NUMBER).await.len(), 2);
    let wrong = verify(&stand_in, "sms", &token, &json!(WRONG_CODE)).await;
    assert_eq!(wrong["failureReason"], "CODE_INVALID_OR_EXPIRED");
    let code = &newest(&stand_in).await["code"];
    let verified = verify(&stand_in, "sms", &token, code).await;
    assert_eq!(verified["isVerified"], true);
    assert_eq!(verified["userAuthenticator"]["phoneNumber"], NUMBER);
}

#[tokio::test]
async fn a_text_message_binds_its_code_to_the_host_of_the_app() {
    let stand_in = StandIn::new();
    let attributes = json!({
        "phoneNumber": NUMBER,
        "redirectUrl": "https://app.example.test:8443/callback",
    });
    let token = track(&stand_in, attributes).await;
    enrol(&stand_in, &token, NUMBER).await;
    let message = newest(&stand_in).await;
    let code = text(&message["code"]);
    let expected = format!("{code} is your Latchkey code.\n\n@app.example.test #{code}");
    assert_eq!(message["text"], expected);

    // Without an app to go back to it is the relying party's.
    let token = text(&track_other(&stand_in).await["token"]);
    enrol(&stand_in, &token, OTHER_NUMBER).await;
    let message = stand_in.messages(OTHER_NUMBER).await[0].clone();
    assert!(text(&message["text"]).ends_with(&format!("@localhost #{}", text(&message["code"]))));

    let path = "/v1/client/challenge/whatsapp";
    let token = text(&track_other(&stand_in).await["token"]);
    stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    let message = stand_in.messages(OTHER_NUMBER).await[0].clone();
    let expected = format!("{} is your Latchkey code.", text(&message["code"]));
    assert_eq!(
        (&message["channel"], &message["text"]),
        (&json!("whatsapp"), &json!(expected))
    );
}

async fn track_other(stand_in: &StandIn) -> Value {
    let path = format!("/v1/users/user-2/actions/{ACTION}");
    let body = json!({ "phoneNumber": OTHER_NUMBER });
    stand_in.post(&path, Caller::Server, body).await.json()
}

#[tokio::test]
async fn a_code_is_for_its_own_factor() {
    let stand_in = StandIn::new();
    let token = track(&stand_in, json!({ "phoneNumber": NUMBER })).await;
    enrol(&stand_in, &token, NUMBER).await;
    let code = &newest(&stand_in).await["code"];
    for factor in ["whatsapp", "email-otp"] {
        let answer = verify(&stand_in, factor, &token, code).await;
        assert_eq!(answer["isVerified"], false, "{factor}");
    }
    assert_eq!(
        verify(&stand_in, "sms", &token, code).await["isVerified"],
        true
    );
}

#[tokio::test]
async fn whatsapp_reaches_the_number_of_sms() {
    let stand_in = StandIn::new();
    enrolled(&stand_in).await;
    let token = track(&stand_in, json!({})).await;
    let path = "/v1/client/challenge/whatsapp";
    let answer = stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let message = newest(&stand_in).await;
    assert_eq!(message["channel"], "whatsapp");
    let verified = verify(&stand_in, "whatsapp", &token, &message["code"]).await;
    let proof = text(&verified["accessToken"]);
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(validated["verificationMethod"], "WHATSAPP");
}

#[tokio::test]
async fn whatsapp_enrols_the_tracked_number_of_a_new_user_only() {
    let stand_in = StandIn::new();
    let path = "/v1/client/challenge/whatsapp";
    let token = track(&stand_in, json!({})).await;
    let nowhere = stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(nowhere.refusal(), refused(400, "invalid_request"));

    let token = track(&stand_in, json!({ "phoneNumber": NUMBER })).await;
    stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    let code = &newest(&stand_in).await["code"];
    let verified = verify(&stand_in, "whatsapp", &token, code).await;
    assert_eq!(verified["isVerified"], true);

    // Somebody with another factor gets no new one on the side.
    let stand_in = StandIn::new();
    stand_in.signed_in().await;
    let token = track(&stand_in, json!({ "phoneNumber": NUMBER })).await;
    let refusal = stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(refusal.refusal(), refused(403, "unauthorized"));
}

#[tokio::test]
async fn a_first_number_is_the_tracked_one() {
    let stand_in = StandIn::new();
    let token = track(&stand_in, json!({ "phoneNumber": NUMBER })).await;
    for number in [OTHER_NUMBER, "", "0270000000", "+64 27 000 0000"] {
        let answer = enrol(&stand_in, &token, number).await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_request"),
            "{number}"
        );
    }
    let path = format!("/v1/users/{USER}/actions/{ACTION}");
    let body = json!({ "phoneNumber": "0270000000" });
    let answer = stand_in.post(&path, Caller::Server, body).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_request"));
}

#[tokio::test]
async fn an_enrolment_that_was_overtaken_is_not_completed() {
    let stand_in = StandIn::new();
    // Somebody begins a sign-in for Ann's account, and to enrol a number of their own.
    let theirs = track(&stand_in, json!({ "email": EMAIL })).await;
    enrol(&stand_in, &theirs, NUMBER).await;
    let code = newest(&stand_in).await["code"].clone();
    // Ann signs in for the first time.
    stand_in.signed_in().await;
    let path = "/v1/client/verify/sms";
    let body = json!({ "verificationCode": code });
    let late = stand_in.post(path, Caller::Token(&theirs), body).await;
    assert_eq!(late.refusal(), refused(403, "unauthorized"));
    let path = format!("/v1/users/{USER}/authenticators");
    let listed = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_action_sends_ten_messages_at_most() {
    let stand_in = StandIn::new();
    let token = track(&stand_in, json!({ "phoneNumber": NUMBER })).await;
    for _ in 0..10 {
        assert_eq!(
            enrol(&stand_in, &token, NUMBER).await.status,
            StatusCode::OK
        );
    }
    let refusal = enrol(&stand_in, &token, NUMBER).await.refusal();
    assert_eq!(refusal, refused(429, "too_many_requests"));
    // The newest code is still good.
    let code = &newest(&stand_in).await["code"];
    assert_eq!(
        verify(&stand_in, "sms", &token, code).await["isVerified"],
        true
    );
}

#[tokio::test]
async fn a_backend_drives_codes_to_phones_too() {
    for (method, channel) in [("SMS", "sms"), ("WHATSAPP", "whatsapp")] {
        let stand_in = StandIn::new();
        let body = json!({ "verificationMethod": method, "action": ACTION, "phoneNumber": NUMBER });
        let started = stand_in
            .post("/v1/challenge", Caller::Server, body)
            .await
            .json();
        let message = newest(&stand_in).await;
        assert_eq!(message["channel"], channel);
        let id = &started["challengeId"];
        let body = json!({ "challengeId": id, "verificationCode": message["code"] });
        let verified = stand_in
            .post("/v1/verify", Caller::Server, body)
            .await
            .json();
        assert_eq!(
            verified,
            json!({ "isVerified": true, "phoneNumber": NUMBER, "verificationMethod": method })
        );
        let body = json!({ "challengeId": id, "userId": USER });
        let claimed = stand_in
            .post("/v1/claim", Caller::Server, body)
            .await
            .json();
        let validated = stand_in
            .validate(&text(&claimed["token"]), USER, ACTION)
            .await;
        assert_eq!(validated["verificationMethod"], method);
    }
}
