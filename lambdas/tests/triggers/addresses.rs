//! Verify Auth Challenge Response: which addresses must be proved, and what Cognito then marks as verified.

use serde_json::{Value, json};

use crate::fake::{FakeCognito, Log};
use crate::support::{SUB, Stage, event};

const VALIDATE: &str = "POST /v1/validate";
const AUTHENTICATORS: &str = "GET /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/authenticators";
const MARK: &str = "AdminUpdateUserAttributes";
const EMAIL: &str = "ann@example.com";
const PHONE: &str = "+4915112345678";

/// A verified factor of this kind.
fn factor(method: &str, email: Option<&str>, phone_number: Option<&str>) -> Value {
    json!({
        "userAuthenticatorId": "a-1", "verificationMethod": method, "email": email,
        "phoneNumber": phone_number, "verifiedAt": "2026-01-01T00:00:01Z",
    })
}

fn email() -> Value {
    factor("EMAIL_OTP", Some(EMAIL), None)
}

fn sms() -> Value {
    factor("SMS", None, Some(PHONE))
}

async fn stage(authenticators: Value) -> Stage {
    let validation = json!({
        "isValid": true, "state": "CHALLENGE_SUCCEEDED", "userId": SUB, "actionCode": "cognitoAuth",
        "idempotencyKey": "round-1", "verificationMethod": "EMAIL_OTP",
    });
    Stage::new([(VALIDATE, validation), (AUTHENTICATORS, authenticators)])
        .await
        .with_cognito(FakeCognito::start([(MARK, 200, json!({}))]).await)
}

/// An answer to a challenge of an account with these attributes besides its `sub`.
fn answer(attributes: Value) -> Value {
    let mut event = event("verify_token");
    let mut all = json!({"sub": SUB, "cognito:user_status": "CONFIRMED"});
    for (name, value) in attributes.as_object().unwrap() {
        all[name] = value.clone();
    }
    event["request"]["userAttributes"] = all;
    event
}

async fn is_correct(stage: &Stage, attributes: Value) -> bool {
    let response = stage.response(answer(attributes)).await;
    response["answerCorrect"].as_bool().unwrap()
}

/// The attributes that Cognito was told to set, in order.
fn set(stage: &Stage) -> Vec<(String, String)> {
    let called = stage.called();
    let attributes = called.iter().flat_map(|called| {
        assert_eq!(called.operation, MARK);
        called.body["UserAttributes"].as_array().unwrap().clone()
    });
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    attributes
        .map(|attribute| (text(&attribute["Name"]), text(&attribute["Value"])))
        .collect()
}

#[tokio::test]
async fn a_phone_number_is_proved_by_a_code_to_it() {
    let account = json!({"phone_number": PHONE, "phone_number_verified": "true"});
    let unverified = json!({
        "userAuthenticatorId": "a-1", "verificationMethod": "SMS", "phoneNumber": PHONE,
    });
    for (factors, expected) in [
        (json!([sms()]), true),
        (json!([factor("WHATSAPP", None, Some(PHONE))]), true),
        (json!([]), false),
        (json!([unverified]), false),
        (json!([factor("SMS", None, Some("+4915112345679"))]), false),
        (json!([factor("SMS", None, Some("4915112345678"))]), false),
        (
            json!([factor("SMS", None, Some("+49 151 12345678"))]),
            false,
        ),
        (json!([factor("SMS", None, None)]), false),
        (json!([factor("SMS", Some(PHONE), None)]), false),
        (json!([factor("PASSKEY", None, Some(PHONE))]), false),
        (
            json!([factor("AUTHENTICATOR_APP", None, Some(PHONE))]),
            false,
        ),
        (
            json!([factor("EMAIL_OTP", Some(EMAIL), Some(PHONE))]),
            false,
        ),
        (json!([factor("EMAIL_OTP", Some(PHONE), None)]), false),
    ] {
        let stage = stage(factors.clone()).await;
        assert_eq!(
            is_correct(&stage, account.clone()).await,
            expected,
            "{factors}"
        );
        assert!(stage.called().is_empty(), "it is marked already");
    }
}

#[tokio::test]
async fn of_two_marked_addresses_one_proof_is_enough() {
    let account = json!({
        "email": EMAIL, "email_verified": "true", "phone_number": PHONE, "phone_number_verified": "true",
    });
    for (factors, expected) in [
        (json!([email()]), true),
        (json!([sms()]), true),
        (json!([factor("PASSKEY", Some(EMAIL), Some(PHONE))]), false),
    ] {
        let stage = stage(factors.clone()).await;
        assert_eq!(
            is_correct(&stage, account.clone()).await,
            expected,
            "{factors}"
        );
    }
}

