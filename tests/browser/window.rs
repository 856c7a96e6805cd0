//! The challenge in a window of its own. The window is played; its messages and its end are real events.

use latchkey::session::SessionContext;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, authentication_result, clear_storages, config_with, eval, fetch_answering,
    replace, requests, sign_in_page, until,
};

const ORIGIN: &str = "https://mfa.example";

fn page() -> (Mounted, SessionContext) {
    sign_in_page(config_with(config::ChallengeMode::Window))
}

/// `window.open`, giving `window.opened`: an iframe's window stands for the window, since only a real one can
/// be the source of a message.
fn open_giving_a_window() -> Replaced {
    eval(
        "(() => {
            const frame = document.createElement('iframe');
            document.body.append(frame);
            const real = frame.contentWindow;
            window.shown = undefined; window.openedWith = undefined; window.isClosed = false;
            window.opened = new Proxy(real, { get: (target, name) => {
                if (name === 'closed') return window.isClosed;
                if (name === 'close') return () => { window.isClosed = true; };
                if (name === 'focus') return () => { window.focused = true; };
                if (name === 'document') return null;
                if (name === 'location') return { replace: (url) => { window.shown = url; } };
                return target[name];
            }});
        })()",
    );
    replace(
        "window",
        "open",
        "(url, target, features) => { window.openedWith = [url, target, features].join(' '); return window.opened; }",
    )
}

/// A message as the window would post it.
fn post(data: &Value, origin: &str, source: &str) {
    let script = format!(
        "window.dispatchEvent(Object.defineProperty(new MessageEvent('message', {{
            data: {}, origin: '{origin}' }}), 'source', {{ value: {source} }}))",
        json!(data.to_string())
    );
    eval(&script);
}

fn text(name: &str) -> Option<String> {
    eval(&format!("window.{name}")).as_string()
}

fn challenge() -> Value {
    json!([200, {
        "ChallengeName": "CUSTOM_CHALLENGE", "Session": "session",
        "ChallengeParameters": {"url": "https://mfa.example/?token=t"},
    }])
}

fn submit(mounted: &Mounted) {
    mounted
        .get::<HtmlInputElement>("input")
        .set_value("ada@example.com");
    mounted.get::<HtmlElement>("button[type=submit]").click();
}

async fn shown() {
    until("the window shows the challenge", || text("shown").is_some()).await;
}

#[wasm_bindgen_test]
async fn the_window_opens_in_the_click_and_its_token_signs_in() {
    let _open = open_giving_a_window();
    let _fetch = fetch_answering(
        &json!([challenge(), [200, {"AuthenticationResult": authentication_result(0)}]]),
    );
    let (mounted, context) = page();
    submit(&mounted);
    assert!(
        text("openedWith").is_some(),
        "it opens before anything is awaited"
    );
    shown().await;
    assert_eq!(
        text("shown").as_deref(),
        Some("https://mfa.example/?token=t&mode=popup")
    );
    assert!(mounted.text().contains("in the window that opened"));
    let done = json!({"event": "AUTHSIGNAL_CLOSE_POPUP", "token": "proof"});
    // From elsewhere, by somebody else, and no message at all.
    post(&done, "https://evil.example", "window.opened");
    post(&done, ORIGIN, "window");
    post(&json!("AUTHSIGNAL_CLOSE_POPUP"), ORIGIN, "window.opened");
    post(&json!({"height": 300}), ORIGIN, "window.opened");
    post(
        &json!({"event": "AUTHSIGNAL_READY"}),
        ORIGIN,
        "window.opened",
    );
    assert_eq!(requests().len(), 1);
    post(&done, ORIGIN, "window.opened");
    until("signed in", || context.signed_in().get_untracked()).await;
    assert_eq!(
        requests()[1]["body"]["ChallengeResponses"]["ANSWER"],
        "proof"
    );
    assert!(eval("window.isClosed").is_truthy());
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_window_that_is_closed_is_a_cancel() {
    let _open = open_giving_a_window();
    let _fetch = fetch_answering(&json!([challenge()]));
    let (mounted, _) = page();
    submit(&mounted);
    shown().await;
    eval("window.isClosed = true");
    until("the form is ready", || {
        mounted.find("[aria-busy=true]").is_none()
    })
    .await;
    assert!(mounted.find(".notice-problem").is_none());
    assert_eq!(
        mounted.get::<HtmlInputElement>("input").value(),
        "ada@example.com"
    );
}

#[wasm_bindgen_test]
async fn the_person_finds_the_window_again_or_gives_up() {
    let _open = open_giving_a_window();
    let _fetch = fetch_answering(&json!([challenge()]));
    let (mounted, _) = page();
    submit(&mounted);
    shown().await;
    eval("window.focused = false");
    mounted
        .get::<HtmlElement>(".choices button:first-child")
        .click();
    assert!(eval("window.focused").is_truthy());
    mounted
        .get::<HtmlElement>(".choices button:last-child")
        .click();
    assert!(eval("window.isClosed").is_truthy());
    until("the form is ready", || {
        mounted.find("[aria-busy=true]").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_window_closes_when_there_will_be_no_challenge_or_the_page_is_left() {
    for answer in [
        json!([[400, {"__type": "TooManyRequestsException"}]]),
        json!(["down"]),
    ] {
        let _open = open_giving_a_window();
        let _fetch = fetch_answering(&answer);
        let (mounted, _) = page();
        submit(&mounted);
        until("the problem shows", || {
            mounted.find(".notice-problem").is_some()
        })
        .await;
        assert!(eval("window.isClosed").is_truthy());
    }
    let _open = open_giving_a_window();
    let _fetch = fetch_answering(&json!([challenge()]));
    let (mounted, _) = page();
    submit(&mounted);
    shown().await;
    drop(mounted);
    assert!(eval("window.isClosed").is_truthy());
}

#[wasm_bindgen_test]
async fn errors_of_the_pre_built_ui_are_said() {
    for (code, words) in [
        ("expired_token", "took too long"),
        ("too_many_requests", "Too many attempts"),
    ] {
        let _open = open_giving_a_window();
        let _fetch = fetch_answering(&json!([challenge()]));
        let (mounted, _) = page();
        submit(&mounted);
        shown().await;
        let error = json!({"event": "AUTHSIGNAL_API_ERROR", "errorCode": code, "statusCode": 400});
        post(&error, ORIGIN, "window.opened");
        post(
            &json!({"event": "AUTHSIGNAL_CLOSE_POPUP"}),
            ORIGIN,
            "window.opened",
        );
        until("the problem shows", || mounted.text().contains(words)).await;
    }
}

#[wasm_bindgen_test]
async fn a_blocked_window_offers_this_tab() {
    for blocked in ["() => null", "() => ({ closed: true })"] {
        let _open = replace("window", "open", blocked);
        let _fetch = fetch_answering(&json!([]));
        let (mounted, _) = page();
        submit(&mounted);
        until("the problem shows", || {
            mounted.text().contains("blocked the window")
        })
        .await;
        assert!(requests().is_empty(), "nothing is begun");
        mounted
            .get::<HtmlElement>("button[type=button].button")
            .click();
        until("the sign-in begins", || !requests().is_empty()).await;
        assert_eq!(requests()[0]["target"], "InitiateAuth");
    }
}

#[wasm_bindgen_test]
fn no_window_opens_for_what_is_no_address() {
    let _open = open_giving_a_window();
    let (mounted, _) = page();
    mounted.get::<HtmlInputElement>("input").set_value("ada");
    mounted.get::<HtmlElement>("button[type=submit]").click();
    assert_eq!(text("openedWith"), None);
}
