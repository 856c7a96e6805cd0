//! The sign-in page with its driver: Cognito and the SDK are played, everything between is real.

use auth::session::Session;
use latchkey::session::SessionContext;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, app_config, authentication_result, clear_storages, eval, fetch_answering,
    replace, requests, sign_in_page, until,
};

fn page() -> (Mounted, SessionContext) {
    sign_in_page(app_config())
}

fn sdk_answering(payload: &str) -> Replaced {
    let sdk = format!(
        "{{ Authsignal: class {{
            passkey = {{ signIn: () => new Promise(() => {{}}) }};
            launch() {{ return Promise.resolve({payload}); }} }} }}"
    );
    replace("window", "authsignal", &sdk)
}

fn challenge() -> Value {
    json!([200, {
        "ChallengeName": "CUSTOM_CHALLENGE", "Session": "session",
        "ChallengeParameters": {"url": "https://mfa.example/?token=t", "token": "t", "USERNAME": "pool-name"},
    }])
}

fn user_not_found() -> Value {
    json!([400, {"__type": "UserNotFoundException", "message": "User does not exist."}])
}

fn submit(mounted: &Mounted, email: &str) {
    let input: HtmlInputElement = mounted.get("input");
    input.set_value(email);
    mounted.get::<HtmlElement>("button[type=submit]").click();
}

fn alert(mounted: &Mounted) -> String {
    mounted
        .get::<HtmlElement>(".card")
        .query_selector(".notice-problem, .field-problem")
        .unwrap()
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

fn targets() -> Vec<String> {
    requests()
        .iter()
        .map(|request| request["target"].as_str().unwrap().to_owned())
        .collect()
}

#[wasm_bindgen_test]
async fn who_comes_back_costs_one_round_trip_before_the_challenge() {
    let _sdk = sdk_answering("{token: 'proof'}");
    let _fetch = fetch_answering(
        &json!([challenge(), [200, {"AuthenticationResult": authentication_result(0)}]]),
    );
    let (mounted, context) = page();
    submit(&mounted, " ada@example.com ");
    until("signed in", || {
        context
            .session()
            .with_untracked(|session| matches!(session, Session::SignedIn(_)))
    })
    .await;
    assert_eq!(targets(), ["InitiateAuth", "RespondToAuthChallenge"]);
    let answer = &requests()[1]["body"];
    assert_eq!(
        answer["ChallengeResponses"],
        json!({"USERNAME": "pool-name", "ANSWER": "proof"})
    );
    assert_eq!(answer["Session"], "session");
    clear_storages();
}

#[wasm_bindgen_test]
async fn who_is_unknown_is_signed_up_with_a_password_that_is_new_each_time() {
    let _sdk = sdk_answering("{token: 'proof'}");
    let mut passwords = Vec::new();
    for _ in 0..2 {
        let _fetch = fetch_answering(&json!([
            user_not_found(),
            [200, {"UserConfirmed": true, "UserSub": "sub"}],
            challenge(),
            [200, {"AuthenticationResult": authentication_result(0)}],
        ]));
        let (mounted, context) = page();
        submit(&mounted, "new@example.com");
        until("signed in", || {
            context
                .session()
                .with_untracked(|session| matches!(session, Session::SignedIn(_)))
        })
        .await;
        assert_eq!(
            targets(),
            [
                "InitiateAuth",
                "SignUp",
                "InitiateAuth",
                "RespondToAuthChallenge"
            ]
        );
        let sign_up = requests()[1]["body"].clone();
        assert_eq!(
            sign_up["UserAttributes"],
            json!([{"Name": "email", "Value": "new@example.com"}])
        );
        passwords.push(sign_up["Password"].as_str().unwrap().to_owned());
    }
    assert_ne!(passwords[0], passwords[1]);
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_closed_popup_is_silent_and_keeps_the_email() {
    let _sdk = sdk_answering("{token: undefined}");
    let _fetch = fetch_answering(&json!([challenge()]));
    let (mounted, _) = page();
    submit(&mounted, "ada@example.com");
    until("idle after the request", || {
        requests().len() == 1 && mounted.find("[aria-busy=true]").is_none()
    })
    .await;
    assert_eq!(alert(&mounted), "");
    assert_eq!(
        mounted.get::<HtmlInputElement>("input").value(),
        "ada@example.com"
    );
}

#[wasm_bindgen_test]
async fn each_failure_ends_in_words_and_keeps_the_email() {
    for (answer, words) in [
        (json!("down"), "cannot reach"),
        (
            json!([500, {"__type": "InternalErrorException"}]),
            "not possible right now",
        ),
        (json!([502, "<html>"]), "not possible right now"),
        (
            json!([400, {"__type": "TooManyRequestsException"}]),
            "Too many attempts",
        ),
        (
            json!([400, {"__type": "NotAuthorizedException", "message": "User is disabled."}]),
            "cannot sign in",
        ),
        (
            json!([400, {"__type": "ResourceNotFoundException"}]),
            "not set up correctly",
        ),
        (
            json!([200, {"ChallengeName": "SMS_MFA", "Session": "s"}]),
            "not set up correctly",
        ),
        (json!([200, {}]), "not possible right now"),
    ] {
        let _fetch = fetch_answering(&json!([answer]));
        let (mounted, _) = page();
        submit(&mounted, "ada@example.com");
        until(words, || alert(&mounted).contains(words)).await;
        assert_eq!(
            mounted.get::<HtmlInputElement>("input").value(),
            "ada@example.com"
        );
        assert!(mounted.find("[aria-busy=true]").is_none());
    }
}

#[wasm_bindgen_test]
async fn a_mistyped_address_is_said_at_the_field_without_a_request() {
    let _fetch = fetch_answering(&json!([]));
    let (mounted, _) = page();
    submit(&mounted, "ada@");
    until("the field is invalid", || {
        mounted.find("input[aria-invalid=true]").is_some()
    })
    .await;
    assert!(alert(&mounted).contains("name@example.com"));
    let focused = crate::support::document().active_element().unwrap();
    assert_eq!(
        focused.unchecked_ref::<HtmlElement>(),
        &mounted.get::<HtmlElement>("input")
    );
    assert!(requests().is_empty());
}

#[wasm_bindgen_test]
async fn submitting_twice_is_one_attempt_and_leaving_ends_it() {
    eval("window.aborted = false");
    let _fetch = fetch_answering(&json!([]));
    let (mounted, _) = page();
    submit(&mounted, "ada@example.com");
    until("busy", || mounted.find("[aria-busy=true]").is_some()).await;
    submit(&mounted, "ada@example.com");
    assert_eq!(targets(), ["InitiateAuth"]);
    drop(mounted);
    until("the request is aborted", || {
        eval("window.aborted").is_truthy()
    })
    .await;
}
