//! Track, users, actions, authenticators, challenges under way.

use super::*;

#[tokio::test]
async fn only_the_secret_key_opens_the_server_api() {
    let stand_in = StandIn::new();
    for caller in [Caller::Nobody, Caller::Token(SECRET)] {
        let answer = stand_in.get("/v1/users/user-1", caller).await;
        assert_eq!(answer.refusal(), refused(401, "unauthorized"));
    }
    let wrong = STANDARD.encode("sk_tes:");
    let request = Request::get("/v1/users/user-1").header(AUTHORIZATION, format!("Basic {wrong}"));
    let answer = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.refusal(), refused(401, "unauthorized"));
    assert!(!answer.body.contains(SECRET));
}

#[tokio::test]
async fn track_answers_a_token_and_the_page_that_asks_for_the_code() {
    let stand_in = StandIn::new();
    let tracked = stand_in.track(json!({ "email": EMAIL })).await;
    let url = Url::parse(&text(&tracked["url"])).unwrap();
    assert_eq!(url.origin().ascii_serialization(), "http://localhost:4001");
    assert_eq!(url.query_pairs().next().unwrap().1, text(&tracked["token"]));
    assert_eq!(tracked["state"], "CHALLENGE_REQUIRED");
    assert_eq!(tracked["isEnrolled"], false);
    assert_eq!(
        tracked["allowedVerificationMethods"],
        json!([
            "EMAIL_OTP",
            "PASSKEY",
            "EMAIL_MAGIC_LINK",
            "SMS",
            "WHATSAPP",
            "AUTHENTICATOR_APP"
        ])
    );
    assert_eq!(tracked["enrolledVerificationMethods"], json!([]));
    // Tracking sends nothing: the page does, once it is opened.
    assert!(stand_in.messages(EMAIL).await.is_empty());
}

#[tokio::test]
async fn track_refuses_what_cannot_be_right() {
    let stand_in = StandIn::new();
    let path = format!("/v1/users/{USER}/actions/{ACTION}");
    for attributes in [
        json!({ "email": "ann" }),
        json!({ "email": "a b@example.com" }),
        json!({ "redirectUrl": "javascript:alert(1)" }),
        json!({ "redirectUrl": "/callback" }),
        json!({ "scope": "read:everything" }),
        json!({ "challengeId": "unknown" }),
        json!({ "email": 1 }),
        json!([]),
    ] {
        let answer = stand_in
            .post(&path, Caller::Server, attributes.clone())
            .await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_request"),
            "{attributes}"
        );
    }
    for action in ["sign%20in", "a.b", &"x".repeat(65)] {
        let path = format!("/v1/users/{USER}/actions/{action}");
        let answer = stand_in.post(&path, Caller::Server, json!({})).await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_request"),
            "{action}"
        );
    }
    // A refused request leaves no trace.
    let users = stand_in.get("/v1/users", Caller::Server).await.json();
    assert_eq!(users["users"], json!([]));
}

