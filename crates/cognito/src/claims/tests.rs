use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Claims, ClaimsError, MAX_TOKEN, TokenUse};
use crate::{AccessToken, IdToken};

fn token(payload: &[u8]) -> IdToken {
    IdToken::new(format!("e30.{}.sig", BASE64URL_NOPAD.encode(payload)))
}

fn id_payload() -> Value {
    json!({
        "sub": "c3b4", "iss": "https://issuer", "aud": "client", "token_use": "id",
        "cognito:username": "ada", "iat": 100, "exp": 200, "auth_time": 90, "origin_jti": "o",
        "email": "ada@example.com", "email_verified": true, "phone_number": "+15550100",
        "phone_number_verified": false, "name": "Ada", "cognito:groups": ["a", "b"], "custom:x": "y",
    })
}

/// The claims of an otherwise right ID token with `name` set to `value`.
fn with(name: &str, value: Value) -> Result<Claims, ClaimsError> {
    let mut payload = id_payload();
    payload[name] = value;
    Claims::of_id_token(&token(payload.to_string().as_bytes()))
}

#[test]
fn an_id_token_is_read() {
    let payload = id_payload().to_string();
    assert_eq!(
        Claims::of_id_token(&token(payload.as_bytes())).unwrap(),
        Claims {
            sub: "c3b4".into(),
            username: "ada".into(),
            token_use: TokenUse::Id,
            issuer: "https://issuer".into(),
            client_id: "client".into(),
            issued_at: 100,
            expires_at: 200,
            auth_time: Some(90),
            origin_jti: Some("o".into()),
            email: Some("ada@example.com".into()),
            email_verified: true,
            phone_number: Some("+15550100".into()),
            phone_number_verified: false,
            name: Some("Ada".into()),
        }
    );
}

#[test]
fn claims_that_a_trigger_added_do_not_change_who_it_is() {
    for added in ["username", "client_id"] {
        let claims = with(added, json!("someone else")).unwrap();
        assert_eq!(
            (claims.username.as_str(), claims.client_id.as_str()),
            ("ada", "client")
        );
    }
}

#[test]
fn an_access_token_is_read() {
    let payload = json!({
        "sub": "c3b4", "iss": "https://issuer", "client_id": "client", "token_use": "access",
        "username": "ada", "iat": 100, "exp": 200,
    });
    let token = token(payload.to_string().as_bytes());
    let claims = Claims::of_access_token(&AccessToken::new(token.expose())).unwrap();
    assert_eq!(
        (claims.username.as_str(), claims.client_id.as_str()),
        ("ada", "client")
    );
    assert_eq!(
        (claims.email, claims.email_verified, claims.origin_jti),
        (None, false, None)
    );
    assert_eq!(Claims::of_id_token(&token), Err(ClaimsError::TokenUse));
}

#[test]
fn one_kind_of_token_is_not_taken_for_the_other() {
    let id = token(id_payload().to_string().as_bytes());
    assert_eq!(
        Claims::of_access_token(&AccessToken::new(id.expose())),
        Err(ClaimsError::TokenUse)
    );
    assert_eq!(
        with("token_use", json!("refresh")),
        Err(ClaimsError::TokenUse)
    );
}

#[test]
fn claims_that_every_token_has_must_be_there() {
    for (name, reported) in [
        ("sub", "sub"),
        ("iss", "iss"),
        ("aud", "client_id"),
        ("token_use", "token_use"),
        ("cognito:username", "username"),
    ] {
        for absent in [Value::Null, json!("")] {
            assert_eq!(with(name, absent), Err(ClaimsError::Missing(reported)));
        }
    }
    for name in ["iat", "exp"] {
        assert_eq!(with(name, Value::Null), Err(ClaimsError::Missing(name)));
    }
}

#[test]
fn claims_of_the_wrong_type_are_refused() {
    for (name, value) in [
        ("sub", json!(1)),
        ("aud", json!(["client"])),
        ("email", json!({})),
        ("exp", json!("200")),
        ("exp", json!(1e300)),
        ("email_verified", json!(1)),
    ] {
        assert_eq!(
            with(name, value.clone()),
            Err(ClaimsError::Payload),
            "{name}: {value}"
        );
    }
}

