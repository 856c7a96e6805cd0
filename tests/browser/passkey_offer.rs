//! The offer of a passkey: the API, the SDK and the device are played; real ceremonies are tested end to end.

use auth::ValidationToken;
use auth::session::Session;
use latchkey::components::PasskeyOffer;
use latchkey::passkeys::Passkeys;
use latchkey::session::{ProofMethod, SessionContext};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{
    CLIENT_ID, Mounted, SUB, app_config, capable_device, clear_storages, config_with_api, document,
    fetch_answering, json_of, mount, requests, sdk_creating, signed_in_context, until, user_of,
    window,
};

const CREATED: &str = "({data: {token: 'proof', userAuthenticator: {}, registrationResponse: {}}})";

fn offer(config: config::AppConfig, proof: Option<ProofMethod>) -> (Mounted, SessionContext) {
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = signed_in_context();
        filled.set(Some(context));
        if let Some(method) = proof {
            context.keep_proof(ValidationToken::new("sign-in").unwrap(), method);
        }
        let passkeys = Passkeys::new(config, user_of(context), context);
        view! { <h1 tabindex="-1">"Home"</h1><PasskeyOffer passkeys/> }
    });
    (mounted, slot.get().unwrap())
}

fn no_passkeys() -> Value {
    json!([200, {"authenticators": [{"id": "e1", "verificationMethod": "EMAIL_OTP", "verifiedAt": "2026-11-01T10:00:00Z"}]}])
}

fn token() -> Value {
    json!([200, {"token": "scoped"}])
}

fn kept() -> Option<String> {
    let key = format!("latchkey.{CLIENT_ID}.{SUB}.passkeyOffer");
    let local = window().local_storage().unwrap().unwrap();
    local.get_item(&key).unwrap()
}

async fn asked(mounted: &Mounted) {
    until("the offer shows", || {
        !mounted.buttons("Create a passkey").is_empty()
    })
    .await;
}

fn has_focus(mounted: &Mounted, selector: &str) -> bool {
    document().active_element() == mounted.find(selector)
}

#[wasm_bindgen_test]
async fn a_passkey_is_created_with_a_token_of_the_api() {
    clear_storages();
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([no_passkeys(), token()]));
    let _sdk = sdk_creating(&[CREATED]);
    let (mounted, _) = offer(config_with_api(), None);
    asked(&mounted).await;
    mounted.click("Create a passkey");
    until("it is done", || mounted.text().ends_with("Passkey created")).await;
    assert!(mounted.find(".card").is_none());
    let status: web_sys::Element = mounted.get("[role=status]");
    assert_eq!(status.text_content().as_deref(), Some("Passkey created"));
    assert!(has_focus(&mounted, "h1"));
    assert_eq!(
        json_of("window.created"),
        json!([{
            "token": "scoped", "username": "ada@example.com", "displayName": "ada@example.com",
            "authenticatorAttachment": "platform", "useAutoRegister": false,
        }])
    );
    assert_eq!(requests().len(), 2);
    assert_eq!(kept().as_deref(), Some(r#"{"answer":"created"}"#));
}

#[wasm_bindgen_test]
async fn what_proved_the_sign_in_is_enough_without_an_api() {
    clear_storages();
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([]));
    let _sdk = sdk_creating(&[CREATED]);
    let (mounted, _) = offer(app_config(), Some(ProofMethod::Challenge));
    asked(&mounted).await;
    mounted.click("Create a passkey");
    until("it is done", || mounted.text().ends_with("Passkey created")).await;
    assert_eq!(json_of("window.created[0].token"), "sign-in");
    assert!(requests().is_empty());
}

#[wasm_bindgen_test]
async fn a_refused_proof_is_replaced_by_the_apis_token() {
    clear_storages();
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([no_passkeys(), token()]));
    let _sdk = sdk_creating(&["({error: 'x', errorCode: 'expired_token'})", CREATED]);
    let (mounted, _) = offer(config_with_api(), Some(ProofMethod::Challenge));
    asked(&mounted).await;
    mounted.click("Create a passkey");
    until("it is done", || mounted.text().ends_with("Passkey created")).await;
    assert_eq!(
        json_of("window.created.map((params) => params.token)"),
        json!(["sign-in", "scoped"])
    );
}