#[tokio::test]
async fn the_same_idempotency_key_is_the_same_action() {
    let stand_in = StandIn::new();
    let first = stand_in
        .track(json!({ "idempotencyKey": "k", "email": EMAIL }))
        .await;
    let second = stand_in.track(json!({ "idempotencyKey": "k" })).await;
    assert_ne!(first["token"], second["token"]);
    let path = format!("/v1/users/{USER}/actions");
    let actions = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(actions.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn actions_are_listed_newest_first_and_filtered() {
    let stand_in = StandIn::new();
    stand_in.track(json!({ "idempotencyKey": "old" })).await;
    stand_in.wait(3600);
    stand_in.track(json!({ "idempotencyKey": "new" })).await;
    stand_in
        .post(
            &format!("/v1/users/{USER}/actions/withdraw"),
            Caller::Server,
            json!({}),
        )
        .await;
    let keys = async |query: &str| -> Vec<String> {
        let path = format!("/v1/users/{USER}/actions?{query}");
        let listed = stand_in.get(&path, Caller::Server).await.json();
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|action| text(&action["idempotencyKey"]))
            .collect()
    };
    assert_eq!(keys("codes=cognitoAuth").await, ["new", "old"]);
    assert_eq!(
        keys("codes=cognitoAuth&fromDate=2026-11-21T10:00:00Z").await,
        ["new"]
    );
    assert_eq!(
        keys("codes=withdraw,cognitoAuth&state=CHALLENGE_REQUIRED")
            .await
            .len(),
        3
    );
    assert!(keys("state=BLOCK").await.is_empty());
    let path = format!("/v1/users/{USER}/actions?fromDate=yesterday");
    assert_eq!(
        stand_in.get(&path, Caller::Server).await.refusal(),
        refused(400, "invalid_request")
    );
}

#[tokio::test]
async fn a_user_is_updated_field_by_field_found_and_removed_with_everything() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    let path = format!("/v1/users/{USER}");
    let user = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(
        (&user["isEnrolled"], &user["email"]),
        (&json!(true), &json!(EMAIL))
    );
    assert_eq!(user["emailVerified"], true);

    let change = json!({ "displayName": "Ann", "custom": { "tier": "gold" } });
    let updated = stand_in
        .call(Method::PATCH, &path, Caller::Server, change)
        .await
        .json();
    assert_eq!(
        (&updated["displayName"], &updated["email"]),
        (&json!("Ann"), &json!(EMAIL))
    );
    // A new address is nobody's until it is verified.
    let change = json!({ "email": "ann@example.org" });
    let updated = stand_in
        .call(Method::PATCH, &path, Caller::Server, change)
        .await
        .json();
    assert_eq!(updated["emailVerified"], false);

    let found = stand_in
        .get("/v1/users?email=ANN@example.org", Caller::Server)
        .await
        .json();
    assert_eq!(found["users"][0]["userId"], USER);
    let found = stand_in
        .get(&format!("/v1/users?token={proof}"), Caller::Server)
        .await
        .json();
    assert_eq!(found["tokenPayload"]["sub"], USER);
    assert_eq!(found["tokenPayload"]["actionCode"], ACTION);

    stand_in
        .call(Method::DELETE, &path, Caller::Server, Value::Null)
        .await;
    assert_eq!(
        stand_in.get(&path, Caller::Server).await.json()["isEnrolled"],
        false
    );
    assert_eq!(
        stand_in.validate(&proof, USER, ACTION).await["isValid"],
        false
    );
    let listed = stand_in
        .get(&format!("{path}/authenticators"), Caller::Server)
        .await
        .json();
    assert_eq!(listed, json!([]));
}

#[tokio::test]
async fn users_come_in_pages() {
    let stand_in = StandIn::new();
    for user_id in ["a", "b", "c"] {
        let path = format!("/v1/users/{user_id}");
        stand_in
            .call(
                Method::PATCH,
                &path,
                Caller::Server,
                json!({ "username": "u" }),
            )
            .await;
    }
    let first = stand_in
        .get("/v1/users?username=u&limit=2", Caller::Server)
        .await
        .json();
    assert_eq!(
        (
            first["users"].as_array().unwrap().len(),
            &first["lastEvaluatedUserId"]
        ),
        (2, &json!("b"))
    );
    let path = "/v1/users?username=u&limit=2&lastEvaluatedUserId=b";
    let second = stand_in.get(path, Caller::Server).await.json();
    assert_eq!(
        (
            &second["users"][0]["userId"],
            second.get("lastEvaluatedUserId")
        ),
        (&json!("c"), None)
    );
}

#[tokio::test]
async fn a_backend_enrols_what_it_verified_itself_and_removes_it() {
    let stand_in = StandIn::new();
    let path = format!("/v1/users/{USER}/authenticators");
    let sms = json!({ "verificationMethod": "SMS", "phoneNumber": "+6427000000" });
    let first = stand_in
        .post(&path, Caller::Server, sms.clone())
        .await
        .json();
    let again = stand_in.post(&path, Caller::Server, sms).await.json();
    assert_eq!(first, again);
    let otp = json!({ "verificationMethod": "EMAIL_OTP", "email": EMAIL, "isDefault": true });
    stand_in.post(&path, Caller::Server, otp).await;
    let tracked = stand_in.track(json!({})).await;
    assert_eq!(tracked["isEnrolled"], true);
    assert_eq!(tracked["defaultVerificationMethod"], "EMAIL_OTP");
    assert_eq!(
        tracked["enrolledVerificationMethods"],
        json!(["EMAIL_OTP", "SMS"])
    );

    let id = text(&first["authenticator"]["userAuthenticatorId"]);
    let remove = async || {
        let path = format!("{path}/{id}");
        stand_in
            .call(Method::DELETE, &path, Caller::Server, Value::Null)
            .await
    };
    assert_eq!(remove().await.status, StatusCode::OK);
    assert_eq!(remove().await.status, StatusCode::NOT_FOUND);

    for body in [
        json!({ "verificationMethod": "EMAIL_OTP" }),
        json!({ "verificationMethod": "PASSKEY" }),
        json!({ "verificationMethod": "CARRIER_PIGEON" }),
    ] {
        let answer = stand_in.post(&path, Caller::Server, body).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request"));
    }
}

