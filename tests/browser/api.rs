//! The API's client; the API itself is tested in `lambdas`, both together end to end.

use auth::Username;
use cognito::TransportError;
use latchkey::api::{Api, ApiError, look_up_username};
use latchkey::session::SessionContext;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{
    app_config, clear_storages, config_with_api, fetch_answering, replace, requests,
    signed_in_context,
};

fn api() -> (Owner, Api) {
    clear_storages();
    let owner = Owner::new();
    let api = owner.with(|| Api::new(&config_with_api(), signed_in_context()).unwrap());
    (owner, api)
}

#[wasm_bindgen_test]
async fn calls_carry_the_access_token_and_no_cookies() {
    let (_owner, api) = api();
    let _fetch = fetch_answering(&json!([
        [200, {"authenticators": [{"id": "p1", "verificationMethod": "PASSKEY"}]}],
        [200, {"token": "scoped", "url": "https://mfa.example/"}],
        [204, null],
    ]));
    let list = api.authenticators().await.unwrap();
    assert_eq!(list[0].id, "p1");
    let token = api.enrolment_token().await.unwrap();
    assert_eq!(token.expose(), "scoped");
    api.remove("a/../b?c").await.unwrap();
    let sent: Vec<(Value, Value)> = requests()
        .iter()
        .map(|request| (request["method"].clone(), request["url"].clone()))
        .collect();
    let base = "https://api.example/stage/authenticators";
    assert_eq!(
        sent,
        [
            (json!("GET"), json!(base)),
            (json!("POST"), json!(base)),
            (json!("DELETE"), json!(format!("{base}/a%2F..%2Fb%3Fc"))),
        ]
    );
    for request in requests() {
        let bearer = request["authorization"].as_str().unwrap();
        assert!(bearer.starts_with("Bearer ey"), "{bearer}");
        assert_eq!(request["credentials"], "omit");
        assert_eq!(request["body"], Value::Null);
    }
}

#[wasm_bindgen_test]
async fn refusals_are_told_apart_by_who_must_act() {
    let (_owner, api) = api();
    let unavailable = |code: &str| ApiError::Unavailable(code.to_owned());
    let misconfigured = |code: &str| ApiError::Misconfigured(code.to_owned());
    for (status, body, expected) in [
        (403, json!({"code": "SIGN_IN_AGAIN"}), ApiError::SignInAgain),
        (401, json!({"code": "NOT_SIGNED_IN"}), ApiError::SignInAgain),
        (
            401,
            json!({"message": "Unauthorized"}),
            ApiError::SignInAgain,
        ),
        (409, json!({"code": "LAST_WAY_IN"}), ApiError::LastWayIn),
        (403, json!({"code": "BLOCKED"}), ApiError::Blocked),
        (
            503,
            json!({"code": "AUTHSIGNAL_UNAVAILABLE"}),
            unavailable("AUTHSIGNAL_UNAVAILABLE"),
        ),
        (
            500,
            json!({"message": "Internal"}),
            unavailable("HTTP status 500"),
        ),
        (429, json!({}), ApiError::TooManyRequests),
        (
            500,
            json!({"code": "MISCONFIGURED"}),
            misconfigured("MISCONFIGURED"),
        ),
        (
            404,
            json!({"message": "Not Found"}),
            misconfigured("HTTP status 404"),
        ),
        (
            200,
            json!("<!doctype html>"),
            misconfigured("its list is none"),
        ),
    ] {
        let _fetch = fetch_answering(&json!([[status, body]]));
        assert_eq!(api.authenticators().await, Err(expected), "{status} {body}");
    }
}

#[wasm_bindgen_test]
async fn what_is_gone_is_removed() {
    let (_owner, api) = api();
    let _fetch = fetch_answering(&json!([[404, {"code": "NO_SUCH_AUTHENTICATOR"}]]));
    assert_eq!(api.remove("p1").await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_failed_connection_and_being_offline_are_told_apart() {
    let (_owner, api) = api();
    let _fetch = fetch_answering(&json!(["down", "down"]));
    assert!(matches!(
        api.authenticators().await,
        Err(ApiError::Unreachable(TransportError::Network(_)))
    ));
    let _offline = replace("navigator", "onLine", "false");
    assert_eq!(
        api.authenticators().await,
        Err(ApiError::Unreachable(TransportError::Offline))
    );
}

#[wasm_bindgen_test]
async fn nobody_calls_who_is_signed_out_and_no_site_without_an_api() {
    clear_storages();
    let _fetch = fetch_answering(&json!([]));
    let owner = Owner::new();
    let (api, none) = owner.with(|| {
        let context = SessionContext::new(app_config().cognito);
        context.restore();
        let api = Api::new(&config_with_api(), context).unwrap();
        (api, Api::new(&app_config(), context).is_none())
    });
    assert!(none);
    assert_eq!(api.authenticators().await, Err(ApiError::SignedOut));
    assert!(requests().is_empty());
}

const ENDPOINT: &str = "https://api.example/stage/";

fn ada() -> Username {
    Username::from_email("ada@example.com").unwrap()
}

#[wasm_bindgen_test]
async fn a_user_name_is_looked_up_as_nobody_in_particular() {
    let _fetch = fetch_answering(&json!([[200, {"username": "c3b4a8f2"}]]));
    let name = look_up_username(ENDPOINT, &ada()).await.unwrap();
    assert_eq!(name.as_str(), "c3b4a8f2");
    assert_eq!(
        requests(),
        [json!({
            "url": "https://api.example/stage/sign-in/start", "method": "POST", "credentials": "omit",
            "body": {"username": "ada@example.com"},
        })]
    );
}

#[wasm_bindgen_test]
async fn a_user_name_that_does_not_come_has_a_reason() {
    let misconfigured = |code: &str| ApiError::Misconfigured(code.to_owned());
    for (status, body, expected) in [
        (
            400,
            json!({"code": "INVALID_USERNAME"}),
            ApiError::InvalidUsername,
        ),
        (
            429,
            json!({"message": "Too Many"}),
            ApiError::TooManyRequests,
        ),
        (
            503,
            json!({"code": "COGNITO_UNAVAILABLE"}),
            ApiError::Unavailable("COGNITO_UNAVAILABLE".to_owned()),
        ),
        (
            401,
            json!({"message": "Unauthorized"}),
            misconfigured("HTTP status 401"),
        ),
        (
            404,
            json!({"message": "Not Found"}),
            misconfigured("HTTP status 404"),
        ),
        (
            200,
            json!({"username": ""}),
            misconfigured("its user name is none"),
        ),
        (
            200,
            json!("<!doctype html>"),
            misconfigured("its user name is none"),
        ),
    ] {
        let _fetch = fetch_answering(&json!([[status, body]]));
        let result = look_up_username(ENDPOINT, &ada()).await;
        assert_eq!(result, Err(expected), "{status} {body}");
    }
    let _fetch = fetch_answering(&json!(["down"]));
    assert!(matches!(
        look_up_username(ENDPOINT, &ada()).await,
        Err(ApiError::Unreachable(TransportError::Network(_)))
    ));
}
