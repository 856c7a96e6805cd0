use auth::Username;
use auth::session::Session;
use cognito::{AccessToken, IdToken, RefreshToken, Tokens};
use latchkey::browser::Lifetime;
use latchkey::session::SessionContext;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{
    CLIENT_ID, SUB, app_config, authentication_result, clear_storages, fetch_answering, replace,
    requests, window,
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
