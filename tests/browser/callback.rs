//! Coming back from the pre-built UI in redirect mode.

use auth::pending::{PendingId, PendingSignIn};
use auth::{ReturnPath, Timestamp, Username, ValidationToken};
use cognito::ChallengeSession;
use latchkey::browser::{self, Arrival, take_arrival};
use latchkey::pages::CallbackPage;
use latchkey::session::SessionContext;
use latchkey::sign_in::take_pending;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::support::{
    Mounted, authentication_result, clear_storages, config_with, eval, fetch_answering, mount,
    requests, until, window,
};

fn pending(started: Timestamp) -> PendingSignIn {
    PendingSignIn {
        id: PendingId::from_entropy(&[1; 16]),
        username: Username::from_email("ada@example.com").unwrap(),
        respond_as: Username::named_by_cognito("pool-name"),
        session: ChallengeSession::new("session"),
        return_to: ReturnPath::home(),
        started,
        expires: PendingSignIn::expiry(started),
    }
}

/// The callback's page as the app shows it, and the session's owner.
fn page(waits: Option<PendingSignIn>, token: Option<&str>) -> (Mounted, SessionContext) {
    clear_storages();
    let config = config_with(config::ChallengeMode::Redirect);
    let arrival = Arrival {
        token: token.and_then(ValidationToken::new),
    };
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = SessionContext::new(config.cognito.clone());
        context.restore();
        filled.set(Some(context));
        if let Some(waits) = waits {
            context.with_pending(|store| store.keep(&waits)).unwrap();
        }
        let pending = take_pending(context);
        view! { <CallbackPage config context pending arrival on_settled=|()| ()/> }
    });
    (mounted, slot.get().unwrap())
}

fn tokens() -> Value {
    json!([[200, {"AuthenticationResult": authentication_result(0)}]])
}

#[wasm_bindgen_test]
async fn who_comes_back_with_a_token_is_signed_in() {
    let _fetch = fetch_answering(&tokens());
    let (mounted, context) = page(Some(pending(browser::now())), Some("proof"));
    assert!(mounted.text().contains("Signing you in"));
    assert!(mounted.find("input").is_none());
    until("signed in", || context.signed_in().get_untracked()).await;
    let body = &requests()[0]["body"];
    assert_eq!(
        body["ChallengeResponses"],
        json!({"USERNAME": "pool-name", "ANSWER": "proof"})
    );
    assert_eq!(body["Session"], "session");
    assert_eq!(take_pending(context), None, "it is good for one return");
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_refusal_leads_to_the_form_with_the_email_in_it() {
    let refused = json!([[400, {"__type": "NotAuthorizedException", "message": "Invalid session for the user."}]]);
    let _fetch = fetch_answering(&refused);
    let (mounted, context) = page(Some(pending(browser::now())), Some("proof"));
    until("the form shows", || mounted.find("input").is_some()).await;
    assert!(mounted.text().contains("could not confirm"));
    assert_eq!(
        mounted.get::<HtmlInputElement>("input").value(),
        "ada@example.com"
    );
    assert!(!context.signed_in().get_untracked());
}

#[wasm_bindgen_test]
fn nobody_is_signed_in_by_what_nobody_waits_for() {
    let _fetch = fetch_answering(&json!([]));
    let expired = Timestamp::from_millis(browser::now().as_millis() - 16 * 60_000);
    for (waits, token, words) in [
        (None, Some("strangers"), "no sign-in to finish here"),
        (None, None, "no sign-in to finish here"),
        (Some(pending(expired)), Some("proof"), "took too long"),
        (Some(pending(browser::now())), None, ""),
    ] {
        let (mounted, context) = page(waits, token);
        assert!(mounted.text().contains(words), "{words}");
        assert!(mounted.find("input").is_some(), "{words}");
        assert_eq!(mounted.find(".notice-problem").is_none(), words.is_empty());
        assert!(requests().is_empty(), "{words}");
        assert!(!context.signed_in().get_untracked());
    }
}

/// The page's own address, put back when dropped.
struct Address(String);

impl Address {
    fn replaced_by(address: &str) -> Self {
        let before = window().location().href().unwrap();
        eval(&format!("history.replaceState(null, '', '{address}')"));
        Self(before)
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        eval(&format!("history.replaceState(null, '', '{}')", self.0));
    }
}

#[wasm_bindgen_test]
fn the_token_leaves_the_address_at_once() {
    for (address, token) in [
        ("/callback?token=proof", Some("proof")),
        ("/callback/?token=proof#x", Some("proof")),
        ("/callback?a=b&token=pr%2Bo%20of&token=2", Some("pr+o of")),
        ("/callback?token=", None),
        ("/callback", None),
    ] {
        let _address = Address::replaced_by(address);
        let arrival = take_arrival().unwrap();
        assert_eq!(
            arrival.token.as_ref().map(ValidationToken::expose),
            token,
            "{address}"
        );
        let location = window().location();
        assert_eq!(location.pathname().unwrap(), "/callback");
        assert_eq!(location.search().unwrap() + &location.hash().unwrap(), "");
    }
}

#[wasm_bindgen_test]
fn other_pages_are_left_alone() {
    for address in ["/callbacks?token=x", "/sign-in?token=x", "/?token=x"] {
        let _address = Address::replaced_by(address);
        assert_eq!(take_arrival(), None);
        assert!(window().location().href().unwrap().ends_with(address));
    }
}