#[wasm_bindgen_test]
async fn nobody_is_asked_who_has_one_or_came_by_one_or_said_no() {
    let passkey = json!([200, {"authenticators": [{"id": "p1", "verificationMethod": "PASSKEY"}]}]);
    let key = format!("latchkey.{CLIENT_ID}.{SUB}.passkeyOffer");
    let never = Some((key.as_str(), r#"{"answer":"never"}"#));
    let device = format!(r#"{{"{SUB}": ["Y3JlZA"]}}"#);
    let on_device = Some(("as_user_passkey_map", device.as_str()));
    let with_api = config_with_api;
    for (config, proof, stored, answers, sent) in [
        (with_api(), None, None, json!([passkey]), 1),
        (with_api(), None, None, json!(["down"]), 1),
        (with_api(), Some(ProofMethod::Passkey), None, json!([]), 0),
        (with_api(), None, never, json!([]), 0),
        (
            app_config(),
            Some(ProofMethod::Challenge),
            on_device,
            json!([]),
            0,
        ),
        (app_config(), None, None, json!([]), 0),
    ] {
        clear_storages();
        if let Some((key, value)) = stored {
            let local = window().local_storage().unwrap().unwrap();
            local.set_item(key, value).unwrap();
        }
        let _device = capable_device(false);
        let _fetch = fetch_answering(&answers);
        let owner = Owner::new();
        let passkeys = owner.with(|| {
            let context = signed_in_context();
            if let Some(method) = proof {
                context.keep_proof(ValidationToken::new("sign-in").unwrap(), method);
            }
            Passkeys::new(config, user_of(context), context)
        });
        assert!(
            !passkeys.offer_is_due().await,
            "{proof:?} {stored:?} {answers}"
        );
        assert_eq!(requests().len(), sent);
    }
}

#[wasm_bindgen_test]
async fn a_device_that_keeps_none_is_offered_none() {
    clear_storages();
    let _fetch = fetch_answering(&json!([]));
    let _none = crate::support::replace("window", "PublicKeyCredential", "undefined");
    let owner = Owner::new();
    let passkeys = owner.with(|| {
        let context = signed_in_context();
        Passkeys::new(config_with_api(), user_of(context), context)
    });
    assert!(!passkeys.offer_is_due().await);
    assert!(requests().is_empty());
}

#[wasm_bindgen_test]
async fn a_no_is_remembered_and_the_focus_goes_to_the_heading() {
    for (button, answer) in [("Not now", "later"), ("Don't ask again", "never")] {
        clear_storages();
        let _device = capable_device(false);
        let _fetch = fetch_answering(&json!([no_passkeys()]));
        let (mounted, _) = offer(config_with_api(), None);
        asked(&mounted).await;
        mounted.click(button);
        until("the offer goes", || mounted.find(".card").is_none()).await;
        assert!(has_focus(&mounted, "h1"));
        let kept: Value = serde_json::from_str(&kept().unwrap()).unwrap();
        assert_eq!(kept["answer"], answer);
        if answer == "later" {
            let now = latchkey::browser::now().as_millis();
            assert!((now - kept["at"].as_i64().unwrap()).abs() < 60_000);
        }
    }
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_cancel_is_silent_and_failures_say_what_to_do() {
    let thrown = |name: &str| {
        format!(
            "Promise.reject(Object.assign(new Error('x'), {{name: '{name}', code: 'ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY'}}))"
        )
    };
    for (answer, words) in [
        (thrown("NotAllowedError"), ""),
        (thrown("AbortError"), ""),
        (thrown("NotSupportedError"), "does not support it"),
        (thrown("SecurityError"), "tell the people who run it"),
        (
            "Promise.reject(new TypeError('Failed to fetch'))".to_owned(),
            "Check your connection",
        ),
        (
            "({error: 'x', errorCode: 'too_many_requests'})".to_owned(),
            "Wait a minute",
        ),
        (
            "({data: {}})".to_owned(),
            "No passkey was created. Try again.",
        ),
    ] {
        clear_storages();
        let _device = capable_device(false);
        let _fetch = fetch_answering(&json!([no_passkeys(), token()]));
        let _sdk = sdk_creating(&[&answer]);
        let (mounted, _) = offer(config_with_api(), None);
        asked(&mounted).await;
        mounted.click("Create a passkey");
        until("it has ended", || {
            json_of("window.created.length") == 1 && mounted.find("[aria-busy]").is_none()
        })
        .await;
        let alert: web_sys::Element = mounted.get("[role=alert]");
        let said = alert.text_content().unwrap();
        assert!(
            said.contains(words) && words.is_empty() == said.is_empty(),
            "{answer}: {said}"
        );
        assert_eq!(kept(), None);
    }
}

#[wasm_bindgen_test]
async fn one_that_is_there_already_is_good_news() {
    clear_storages();
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([no_passkeys(), token()]));
    let thrown = "Promise.reject(Object.assign(new Error('x'), {name: 'InvalidStateError', code: 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'}))";
    let _sdk = sdk_creating(&[thrown]);
    let (mounted, _) = offer(config_with_api(), None);
    asked(&mounted).await;
    mounted.click("Create a passkey");
    until("it is told", || {
        mounted
            .text()
            .contains("You already have a passkey on this device")
    })
    .await;
    assert!(mounted.find(".notice-problem").is_none());
    assert_eq!(kept().as_deref(), Some(r#"{"answer":"created"}"#));
}

#[wasm_bindgen_test]
async fn an_old_sign_in_is_renewed_first() {
    clear_storages();
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([no_passkeys(), [403, {"code": "SIGN_IN_AGAIN"}], "down"]));
    let _sdk = sdk_creating(&[]);
    let (mounted, context) = offer(config_with_api(), None);
    asked(&mounted).await;
    mounted.click("Create a passkey");
    until("it says so", || {
        mounted.text().contains("sign in again first")
    })
    .await;
    mounted.click("Sign in again");
    until("the person is signed out", || {
        context.session().get_untracked() == Session::SignedOut
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_browser_may_create_one_by_itself_and_its_failure_is_nobodys() {
    clear_storages();
    let _device = capable_device(true);
    let _fetch = fetch_answering(&json!([no_passkeys(), no_passkeys()]));
    let _sdk = sdk_creating(&[CREATED]);
    let (mounted, _) = offer(config_with_api(), Some(ProofMethod::Challenge));
    until("it is told", || mounted.text().ends_with("Passkey created")).await;
    assert_eq!(json_of("window.created[0].useAutoRegister"), true);
    assert_eq!(json_of("window.created[0].token"), "sign-in");
    drop(mounted);

    clear_storages();
    let _sdk = sdk_creating(&["Promise.reject(new Error('CONDITIONAL_CREATE_NOT_SUPPORTED'))"]);
    let (mounted, _) = offer(config_with_api(), Some(ProofMethod::Challenge));
    asked(&mounted).await;
    assert_eq!(json_of("window.created.length"), 1);
    assert!(mounted.find(".notice-problem").is_none());
}