#[test]
fn a_verified_email_may_be_text() {
    for (value, verified) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!("false"), false),
        (json!("yes"), false),
        (Value::Null, false),
    ] {
        assert_eq!(
            with("email_verified", value.clone())
                .unwrap()
                .email_verified,
            verified,
            "{value}"
        );
    }
}

#[test]
fn a_lifetime_must_go_forward() {
    assert_eq!(with("exp", json!(100)), Err(ClaimsError::Lifetime));
    assert_eq!(with("iat", json!(-1)), Err(ClaimsError::Lifetime));
    assert_eq!(with("exp", json!(i64::MAX)).unwrap().expires_at, i64::MAX);
}

#[test]
fn what_is_no_jwt_is_refused() {
    let good = token(id_payload().to_string().as_bytes());
    let (head, _) = good.expose().rsplit_once('.').unwrap();
    for text in [
        String::new(),
        "...".into(),
        "a.b".into(),
        head.to_owned(),
        format!("{head}."),
        format!("{}.x", good.expose()),
        good.expose().replacen("e30", "", 1),
        "e30.e30=.sig".into(),
        "e30.e+0/.sig".into(),
        "e30.\u{e9}.sig".into(),
        format!("e30.{}.sig", "A".repeat(MAX_TOKEN)),
    ] {
        assert_eq!(
            Claims::of_id_token(&IdToken::new(text)),
            Err(ClaimsError::NotAJwt)
        );
    }
}

#[test]
fn a_payload_that_is_no_object_is_refused() {
    for payload in [
        "",
        "null",
        "[]",
        "1",
        "{",
        "{}{}",
        "\u{0}",
        "{\"sub\":\"\\ud800\"}",
    ] {
        let result = Claims::of_id_token(&token(payload.as_bytes()));
        assert_eq!(result, Err(ClaimsError::Payload), "{payload}");
    }
    assert_eq!(
        Claims::of_id_token(&token(b"\xff\xfe")),
        Err(ClaimsError::Payload)
    );
    let deep = format!("{{\"x\":{}", "[".repeat(40_000));
    assert_eq!(
        Claims::of_id_token(&token(deep.as_bytes())),
        Err(ClaimsError::Payload)
    );
}

#[test]
fn printed_claims_are_not_personal() {
    let printed = format!("{:?}", with("name", json!("Ada Lovelace")).unwrap());
    for personal in ["Ada", "ada", "example.com", "+15550100"] {
        assert!(!printed.contains(personal), "{printed}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".*", token in "[A-Za-z0-9_=-]{0,40}(\\.[A-Za-z0-9_=-]{0,40}){0,4}") {
        prop_assert!(Claims::of_id_token(&IdToken::new(text)).is_err());
        prop_assert!(Claims::of_id_token(&IdToken::new(token)).is_err());
    }

    #[test]
    fn no_payload_makes_it_panic(payload in any::<Vec<u8>>()) {
        prop_assert!(Claims::of_id_token(&token(&payload)).is_err());
    }

    #[test]
    fn any_change_of_one_byte_is_an_answer_or_an_error(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut payload = id_payload().to_string().into_bytes();
        let at = at.index(payload.len());
        payload[at] = byte;
        if let Ok(claims) = Claims::of_id_token(&token(&payload)) {
            prop_assert!(claims.expires_at > claims.issued_at && !claims.sub.is_empty());
        }
    }

    #[test]
    fn names_in_any_script_come_back_whole(name in "\\PC+", email in ".+@.+") {
        let mut payload = id_payload();
        payload["name"] = json!(name);
        payload["email"] = json!(email);
        let claims = Claims::of_id_token(&token(payload.to_string().as_bytes())).unwrap();
        prop_assert_eq!(claims.name, Some(name));
        prop_assert_eq!(claims.email, Some(email));
    }
}
