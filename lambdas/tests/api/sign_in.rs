//! Looking up a username before signing in: the same answer for known and unknown.

use serde_json::{Value, json};

use crate::fake::{FakeCognito, Log};
use crate::support::{Response, SUB, Stage, call};

const LIST_USERS: &str = "ListUsers";
const EMAIL: &str = "ann@example.com";
const PHONE: &str = "+4915112345678";

/// A call that names this person, as the app makes it.
fn start(username: Value) -> Value {
    let mut event = call("POST /sign-in/start");
    let context = event["requestContext"].as_object_mut().unwrap();
    context.remove("authorizer");
    let headers = event["headers"].as_object_mut().unwrap();
    headers.remove("authorization");
    headers.insert("content-type".to_owned(), json!("application/json"));
    event["body"] = json!(json!({"username": username}).to_string());
    event
}

fn user(name: &str, attributes: Value, created: u32) -> Value {
    let attributes: Vec<Value> = attributes
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect();
    json!({"Username": name, "Attributes": attributes, "UserCreateDate": created, "Enabled": true})
}

/// An API whose user pool finds these.
async fn stage(users: Value) -> Stage {
    let cognito = FakeCognito::start([(LIST_USERS, 200, json!({"Users": users}))]).await;
    Stage::new([]).await.with_cognito(cognito)
}

fn name(response: &Response) -> &str {
    assert_eq!(response.status, 200, "{response:?}");
    response.body["username"].as_str().unwrap()
}

/// Whether it is a UUID of version 4.
fn is_uuid(name: &str) -> bool {
    name.len() == 36
        && name.char_indices().all(|(at, letter)| match at {
            8 | 13 | 18 | 23 => letter == '-',
            14 => letter == '4',
            19 => "89ab".contains(letter),
            _ => "0123456789abcdef".contains(letter),
        })
}

#[tokio::test]
async fn a_known_address_gives_cognitos_name_and_an_unknown_one_a_name_of_the_same_form() {
    for (typed, attribute) in [(EMAIL, "email"), (PHONE, "phone_number")] {
        let known = stage(json!([user(SUB, json!({attribute: typed}), 1)])).await;
        let unknown = stage(json!([])).await;
        let (known_one, unknown_one) = (
            known.run(start(json!(typed))).await,
            unknown.run(start(json!(typed))).await,
        );

        assert_eq!(name(&known_one), SUB);
        assert!(is_uuid(name(&unknown_one)), "{unknown_one:?}");
        assert_eq!(known_one.headers, unknown_one.headers);
        assert_eq!(known_one.headers["cache-control"], "no-store");
        for (response, stage) in [(known_one, known), (unknown_one, unknown)] {
            assert_eq!(response.body.as_object().unwrap().len(), 1);
            let calls = stage.called();
            assert_eq!(calls.len(), 2, "the same for everybody");
            assert!(calls.iter().all(|call| call.operation == LIST_USERS));
            let call = calls.iter().find(|call| !call.body["Filter"].is_null());
            let call = call.unwrap();
            assert_eq!(call.body["UserPoolId"], "eu-central-1_Example01");
            assert_eq!(call.body["Filter"], format!("{attribute} = \"{typed}\""));
            assert!(stage.asked().is_empty(), "Authsignal is not asked");
        }
    }
}

#[tokio::test]
async fn a_made_up_name_stays_the_same_and_depends_on_the_tenants_key() {
    let stage = stage(json!([])).await;
    let first = stage.run(start(json!(EMAIL))).await;
    let again = stage.run(start(json!("ANN@Example.com"))).await;
    let other = stage.run(start(json!("bob@example.com"))).await;
    assert_eq!(name(&first), name(&again), "the pool ignores case as well");
    assert_ne!(name(&first), name(&other));
    let stage = stage.set("AUTHSIGNAL_SECRET", "another-key");
    assert_ne!(name(&first), name(&stage.run(start(json!(EMAIL))).await));
}

#[tokio::test]
async fn made_up_names_look_like_those_of_the_pool() {
    let names = (10..40).map(|number| {
        let digits = format!("{:x}", number * 7919 % 4096 + 4096);
        let (a, b) = (&digits[1..2], &digits[2..3]);
        json!({"Username": format!(
            "{a}4{b}8{a}448-{b}0{a}1-70{a}{b}-{b}{a}c{b}-{number}{a}{b}c029929{b}"
        )})
    });
    let all: Vec<Value> = names.collect();
    let cognito = FakeCognito::start([
        (LIST_USERS, 200, json!({"Users": []})),
        ("ListUsers of all", 200, json!({"Users": all})),
    ])
    .await;
    let stage = Stage::new([]).await.with_cognito(cognito);
    for number in 0..20 {
        let typed = format!("ann-{number}@example.com");
        let response = stage.run(start(json!(typed))).await;
        let name = name(&response).to_owned();
        assert_eq!(
            (&name[1..2], &name[10..11], &name[14..16]),
            ("4", "0", "70"),
            "{name}"
        );
        assert!(!all.iter().any(|user| user["Username"] == name));
        let again = stage.run(start(json!(typed))).await;
        assert_eq!(name, again.body["username"]);
    }
    let samples = stage.called();
    let samples = samples.iter().filter(|call| call.body["Filter"].is_null());
    assert_eq!(samples.count(), 1, "what was learned is kept");
}