#[tokio::test]
async fn each_address_that_cognito_does_not_mark_wants_a_proof_of_its_own() {
    for mark in [
        json!("false"),
        json!("TRUE"),
        json!("1"),
        json!(""),
        Value::Null,
    ] {
        let mut account = json!({"email": EMAIL, "email_verified": "true", "phone_number": PHONE});
        if !mark.is_null() {
            account["phone_number_verified"] = mark.clone();
        }
        // Signed up with one's own email address and somebody else's phone number.
        let own = stage(json!([email()])).await;
        assert!(!is_correct(&own, account.clone()).await, "{mark}");
        assert!(own.called().is_empty());

        let both = stage(json!([email(), sms()])).await;
        assert!(is_correct(&both, account).await, "{mark}");
    }
    let neither = json!({"email": EMAIL, "phone_number": PHONE});
    for factors in [json!([email()]), json!([sms()])] {
        assert!(!is_correct(&stage(factors).await, neither.clone()).await);
    }
}

#[tokio::test]
async fn what_is_proved_and_not_marked_yet_is_marked() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let marked_email = [pair("email", EMAIL), pair("email_verified", "true")];
    let marked_phone = [
        pair("phone_number", PHONE),
        pair("phone_number_verified", "true"),
    ];
    for (account, factors, expected) in [
        (
            json!({"email": EMAIL, "email_verified": "false"}),
            json!([email()]),
            marked_email.to_vec(),
        ),
        (
            json!({"phone_number": PHONE}),
            json!([sms()]),
            marked_phone.to_vec(),
        ),
        (
            json!({"email": EMAIL, "phone_number": PHONE}),
            json!([sms(), email()]),
            [marked_email, marked_phone].concat(),
        ),
    ] {
        let stage = stage(factors).await;
        assert!(is_correct(&stage, account.clone()).await);
        assert_eq!(set(&stage), expected, "{account}");
        let [call] = &stage.called()[..] else {
            panic!("one call")
        };
        assert_eq!(call.body["UserPoolId"], "eu-central-1_Example01");
        assert_eq!(call.body["Username"], SUB);
        assert_eq!(call.token, "the-session-token");
        let scope = "/eu-central-1/cognito-idp/aws4_request";
        assert!(
            call.authorization
                .starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                && call.authorization.contains(scope),
            "{call:?}"
        );
    }
}

#[tokio::test]
async fn nothing_is_marked_for_a_wrong_answer() {
    let refused = stage(json!([email()])).await;
    assert!(!is_correct(&refused, json!({"email": "bob@example.com"})).await);
    assert!(refused.called().is_empty());

    let validation = json!({"isValid": false});
    let stage = Stage::new([(VALIDATE, validation), (AUTHENTICATORS, json!([email()]))])
        .await
        .with_cognito(FakeCognito::start([(MARK, 200, json!({}))]).await);
    assert!(!is_correct(&stage, json!({"email": EMAIL})).await);
    assert!(stage.called().is_empty());
}

#[tokio::test]
async fn a_mark_that_cannot_be_set_stops_nobody_and_the_log_says_why() {
    for (status, error, words) in [
        (
            400,
            "NotAuthorizedException",
            "Cognito refused the call (NotAuthorizedException)",
        ),
        (
            400,
            "TooManyRequestsException",
            "Cognito is unavailable (TooManyRequestsException)",
        ),
        (
            500,
            "InternalErrorException",
            "Cognito is unavailable (InternalErrorException)",
        ),
    ] {
        let (log, _guard) = Log::start();
        let answer = json!({"__type": error, "message": "about ann@example.com"});
        let stage = stage(json!([email()]))
            .await
            .with_cognito(FakeCognito::start([(MARK, status, answer)]).await);
        assert!(is_correct(&stage, json!({"email": EMAIL})).await);
        let line = log.lines().remove(0);
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["error"], words);
        for secret in ["ann@", "the-aws-secret", "the-session-token"] {
            assert!(!log.text().contains(secret), "{secret} in {}", log.text());
        }
    }
}

#[tokio::test]
async fn a_user_pool_out_of_reach_stops_nobody() {
    let (log, _guard) = Log::start();
    let mut stage = stage(json!([email()])).await;
    stage.triggers.user_pool = crate::fake::unreachable_user_pool();
    assert!(is_correct(&stage, json!({"email": EMAIL})).await);
    assert_eq!(
        log.lines()[0]["error"],
        "Cognito is unavailable (not reached)"
    );
}
