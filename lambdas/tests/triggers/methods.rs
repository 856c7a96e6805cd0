//! Create Auth Challenge: what the browser is told about the ways to be verified.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Stage, event, event_with};

const TRACK: &str = "POST /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/cognitoAuth";

/// What the browser is told of a user about whom Authsignal says this.
async fn told(methods: Value) -> Value {
    told_where("just_in_time", methods).await
}

async fn told_where(sign_up: &str, methods: Value) -> Value {
    let mut tracked = json!({
        "idempotencyKey": "round-1", "state": "CHALLENGE_REQUIRED", "isEnrolled": true,
        "url": "https://mfa.authsignal.com/?token=a.b.c", "token": "a.b.c",
    });
    for (key, value) in methods.as_object().unwrap() {
        tracked[key] = value.clone();
    }
    let stage = Stage::new([(TRACK, tracked)]).await.set("SIGN_UP", sign_up);
    public(stage.response(event("create_second")).await)
}

fn public(mut response: Value) -> Value {
    let mut parameters = response["publicChallengeParameters"].take();
    for other in ["url", "token"] {
        parameters.as_object_mut().unwrap().remove(other).unwrap();
    }
    parameters
}

#[tokio::test]
async fn an_enrolled_person_is_told_what_they_can_use() {
    let told = told(json!({
        "enrolledVerificationMethods": ["PASSKEY", "EMAIL_OTP", "SMS"],
        "allowedVerificationMethods": ["EMAIL_MAGIC_LINK", "PASSKEY", "EMAIL_OTP"],
        "defaultVerificationMethod": "PASSKEY",
    }))
    .await;
    assert_eq!(
        told,
        json!({
            "enrolledMethods": "EMAIL_OTP,PASSKEY,SMS", "allowedMethods": "EMAIL_OTP,PASSKEY",
            "defaultMethod": "PASSKEY",
        })
    );
}

#[tokio::test]
async fn a_number_takes_whatsapp_where_that_betrays_nobody() {
    let methods = || {
        json!({
            "enrolledVerificationMethods": ["SMS"],
            "allowedVerificationMethods": ["SMS", "WHATSAPP"], "defaultVerificationMethod": "SMS",
        })
    };
    let open = told(methods()).await;
    assert_eq!(open["allowedMethods"], "SMS,WHATSAPP");
    for sign_up in ["separate", "closed"] {
        let concealing = told_where(sign_up, methods()).await;
        assert_eq!(concealing["allowedMethods"], "SMS", "{sign_up}");
    }
}

#[tokio::test]
async fn a_default_that_cannot_be_used_is_none() {
    for default in [json!("SMS"), json!("EMAIL_MAGIC_LINK"), Value::Null] {
        let told = told(json!({
            "enrolledVerificationMethods": ["PASSKEY", "EMAIL_OTP", "SMS"],
            "allowedVerificationMethods": ["EMAIL_MAGIC_LINK", "PASSKEY", "EMAIL_OTP"],
            "defaultVerificationMethod": default,
        }))
        .await;
        assert_eq!(told["defaultMethod"], "EMAIL_OTP");
    }
}

#[tokio::test]
async fn who_has_nothing_yet_is_told_what_they_may_enrol() {
    let told = told(json!({
        "isEnrolled": false, "enrolledVerificationMethods": [],
        "allowedVerificationMethods": ["SMS", "EMAIL_OTP"], "defaultVerificationMethod": null,
    }))
    .await;
    assert_eq!(told, json!({"allowedMethods": "SMS,EMAIL_OTP"}));
}

#[tokio::test]
async fn what_is_unknown_is_left_out() {
    assert_eq!(told(json!({})).await, json!({}));
}

