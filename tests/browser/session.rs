use auth::Username;
use auth::session::Session;
use cognito::{AccessToken, IdToken, RefreshToken, Tokens};
use futures_util::FutureExt;
use latchkey::browser::Lifetime;
use latchkey::session::{AccessTokenError, SessionContext, SignOutError};
use leptos::prelude::*;
use serde_json::json;
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{
    CLIENT_ID, Mounted, SUB, app_config, authentication_result, clear_storages, eval,
    fetch_answering, mount, replace, requests, until, window,
};

fn tokens(age: i64) -> Tokens {
    let result = authentication_result(age);
    let text = |name: &str| result[name].as_str().unwrap().to_owned();
    Tokens {
        access: AccessToken::new(text("AccessToken")),
        id: IdToken::new(text("IdToken")),
        refresh: Some(RefreshToken::new(text("RefreshToken"))),
        expires_in: Duration::from_secs(900),
    }
}

fn ada() -> Username {
    Username::from_email("ada@example.com").unwrap()
}

fn key(field: &str) -> String {
    format!("CognitoIdentityServiceProvider.{CLIENT_ID}.{field}")
}

fn signed_in(context: SessionContext) -> bool {
    context
        .session()
        .with_untracked(|session| matches!(session, Session::SignedIn(_)))
}

#[wasm_bindgen_test]
fn a_session_outlives_the_page() {
    clear_storages();
    let owner = Owner::new();
    owner.with(|| {
        let first = SessionContext::new(app_config().cognito);
        assert_eq!(first.session().get_untracked(), Session::Restoring);
        first.restore();
        assert_eq!(first.session().get_untracked(), Session::SignedOut);
        first.begin(tokens(0), &ada()).unwrap();
        assert!(signed_in(first));
        assert_eq!(first.lifetime().get_untracked(), Lifetime::Lasting);
        let second = SessionContext::new(app_config().cognito);
        second.restore();
        assert!(signed_in(second));
        let local = window().local_storage().unwrap().unwrap();
        assert_eq!(
            local.get_item(&key("LastAuthUser")).unwrap().as_deref(),
            Some(SUB)
        );
        assert_eq!(
            local
                .get_item(&key(&format!("{SUB}.refreshToken")))
                .unwrap()
                .as_deref(),
            Some("refresh")
        );
    });
    clear_storages();
}

#[wasm_bindgen_test]
fn without_storage_a_session_lives_as_long_as_the_tab_or_the_page() {
    clear_storages();
    let owner = Owner::new();
    owner.with(|| {
        let _blocked = replace("window", "localStorage", "null");
        let context = SessionContext::new(app_config().cognito);
        context.restore();
        context.begin(tokens(0), &ada()).unwrap();
        assert_eq!(context.lifetime().get_untracked(), Lifetime::Tab);
        let _full = replace(
            "Storage.prototype",
            "setItem",
            "() => { throw new DOMException('', 'QuotaExceededError') }",
        );
        context.begin(tokens(0), &ada()).unwrap();
        assert!(signed_in(context));
        assert_eq!(context.lifetime().get_untracked(), Lifetime::Page);
    });
    clear_storages();
}

#[wasm_bindgen_test]
fn what_is_no_session_is_cleaned_up() {
    clear_storages();
    let owner = Owner::new();
    owner.with(|| {
        let local = window().local_storage().unwrap().unwrap();
        local.set_item(&key("LastAuthUser"), SUB).unwrap();
        local
            .set_item(&key(&format!("{SUB}.accessToken")), "not a token")
            .unwrap();
        local
            .set_item(&key(&format!("{SUB}.idToken")), "{}")
            .unwrap();
        local.set_item("unrelated", "stays").unwrap();
        let context = SessionContext::new(app_config().cognito);
        context.restore();
        assert_eq!(context.session().get_untracked(), Session::SignedOut);
        assert_eq!(local.length().unwrap(), 1);
        assert_eq!(
            local.get_item("unrelated").unwrap().as_deref(),
            Some("stays")
        );
    });
    clear_storages();
}

#[wasm_bindgen_test]
async fn signing_out_works_without_a_network() {
    clear_storages();
    let _fetch = fetch_answering(&serde_json::json!(["down"]));
    let owner = Owner::new();
    let context = owner.with(|| {
        let context = SessionContext::new(app_config().cognito);
        context.begin(tokens(0), &ada()).unwrap();
        context
    });
    context.sign_out().await;
    assert_eq!(context.session().get_untracked(), Session::SignedOut);
    assert_eq!(
        window().local_storage().unwrap().unwrap().length().unwrap(),
        0
    );
    assert_eq!(requests()[0]["target"], "RevokeToken");
    assert_eq!(requests()[0]["body"]["Token"], "refresh");
}

