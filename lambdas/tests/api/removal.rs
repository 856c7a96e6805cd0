//! Removing an authenticator.

use serde_json::{Value, json};

use crate::support::{LIST, SUB, Stage, USER, call, email_otp, passkey, removal, with_claim};

const REMOVE: &str =
    "DELETE /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/authenticators/passkey-1";

async fn stage(authenticators: Value) -> Stage {
    Stage::new([
        (LIST, 200, authenticators),
        (REMOVE, 200, json!({"success": true})),
    ])
    .await
}

/// Whether Authsignal was asked to remove anything.
fn removed(stage: &Stage) -> bool {
    stage
        .asked()
        .iter()
        .any(|asked| asked.what.starts_with("DELETE"))
}

#[tokio::test]
async fn ones_own_passkey_is_removed() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let response = stage.run(removal("passkey-1")).await;
    assert_eq!((response.status, response.body), (204, Value::Null));
    assert_eq!(stage.asked().pop().unwrap().what, REMOVE);
}

#[tokio::test]
async fn another_persons_is_unknown() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    for id in [
        "passkey-of-another",
        "",
        "..",
        "passkey-1/../../../users/another",
        "PASSKEY-1",
    ] {
        let response = stage.run(removal(id)).await;
        assert_eq!(response.refusal(), (404, "NO_SUCH_AUTHENTICATOR"), "{id}");
    }
    assert!(!removed(&stage));
}

#[tokio::test]
async fn a_call_without_an_identifier_removes_nothing() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let mut event = removal("passkey-1");
    event["pathParameters"] = Value::Null;
    event["queryStringParameters"] = json!({"id": "passkey-1"});
    let response = stage.run(event).await;
    assert_eq!(response.refusal(), (404, "NO_SUCH_AUTHENTICATOR"));
    assert!(!removed(&stage));
}

/// A verified factor.
fn factor(id: &str, method: &str, email: Option<&str>, phone_number: Option<&str>) -> Value {
    json!({
        "userAuthenticatorId": id, "verificationMethod": method, "email": email,
        "phoneNumber": phone_number, "verifiedAt": "2026-01-01T00:00:01.000Z",
    })
}

fn link(email: &str) -> Value {
    factor("link-1", "EMAIL_MAGIC_LINK", Some(email), None)
}

fn sms(number: &str) -> Value {
    factor("sms-1", "SMS", None, Some(number))
}

const PHONE: &str = "+4915112345678";

/// What may be removed of these by somebody of whom Authsignal knows this, as the list says and as removing them shows.
async fn removable(user: Value, authenticators: Value) -> Vec<String> {
    let mut removable = Vec::new();
    for authenticator in authenticators.as_array().unwrap() {
        let id = authenticator["userAuthenticatorId"].as_str().unwrap();
        let stage = Stage::new([
            (USER, 200, user.clone()),
            (LIST, 200, authenticators.clone()),
        ])
        .await;
        // The fake knows no call that removes: a removal that is allowed fails there.
        let response = stage.run(removal(id)).await;
        let allowed = response.refusal() == (503, "AUTHSIGNAL_UNAVAILABLE");
        assert!(allowed || response.refusal() == (409, "LAST_WAY_IN"));
        assert_eq!(removed(&stage), allowed);

        let list = stage.run(call("GET /authenticators")).await.body;
        let listed = list["authenticators"].as_array().unwrap();
        let listed = listed.iter().find(|listed| listed["id"] == id).unwrap();
        assert_eq!(listed["removable"], allowed, "{listed}");
        if allowed {
            removable.push(id.to_owned());
        }
    }
    removable
}

#[tokio::test]
async fn one_proof_of_the_address_stays() {
    let user = json!({"isEnrolled": true, "email": "Ann@Example.com"});
    for (authenticators, expected) in [
        (json!([email_otp(), passkey()]), vec!["passkey-1"]),
        (
            json!([email_otp(), link("ann@example.com"), passkey()]),
            vec!["email-1", "link-1", "passkey-1"],
        ),
        // A link to another address proves nothing about this one.
        (
            json!([email_otp(), link("mallory@example.com"), passkey()]),
            vec!["link-1", "passkey-1"],
        ),
        (json!([email_otp(), sms(PHONE)]), vec!["sms-1"]),
        // Nothing proves the address: nothing is made worse.
        (json!([link("mallory@example.com"), passkey()]), vec![]),
    ] {
        assert_eq!(removable(user.clone(), authenticators).await, expected);
    }
}

