//! Which tokens are valid.

use super::*;

#[tokio::test]
async fn only_a_completed_challenge_makes_a_valid_token() {
    let stand_in = StandIn::new();
    let tracked = stand_in.track_email().await;
    let before = stand_in.validate(&tracked, USER, ACTION).await;
    assert_eq!(before["isValid"], false);
    assert_eq!(before["state"], "CHALLENGE_REQUIRED");
    assert_eq!(
        (&before["userId"], &before["actionCode"]),
        (&json!(USER), &json!(ACTION))
    );

    let body = json!({ "email": EMAIL });
    stand_in
        .post(
            "/v1/client/user-authenticators/email-otp",
            Caller::Token(&tracked),
            body,
        )
        .await;
    let verified = stand_in
        .verify(&tracked, &stand_in.newest_code().await)
        .await;
    let proof = text(&verified["accessToken"]);

    let after = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(after["isValid"], true);
    assert_eq!(after["state"], "CHALLENGE_SUCCEEDED");
    assert_eq!(after["verificationMethod"], "EMAIL_OTP");
    // The token it all began with was in an address, and proves nothing even now.
    assert_eq!(
        stand_in.validate(&tracked, USER, ACTION).await["isValid"],
        false
    );
    // Asking again gives the same answer.
    assert_eq!(stand_in.validate(&proof, USER, ACTION).await, after);
}

#[tokio::test]
async fn a_token_of_another_user_or_action_is_not_valid_and_tells_nothing() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    for (user_id, action) in [
        ("user-2", ACTION),
        (USER, "withdraw"),
        (USER, "COGNITOAUTH"),
        ("", ACTION),
    ] {
        let answer = stand_in.validate(&proof, user_id, action).await;
        assert_eq!(answer["isValid"], false, "{user_id} {action}");
        assert_eq!(answer.get("state"), None);
        assert_eq!(answer.get("userId"), None);
    }
    for token in ["", "x", &proof[1..], &format!("{proof}x")] {
        assert_eq!(
            stand_in.validate(token, USER, ACTION).await["isValid"],
            false
        );
    }
}

#[tokio::test]
async fn a_valid_token_expires() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    stand_in.wait(599);
    assert_eq!(
        stand_in.validate(&proof, USER, ACTION).await["isValid"],
        true
    );
    stand_in.wait(1);
    let expired = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(
        (&expired["isValid"], &expired["error"]),
        (&json!(false), &json!("expired_token"))
    );
}

#[tokio::test]
async fn a_backend_can_overrule_a_completed_challenge() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    let key = text(&stand_in.validate(&proof, USER, ACTION).await["idempotencyKey"]);
    let path = format!("/v1/users/{USER}/actions/{ACTION}/{key}");
    let updated = stand_in
        .call(
            Method::PATCH,
            &path,
            Caller::Server,
            json!({ "state": "BLOCK" }),
        )
        .await;
    assert_eq!(updated.json(), json!({ "state": "BLOCK" }));
    assert_eq!(
        stand_in.get(&path, Caller::Server).await.json()["state"],
        "BLOCK"
    );
    assert_eq!(
        stand_in.validate(&proof, USER, ACTION).await["isValid"],
        false
    );

    let nonsense = stand_in
        .call(
            Method::PATCH,
            &path,
            Caller::Server,
            json!({ "state": "FINE" }),
        )
        .await;
    assert_eq!(nonsense.refusal(), refused(400, "invalid_request"));
    let unknown = stand_in.get(&format!("{path}x"), Caller::Server).await;
    assert_eq!(unknown.refusal(), refused(404, "invalid_request"));
}