#[tokio::test]
async fn a_code_that_would_read_as_two_is_left_out() {
    let told = told(json!({
        "enrolledVerificationMethods": ["EMAIL_OTP,PASSKEY", "", "sms", "NEW_ONE", "EMAIL_OTP"],
        "defaultVerificationMethod": "EMAIL_OTP,PASSKEY",
    }))
    .await;
    assert_eq!(
        told,
        json!({
            "enrolledMethods": "EMAIL_OTP,NEW_ONE", "allowedMethods": "EMAIL_OTP,NEW_ONE",
            "defaultMethod": "EMAIL_OTP",
        })
    );
}

/// What is made up about somebody who does not exist.
async fn made_up(stage: &Stage, user_name: &str) -> Value {
    let event = event_with("create_user_not_found", "/userName", Some(json!(user_name)));
    public(stage.response(event).await)
}

/// What is made up about many, and how often.
async fn among(usernames: &str, name: impl Fn(usize) -> String) -> BTreeMap<String, usize> {
    let stage = Stage::new([]).await.set("USERNAMES", usernames);
    let mut among = BTreeMap::new();
    for number in 0..200 {
        let told = made_up(&stage, &name(number)).await;
        assert_eq!(told["allowedMethods"], told["enrolledMethods"]);
        let enrolled = told["enrolledMethods"].as_str().unwrap();
        let default = told["defaultMethod"].as_str().unwrap();
        assert!(enrolled.split(',').any(|method| method == default));
        *among.entry(enrolled.to_owned()).or_default() += 1;
    }
    among
}

#[tokio::test]
async fn made_up_accounts_have_what_accounts_have() {
    let uuid = |number: usize| format!("c0ffee00-0000-4000-8000-{number:012}");
    let email = among("email", uuid).await;
    assert_eq!(
        email.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "AUTHENTICATOR_APP,EMAIL_OTP",
            "EMAIL_OTP",
            "EMAIL_OTP,PASSKEY"
        ]
    );
    assert!(email["EMAIL_OTP"] > 100, "{email:?}");
    let phone = among("phone", uuid).await;
    assert_eq!(
        phone.keys().map(String::as_str).collect::<Vec<_>>(),
        ["PASSKEY,SMS", "SMS"]
    );
    assert!(phone["SMS"] > 100, "{phone:?}");

    let both: BTreeSet<String> = among("email_and_phone", uuid).await.into_keys().collect();
    assert_eq!(both, email.into_keys().chain(phone.into_keys()).collect());
    let numbers = among("email_and_phone", |number| format!("+49151{number:08}")).await;
    assert!(numbers.keys().all(|methods| methods.contains("SMS")));
}

#[tokio::test]
async fn a_made_up_account_stays_the_same_and_depends_on_the_tenants_key() {
    let stage = Stage::new([]).await;
    let other = Stage::new([]).await.set("AUTHSIGNAL_SECRET", "another-key");
    let mut differ = false;
    for number in 0..32 {
        let name = format!("ann-{number}@example.com");
        let told = made_up(&stage, &name).await;
        assert_eq!(told, made_up(&stage, &name.to_uppercase()).await);
        assert_eq!(told, made_up(&stage, &name).await);
        differ |= told != made_up(&other, &name).await;
    }
    assert!(differ, "nobody else can tell");
}

#[tokio::test]
async fn a_made_up_account_looks_like_one_that_has_the_same() {
    let stage = Stage::new([]).await;
    for number in 0..32 {
        let made_up = made_up(&stage, &format!("ann-{number}@example.com")).await;
        let mut enrolled: Vec<&str> = made_up["enrolledMethods"]
            .as_str()
            .unwrap()
            .split(',')
            .collect();
        enrolled.reverse();
        let real = told(json!({
            "enrolledVerificationMethods": enrolled,
            "allowedVerificationMethods": ["SMS", "PASSKEY", "EMAIL_OTP", "EMAIL_MAGIC_LINK", "AUTHENTICATOR_APP"],
            "defaultVerificationMethod": "EMAIL_OTP",
        }))
        .await;
        assert_eq!(made_up, real);
    }
}