#[tokio::test]
async fn an_unverified_enrolment_does_not_count() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let body = json!({ "email": EMAIL });
    stand_in
        .post(
            "/v1/client/user-authenticators/email-otp",
            Caller::Token(&token),
            body,
        )
        .await;
    let user = stand_in
        .get(&format!("/v1/users/{USER}"), Caller::Server)
        .await
        .json();
    assert_eq!(
        (&user["isEnrolled"], &user["emailVerified"]),
        (&json!(false), &json!(false))
    );
}

#[tokio::test]
async fn a_challenge_under_way_is_found_until_it_is_over() {
    let stand_in = StandIn::new();
    let path = format!("/v1/challenges?userId={USER}&action={ACTION}");
    let find = async || stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(find().await, json!({}));
    let token = stand_in.track_email().await;
    let body = json!({ "email": EMAIL });
    stand_in
        .post(
            "/v1/client/user-authenticators/email-otp",
            Caller::Token(&token),
            body,
        )
        .await;
    let found = find().await;
    assert_eq!(found["verificationMethod"], "EMAIL_OTP");
    assert_eq!(found["expiresAt"], 1_795_253_400 + 600);
    let passkey = stand_in
        .get(
            &format!("{path}&verificationMethod=PASSKEY"),
            Caller::Server,
        )
        .await;
    assert_eq!(passkey.json(), json!({}));
    stand_in.wait(600);
    assert_eq!(find().await, json!({}));
    assert_eq!(
        stand_in.get("/v1/challenges", Caller::Server).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn track_takes_over_a_challenge_of_the_same_user_only() {
    let stand_in = StandIn::new();
    let start = json!({ "verificationMethod": "EMAIL_OTP", "action": ACTION, "email": EMAIL, "userId": USER });
    let started = stand_in
        .post("/v1/challenge", Caller::Server, start)
        .await
        .json();
    let other = format!("/v1/users/user-2/actions/{ACTION}");
    let adopt = json!({ "challengeId": started["challengeId"] });
    let answer = stand_in.post(&other, Caller::Server, adopt.clone()).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_request"));
    stand_in.track(adopt).await;
}

#[tokio::test]
async fn the_default_factor_is_the_preferred_one_or_the_one_used_last() {
    let stand_in = StandIn::new();
    stand_in.signed_in().await;
    stand_in.wait(1);
    let path = format!("/v1/users/{USER}/authenticators");
    let number = json!({ "verificationMethod": "SMS", "phoneNumber": "+64270000000" });
    stand_in.post(&path, Caller::Server, number).await;
    let of_track = async || {
        let tracked = stand_in.track(json!({})).await;
        (
            tracked["defaultVerificationMethod"].clone(),
            tracked["enrolledVerificationMethods"].clone(),
        )
    };
    let (default, enrolled) = of_track().await;
    assert_eq!(
        (default, enrolled),
        (json!("EMAIL_OTP"), json!(["EMAIL_OTP", "SMS"]))
    );

    let token = text(&stand_in.track(json!({})).await["token"]);
    let path = "/v1/client/challenge/sms";
    stand_in
        .post(path, Caller::Token(&token), Value::Null)
        .await;
    let code = stand_in.messages("+64270000000").await[0]["code"].clone();
    let body = json!({ "verificationCode": code });
    let path = "/v1/client/verify/sms";
    stand_in.post(path, Caller::Token(&token), body).await;
    assert_eq!(of_track().await.0, "SMS");
}