/// What an earlier visit left: a session that began `age` seconds ago.
fn left_behind(age: i64) {
    clear_storages();
    let owner = Owner::new();
    owner.with(|| {
        SessionContext::new(app_config().cognito)
            .begin(tokens(age), &ada())
            .unwrap();
    });
    // Begun just now with old tokens, it took this device's clock for wrong.
    let local = window().local_storage().unwrap().unwrap();
    local
        .set_item(&key(&format!("{SUB}.clockDrift")), "0")
        .unwrap();
}

/// A context that lives as long as what it is mounted with.
fn started() -> (Mounted, SessionContext) {
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = SessionContext::new(app_config().cognito);
        context.start();
        filled.set(Some(context));
    });
    (mounted, slot.get().unwrap())
}

#[wasm_bindgen_test]
async fn a_session_whose_access_token_ran_out_is_renewed_before_anything_shows() {
    left_behind(2_000);
    let mut renewed = authentication_result(0);
    renewed["RefreshToken"] = "rotated".into();
    let _fetch = fetch_answering(&json!([[200, {"AuthenticationResult": renewed}]]));
    let (_mounted, context) = started();
    assert_eq!(context.session().get_untracked(), Session::Restoring);
    until("signed in", || signed_in(context)).await;
    assert_eq!(requests()[0]["target"], "GetTokensFromRefreshToken");
    assert_eq!(requests()[0]["body"]["RefreshToken"], "refresh");
    let local = window().local_storage().unwrap().unwrap();
    let kept = local
        .get_item(&key(&format!("{SUB}.refreshToken")))
        .unwrap();
    assert_eq!(kept.as_deref(), Some("rotated"));
    assert!(!context.stalled().get_untracked());
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_session_that_cognito_calls_dead_is_cleared() {
    left_behind(2_000);
    let dead = json!([[400, {"__type": "NotAuthorizedException", "message": "Refresh Token has been revoked"}]]);
    let _fetch = fetch_answering(&dead);
    let (_mounted, context) = started();
    until("signed out", || {
        context.session().get_untracked() == Session::SignedOut
    })
    .await;
    assert_eq!(
        window().local_storage().unwrap().unwrap().length().unwrap(),
        0
    );
}

#[wasm_bindgen_test]
async fn a_failure_says_nothing_about_the_session() {
    for failure in [
        json!("down"),
        json!([500, {"__type": "InternalErrorException"}]),
        json!([400, {"__type": "TooManyRequestsException"}]),
    ] {
        left_behind(2_000);
        let _fetch = fetch_answering(&json!([failure]));
        let (mounted, context) = started();
        until("signed in though stalled", || {
            signed_in(context) && context.stalled().get_untracked()
        })
        .await;
        assert_eq!(
            context.access_token_now(),
            Err(AccessTokenError::Offline),
            "{failure}"
        );
        let local = window().local_storage().unwrap().unwrap();
        assert!(local.length().unwrap() > 0);
        drop(mounted);
    }
    clear_storages();
}

#[wasm_bindgen_test]
async fn the_network_coming_back_renews_at_once() {
    left_behind(2_000);
    let _fetch = fetch_answering(
        &json!(["down", [200, {"AuthenticationResult": authentication_result(0)}]]),
    );
    let (_mounted, context) = started();
    until("stalled", || context.stalled().get_untracked()).await;
    window()
        .dispatch_event(&web_sys::Event::new("online").unwrap())
        .unwrap();
    until("renewed", || !context.stalled().get_untracked()).await;
    assert!(context.access_token().await.is_ok());
    assert_eq!(requests().len(), 2);
    clear_storages();
}

#[wasm_bindgen_test]
async fn what_another_tab_stores_is_taken_over() {
    left_behind(0);
    let (_mounted, context) = started();
    assert!(signed_in(context));
    clear_storages();
    window()
        .dispatch_event(&web_sys::StorageEvent::new("storage").unwrap())
        .unwrap();
    until("signed out like the other tab", || {
        context.session().get_untracked() == Session::SignedOut
    })
    .await;
    left_behind(0);
    window()
        .dispatch_event(&web_sys::StorageEvent::new("storage").unwrap())
        .unwrap();
    until("signed in like the other tab", || signed_in(context)).await;
    clear_storages();
}

#[wasm_bindgen_test]
async fn a_token_that_is_asked_for_during_a_renewal_waits_for_it() {
    left_behind(850);
    let _fetch = fetch_answering(
        &json!([[200, {"AuthenticationResult": authentication_result(0)}, {}], "down"]),
    );
    let (_mounted, context) = started();
    let old = context.access_token_now().unwrap();
    // Three parts of an app at once, one of them gives up waiting.
    assert!(context.access_token().now_or_never().is_none());
    let (first, second) = futures_util::join!(context.access_token(), context.access_token());
    assert_eq!(first, second);
    assert_ne!(first.unwrap(), old);
    assert_eq!(requests().len(), 1);
    clear_storages();
}

#[wasm_bindgen_test]
async fn signing_out_everywhere_is_done_or_said() {
    let owner = Owner::new();
    let context = owner.with(|| SessionContext::new(app_config().cognito));
    for (answer, expected) in [
        (json!([200, {}]), Ok(())),
        (
            json!([400, {"__type": "NotAuthorizedException", "message": "Access Token has been revoked"}]),
            Ok(()),
        ),
        (json!("down"), Err(SignOutError::Unreachable)),
        (
            json!([500, {"__type": "InternalErrorException"}]),
            Err(SignOutError::Unreachable),
        ),
        (
            json!([400, {"__type": "ForbiddenException"}]),
            Err(SignOutError::Refused),
        ),
    ] {
        clear_storages();
        let _fetch = fetch_answering(&json!([answer]));
        context.begin(tokens(0), &ada()).unwrap();
        assert_eq!(context.sign_out_everywhere().await, expected, "{answer}");
        assert_eq!(requests()[0]["target"], "GlobalSignOut");
        assert_eq!(signed_in(context), expected.is_err(), "{answer}");
        let local = window().local_storage().unwrap().unwrap();
        assert_eq!(local.length().unwrap() > 0, expected.is_err(), "{answer}");
    }
    clear_storages();
}

#[wasm_bindgen_test]
async fn scripts_of_the_page_hear_of_the_session_without_its_secrets() {
    eval(
        "(() => { window.heard = [];
            window.hear = (event) => window.heard.push(JSON.stringify(event.detail));
            window.addEventListener('latchkey:session', window.hear); })()",
    );
    let heard = || eval("window.heard.join()").as_string().unwrap();
    clear_storages();
    let _fetch = fetch_answering(&json!([[200, {}]]));
    let (_mounted, context) = started();
    let nobody = r#"{"type":"signedOut","sub":null}"#;
    let somebody = format!(r#"{{"type":"signedIn","sub":"{SUB}"}}"#);
    let renewed = format!(r#"{{"type":"renewed","sub":"{SUB}"}}"#);
    until("nobody is there", || heard() == nobody).await;
    context.begin(tokens(0), &ada()).unwrap();
    let expected = format!("{nobody},{somebody}");
    until("somebody signs in", || heard() == expected).await;
    context.begin(tokens(5), &ada()).unwrap();
    let expected = format!("{expected},{renewed}");
    until("the session is renewed", || heard() == expected).await;
    context.sign_out().await;
    let expected = format!("{expected},{nobody}");
    until("they sign out", || heard() == expected).await;
    eval("window.removeEventListener('latchkey:session', window.hear)");
    clear_storages();
}

#[wasm_bindgen_test]
fn a_person_does_not_change_with_the_tokens() {
    clear_storages();
    let owner = Owner::new();
    owner.with(|| {
        let context = SessionContext::new(app_config().cognito);
        let user = context.user();
        assert_eq!(user.get_untracked(), None);
        context.begin(tokens(0), &ada()).unwrap();
        let before = user.get_untracked().unwrap();
        assert_eq!(before.sub, SUB);
        assert_eq!(before.email.as_deref(), Some("ada@example.com"));
        context.begin(tokens(5), &ada()).unwrap();
        assert_eq!(user.get_untracked(), Some(before));
    });
    clear_storages();
}

#[wasm_bindgen_test]
async fn what_another_tab_renewed_is_waited_for_though_its_lock_arrives_first() {
    left_behind(2_000);
    let _fetch = fetch_answering(&json!([]));
    eval(&format!(
        "(() => {{ window.release = undefined;
            navigator.locks.request('latchkey.refresh.{CLIENT_ID}',
                () => new Promise((resolve) => {{ window.release = resolve; }})); }})()"
    ));
    until("another tab has the lock", || {
        eval("!!window.release").is_truthy()
    })
    .await;
    let (_mounted, context) = started();
    until("this one waits for it", || eval("(() => { navigator.locks.query().then(({pending}) => { window.waiting = pending.length; }); return window.waiting === 1; })()").is_truthy()).await;
    eval("window.release()");
    until("it has its turn", || eval("(() => { navigator.locks.query().then(({pending, held}) => { window.turn = pending.length === 0 && held.length === 1; }); return window.turn; })()").is_truthy()).await;
    assert!(requests().is_empty());
    left_behind(0);
    window()
        .dispatch_event(&web_sys::StorageEvent::new("storage").unwrap())
        .unwrap();
    until("the renewed session is taken over", || signed_in(context)).await;
    assert!(requests().is_empty());
    clear_storages();
}