#[tokio::test]
async fn of_two_addresses_one_proof_is_enough() {
    let user = json!({"isEnrolled": true, "email": "ann@example.com", "phoneNumber": PHONE});
    for (authenticators, expected) in [
        (
            json!([email_otp(), sms(PHONE), passkey()]),
            vec!["email-1", "sms-1", "passkey-1"],
        ),
        (
            json!([email_otp(), sms("+4915112345679"), passkey()]),
            vec!["sms-1", "passkey-1"],
        ),
        (json!([sms(PHONE), passkey()]), vec!["passkey-1"]),
    ] {
        assert_eq!(removable(user.clone(), authenticators).await, expected);
    }
    let phone = json!({"isEnrolled": true, "phoneNumber": PHONE});
    assert_eq!(
        removable(phone, json!([email_otp(), sms(PHONE), passkey()])).await,
        ["email-1", "passkey-1"]
    );
}

#[tokio::test]
async fn where_no_address_is_known_whatever_could_prove_one_stays() {
    let all = json!([email_otp(), link("ann@example.com"), sms(PHONE), passkey()]);
    for user in [
        json!({"isEnrolled": true}),
        json!({"isEnrolled": true, "email": "", "phoneNumber": null}),
    ] {
        assert_eq!(removable(user, all.clone()).await, ["passkey-1"]);
    }
    let stage = Stage::new([
        (USER, 404, json!({"error": "not_found"})),
        (LIST, 200, all),
        (REMOVE, 200, json!({"success": true})),
    ])
    .await;
    assert_eq!(
        stage.run(removal("email-1")).await.refusal(),
        (409, "LAST_WAY_IN")
    );
    assert_eq!(stage.run(removal("passkey-1")).await.status, 204);
}

#[tokio::test]
async fn a_doubt_about_the_address_removes_nothing() {
    let stage = Stage::new([
        (USER, 503, json!({})),
        (LIST, 200, json!([email_otp(), passkey()])),
        (REMOVE, 200, json!({"success": true})),
    ])
    .await;
    let response = stage.run(removal("passkey-1")).await;
    assert_eq!(response.refusal(), (503, "AUTHSIGNAL_UNAVAILABLE"));
    assert!(!removed(&stage));
}

#[tokio::test]
async fn nobody_removes_their_last_factor() {
    let unverified = json!({
        "userAuthenticatorId": "sms-1", "verificationMethod": "SMS", "phoneNumber": "+4915112345678",
    });
    for others in [json!([passkey()]), json!([passkey(), unverified])] {
        let stage = stage(others).await;
        let response = stage.run(removal("passkey-1")).await;
        assert_eq!(response.refusal(), (409, "LAST_WAY_IN"));
        assert!(!removed(&stage));
    }
}

#[tokio::test]
async fn an_old_sign_in_removes_nothing() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let unknown = with_claim(removal("passkey-1"), "auth_time", None);
    for response in [
        stage.run_after(removal("passkey-1"), 901).await,
        stage.run(unknown).await,
    ] {
        assert_eq!(response.refusal(), (403, "SIGN_IN_AGAIN"));
    }
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn one_that_is_gone_meanwhile_counts_as_removed() {
    let stage = Stage::new([
        (LIST, 200, json!([email_otp(), passkey()])),
        (REMOVE, 404, json!({"error": "not_found"})),
    ])
    .await;
    assert_eq!(stage.run(removal("passkey-1")).await.status, 204);
}

#[tokio::test]
async fn the_path_at_authsignal_is_under_the_caller() {
    let stage = stage(json!([email_otp(), passkey()])).await;
    let other = with_claim(removal("passkey-1"), "sub", Some("another/../user"));
    stage.run(other).await;
    for asked in stage.asked() {
        assert!(
            asked.what.contains("/users/another%2F..%2Fuser") && !asked.what.contains(SUB),
            "{asked:?}"
        );
    }
}