#[tokio::test]
async fn a_made_up_name_is_of_its_pool() {
    let stage = stage(json!([])).await;
    let here = stage.run(start(json!(EMAIL))).await;
    let stage = stage.set("USER_POOL_ID", "eu-central-1_Example02");
    assert_ne!(name(&here), name(&stage.run(start(json!(EMAIL))).await));
}

#[tokio::test]
async fn a_search_that_finds_others_finds_nobody() {
    let others = json!([
        user(
            "bob",
            json!({"email": "bob@example.com", "email_verified": "true"}),
            1
        ),
        user("ann-by-phone", json!({"phone_number": EMAIL}), 1),
        user("nobody", json!({}), 1),
        json!({"Username": "bare"}),
    ]);
    let stage = stage(others).await;
    assert!(is_uuid(name(&stage.run(start(json!(EMAIL))).await)));
}

#[tokio::test]
async fn of_several_the_one_with_the_verified_address_and_else_the_first() {
    let unverified = json!({"email": "Ann@example.com", "email_verified": "false"});
    let verified = json!({"email": EMAIL, "email_verified": "true"});
    let by_phone = json!({"email": EMAIL, "phone_number_verified": "true"});
    for (users, expected) in [
        (
            json!([
                user("second", unverified.clone(), 2),
                user("first", by_phone, 1),
                user("third", json!({"email": EMAIL}), 3),
            ]),
            "first",
        ),
        (
            json!([
                user("first", unverified, 1),
                user("verified", verified, 3),
                user("also", json!({"email": EMAIL}), 2),
            ]),
            "verified",
        ),
    ] {
        let stage = stage(users).await;
        assert_eq!(name(&stage.run(start(json!(EMAIL))).await), expected);
    }
}

#[tokio::test]
async fn who_is_disabled_is_found_like_anyone() {
    let mut disabled = user(SUB, json!({"email": EMAIL}), 1);
    disabled["Enabled"] = json!(false);
    disabled["UserStatus"] = json!("UNCONFIRMED");
    let stage = stage(json!([disabled])).await;
    assert_eq!(name(&stage.run(start(json!(EMAIL))).await), SUB);
}

#[tokio::test]
async fn what_is_no_address_is_refused_without_a_search() {
    let stage = stage(json!([])).await;
    let long = format!("{}@example.com", "a".repeat(117));
    for typed in [
        "",
        " ",
        "ann",
        SUB,
        "@example.com",
        "ann@",
        "ann@example",
        "ann@example..com",
        "ann@@example.com",
        "ann@b@example.com",
        " ann@example.com",
        "ann @example.com",
        "ann@example.com\n",
        "ann@example.com\u{0}",
        "\"ann\"@example.com",
        "ann\\@example.com",
        "a\" or \"b@example.com",
        "ann@example.com\" or email ^= \"",
        "*@example.com\"",
        &long,
        "+",
        "+49",
        "+491234",
        "+0491511234567",
        "+1234567890123456",
        "+49 151 12345678",
        "+49151123456x8",
        "+٤٩١٥١١٢٣٤٥٦٧٨",
        "4915112345678",
        "004915112345678",
        "+4915112345678\"",
    ] {
        let response = stage.run(start(json!(typed))).await;
        assert_eq!(response.refusal(), (400, "INVALID_USERNAME"), "{typed:?}");
    }
    assert!(stage.called().is_empty());
}

#[tokio::test]
async fn what_can_be_an_address_is_searched_for() {
    let stage = stage(json!([])).await;
    let longest = format!("{}@example.com", "a".repeat(116));
    for typed in [
        "Ada.Lovelace+x@Mail.Example.co.uk",
        "o'neil@example.ie",
        "jörg@müller.de",
        "#!$%&'*+/=?^_`{}|~@example.org",
        &longest,
        "+6427000",
        "+123456789012345",
    ] {
        let response = stage.run(start(json!(typed))).await;
        assert!(is_uuid(name(&response)), "{typed:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_none_is_refused_without_a_search() {
    let stage = stage(json!([])).await;
    let good = start(json!(EMAIL));
    let padded = format!(
        "{{\"username\":\"{EMAIL}\",\"x\":\"{}\"}}",
        "x".repeat(1000)
    );
    for body in [
        Value::Null,
        json!(""),
        json!(EMAIL),
        json!("[]"),
        json!("{}"),
        json!("{\"username\":null}"),
        json!("{\"username\":[\"ann@example.com\"]}"),
        json!("{\"username\":{\"email\":\"ann@example.com\"}}"),
        json!("{\"username\":\"ann@example.com\",\"username\":\"bob@example.com\"}"),
        json!("{\"username\":\"ann@example.com\""),
        json!("username=ann%40example.com"),
        json!(padded),
    ] {
        let mut event = good.clone();
        event["body"] = body.clone();
        let response = stage.run(event).await;
        assert_eq!(response.refusal(), (400, "INVALID_REQUEST"), "{body}");
    }
    for media_type in [
        json!("text/plain"),
        json!("application/x-www-form-urlencoded"),
        json!("application/jsonp"),
        json!("text/plain; application/json"),
        json!(""),
    ] {
        let mut event = good.clone();
        event["headers"]["content-type"] = media_type.clone();
        let response = stage.run(event).await;
        assert_eq!(response.refusal(), (400, "INVALID_REQUEST"), "{media_type}");
    }
    let mut undeclared = good.clone();
    undeclared["headers"]
        .as_object_mut()
        .unwrap()
        .remove("content-type");
    undeclared["isBase64Encoded"] = json!(false);
    let mut broken = good;
    broken["isBase64Encoded"] = json!(true);
    for event in [undeclared, broken] {
        let response = stage.run(event).await;
        assert_eq!(response.refusal(), (400, "INVALID_REQUEST"));
    }
    assert!(stage.called().is_empty());
}

#[tokio::test]
async fn a_body_may_come_in_base64_and_say_its_charset() {
    let stage = stage(json!([])).await;
    let mut event = start(json!(EMAIL));
    event["headers"]["content-type"] = json!("Application/JSON; charset=utf-8");
    event["isBase64Encoded"] = json!(true);
    // {"username":"ann@example.com"}
    event["body"] = json!("eyJ1c2VybmFtZSI6ImFubkBleGFtcGxlLmNvbSJ9");
    let plain = stage.run(start(json!(EMAIL))).await;
    assert_eq!(name(&stage.run(event).await), name(&plain));
}

#[tokio::test]
async fn a_pool_in_trouble_says_who_must_act_and_nothing_about_the_person() {
    let (log, _guard) = Log::start();
    for (status, kind, expected) in [
        (
            400,
            "TooManyRequestsException",
            (503, "COGNITO_UNAVAILABLE"),
        ),
        (500, "InternalErrorException", (503, "COGNITO_UNAVAILABLE")),
        (400, "NotAuthorizedException", (500, "MISCONFIGURED")),
        (400, "ResourceNotFoundException", (500, "MISCONFIGURED")),
    ] {
        let trouble = json!({"__type": kind, "message": "about ann@example.com"});
        let cognito = FakeCognito::start([(LIST_USERS, status, trouble)]).await;
        let stage = Stage::new([]).await.with_cognito(cognito);
        let response = stage.run(start(json!(EMAIL))).await;
        assert_eq!(response.refusal(), expected, "{kind}");
        assert!(!response.body.to_string().contains("ann@"));
        assert!(log.text().contains(kind), "{}", log.text());
    }
    let stage = stage(json!([user(SUB, json!({"email": EMAIL}), 1)])).await;
    stage.run(start(json!(EMAIL))).await;
    for secret in ["ann@", SUB, "the-aws-secret", "the-session-token"] {
        assert!(!log.text().contains(secret), "{secret} in {}", log.text());
    }
}

/// The Create trigger makes a challenge up for the name that was made up here; it must ask for what people with this kind of
/// address have.
#[tokio::test]
async fn a_made_up_name_leads_to_a_made_up_challenge_of_the_same_kind() {
    use lambdas::config::Config;
    use lambdas::create::create_auth_challenge;

    let stage = stage(json!([])).await.set("USERNAMES", "email_and_phone");
    let config = Config::read(|name| {
        let value = match name {
            "AUTHSIGNAL_URL" => "https://api.authsignal.com/v1",
            "AUTHSIGNAL_SECRET" => crate::fake::SECRET,
            "USERNAMES" => "email_and_phone",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap();
    let authsignal = crate::fake::FakeAuthsignal::start([]).await.client();
    let request = serde_json::from_value(json!({
        "userAttributes": {}, "challengeName": "CUSTOM_CHALLENGE", "session": [], "userNotFound": true,
    }))
    .unwrap();
    for number in 10..40 {
        for (typed, expected) in [
            (format!("ann-{number}@example.com"), "EMAIL_OTP"),
            (format!("+49151123456{number}"), "SMS"),
        ] {
            let response = stage.run(start(json!(typed))).await;
            let challenge = create_auth_challenge(&request, name(&response), &config, &authsignal)
                .await
                .unwrap();
            let methods = &challenge.public_challenge_parameters["enrolledMethods"];
            assert!(methods.contains(expected), "{typed}: {methods}");
        }
    }
}
