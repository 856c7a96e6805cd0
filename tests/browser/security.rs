//! The page about passkeys: the API, the SDK and the device are played; real ceremonies are tested end to end.

use auth::ValidationToken;
use auth::session::Session;
use latchkey::browser::webauthn::PasskeyUser;
use latchkey::pages::{HomePage, SecurityPage};
use latchkey::session::{ProofMethod, SessionContext};
use leptos::prelude::*;
use leptos_router::components::Router;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::support::{
    Mounted, SUB, app_config, capable_device, clear_storages, config_with_api, document,
    fetch_answering, json_of, mount, replace, requests, sdk_creating, signed_in_context, until,
    user_of, window,
};

fn page(config: config::AppConfig) -> (Mounted, SessionContext) {
    clear_storages();
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = signed_in_context();
        filled.set(Some(context));
        let user = user_of(context);
        view! { <Router><SecurityPage user config context arrived=false/></Router> }
    });
    (mounted, slot.get().unwrap())
}

fn email() -> Value {
    json!({"id": "e1", "verificationMethod": "EMAIL_OTP", "verifiedAt": "2026-11-01T10:00:00Z", "email": "ada@example.com"})
}

fn passkey(id: &str, name: &str) -> Value {
    json!({
        "id": id, "verificationMethod": "PASSKEY", "createdAt": "2026-11-02T12:00:00.000Z",
        "verifiedAt": "2026-11-02T12:00:00.000Z", "lastVerifiedAt": "2026-11-20T12:00:00.000Z",
        "passkey": {"credentialId": format!("credential-{id}"), "name": name},
    })
}

fn list(authenticators: &[Value]) -> Value {
    json!([200, {"authenticators": authenticators}])
}

async fn loaded(mounted: &Mounted) {
    until("the page shows", || mounted.find("h1").is_some()).await;
}

fn names(mounted: &Mounted) -> Vec<String> {
    let all = mounted.all(".key h3");
    all.iter().filter_map(|name| name.text_content()).collect()
}

fn alert(mounted: &Mounted) -> String {
    mounted
        .get::<Element>("[role=alert]")
        .text_content()
        .unwrap()
}

fn has_focus(element: &HtmlElement) -> bool {
    document().active_element().as_ref() == Some(element.as_ref())
}

#[wasm_bindgen_test]
async fn what_there_is_is_listed_one_card_each() {
    let _device = capable_device(false);
    let unnamed = json!({
        "id": "p3", "verificationMethod": "PASSKEY", "verifiedAt": "x", "createdAt": "no date",
        "passkey": {"credentialId": "c3", "aaguid": "bada5566-a7aa-401f-bd96-45619a55120d"},
    });
    let unproved = json!({"id": "s1", "verificationMethod": "SMS"});
    let _fetch = fetch_answering(&json!([list(&[
        email(),
        passkey("p1", "My phone"),
        unnamed,
        unproved
    ])]));
    let (mounted, _) = page(config_with_api());
    let local = window().local_storage().unwrap().unwrap();
    local
        .set_item(
            "as_user_passkey_map",
            &format!(r#"{{"{SUB}": ["credential-p1"]}}"#),
        )
        .unwrap();
    loaded(&mounted).await;
    assert_eq!(document().title(), "Security");
    assert_eq!(names(&mounted), ["My phone", "1Password", "Code by email"]);
    let first: Element = mounted.get(".key");
    let text = first.text_content().unwrap();
    assert!(text.contains("This device"), "{text}");
    assert!(
        text.contains("Created ") && text.contains("Last used ") && text.contains("2026"),
        "{text}"
    );
    let time: Element = mounted.get(".key time");
    assert_eq!(
        time.get_attribute("datetime").as_deref(),
        Some("2026-11-02T12:00:00.000Z")
    );
    assert_eq!(mounted.text().matches("This device").count(), 1);
    assert!(mounted.text().contains("ada@example.com"));
    // The email cannot go.
    let removes = mounted.buttons("Remove");
    assert_eq!(removes.len(), 2);
    let described_by = removes[0].get_attribute("aria-describedby").unwrap();
    let name = document().get_element_by_id(&described_by).unwrap();
    assert_eq!(name.text_content().as_deref(), Some("My phone"));
}

#[wasm_bindgen_test]
async fn a_removal_is_asked_for_twice_and_signalled() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([
        list(&[email(), passkey("p1", "Phone"), passkey("p2", "Laptop")]),
        [204, null],
    ]));
    let (mounted, _) = page(config_with_api());
    loaded(&mounted).await;
    mounted.buttons("Remove")[0].click();
    until("it asks", || !mounted.buttons("Keep").is_empty()).await;
    until("the focus is on the question", || {
        has_focus(&mounted.buttons("Keep")[0])
    })
    .await;
    let group: Element = mounted.get("[role=group]");
    let label = group.get_attribute("aria-labelledby").unwrap();
    assert_eq!(
        document()
            .get_element_by_id(&label)
            .unwrap()
            .text_content()
            .as_deref(),
        Some("Remove this passkey? You can no longer sign in with it.")
    );
    mounted.click("Keep");
    until("it asks no more", || mounted.buttons("Keep").is_empty()).await;
    until("the focus is back", || {
        has_focus(&mounted.buttons("Remove")[0])
    })
    .await;
    assert_eq!(requests().len(), 1);

    mounted.buttons("Remove")[0].click();
    until("it asks again", || !mounted.buttons("Keep").is_empty()).await;
    mounted.buttons("Remove")[0].click();
    until("it is removed", || {
        mounted.text().contains("Passkey removed")
    })
    .await;
    assert_eq!(names(&mounted), ["Laptop", "Code by email"]);
    assert!(has_focus(&mounted.get("h1")));
    assert_eq!(requests()[1]["method"], "DELETE");
    assert_eq!(
        requests()[1]["url"],
        "https://api.example/stage/authenticators/p1"
    );
    assert_eq!(json_of("window.signalled[0].credentialId"), "credential-p1");
    assert_eq!(
        json_of("window.signalled[0].rpId"),
        window().location().hostname().unwrap()
    );
    // The last one left comes with a warning.
    mounted.click("Remove");
    until("it warns", || {
        mounted.text().contains("Remove your last passkey?")
    })
    .await;
}

#[wasm_bindgen_test]
async fn who_signed_in_with_a_passkey_has_what_is_left_signalled() {
    for (method, expected) in [
        (
            ProofMethod::Passkey,
            json!([{
                "rpId": "example.com", "userId": "aGFuZGxl",
                // As the API says afterwards: another device has added one meanwhile.
                "allAcceptedCredentialIds": ["credential-p2", "credential-p3"],
            }]),
        ),
        (ProofMethod::Challenge, json!([])),
    ] {
        let _device = capable_device(false);
        let _fetch = fetch_answering(&json!([
            list(&[email(), passkey("p1", "Phone"), passkey("p2", "Laptop")]),
            [204, null],
            list(&[email(), passkey("p2", "Laptop"), passkey("p3", "Key")]),
        ]));
        let (mounted, context) = page(config_with_api());
        context.keep_proof(ValidationToken::new("sign-in").unwrap(), method);
        context.keep_passkey_user(PasskeyUser {
            rp_id: "example.com".to_owned(),
            handle: "aGFuZGxl".to_owned(),
        });
        loaded(&mounted).await;
        mounted.buttons("Remove")[0].click();
        until("it asks", || !mounted.buttons("Keep").is_empty()).await;
        mounted.buttons("Remove")[0].click();
        until("it is removed", || {
            requests().len() == 3 && mounted.text().contains("Passkey removed")
        })
        .await;
        until("what is left is shown", || {
            names(&mounted) == ["Laptop", "Key", "Code by email"]
        })
        .await;
        until("what is left is told", || {
            json_of("window.accepted") == expected
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn a_removal_that_fails_says_why_and_signals_nothing() {
    for (answer, words) in [
        (json!([409, {"code": "LAST_WAY_IN"}]), "was not removed"),
        (
            json!([503, {"code": "AUTHSIGNAL_UNAVAILABLE"}]),
            "Wait a moment",
        ),
        (json!("down"), "We cannot reach the service"),
        (
            json!([403, {"code": "SIGN_IN_AGAIN"}]),
            "sign in again first",
        ),
    ] {
        let _device = capable_device(false);
        let _fetch = fetch_answering(&json!([list(&[email(), passkey("p1", "Phone")]), answer]));
        let (mounted, _) = page(config_with_api());
        loaded(&mounted).await;
        mounted.click("Remove");
        until("it asks", || !mounted.buttons("Keep").is_empty()).await;
        mounted.click("Remove");
        until("it is told", || alert(&mounted).contains(words)).await;
        assert_eq!(names(&mounted), ["Phone", "Code by email"]);
        assert_eq!(json_of("window.signalled"), json!([]));
        assert_eq!(json_of("window.accepted"), json!([]));
        assert_eq!(
            mounted.buttons("Sign in again").len(),
            usize::from(words.contains("sign in again"))
        );
    }
}

#[wasm_bindgen_test]
async fn the_only_way_in_has_no_button_to_remove_it() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([list(&[passkey("p1", "Phone")])]));
    let (mounted, _) = page(config_with_api());
    loaded(&mounted).await;
    assert!(mounted.buttons("Remove").is_empty());
    assert!(mounted.text().contains("cannot be removed"));
}

#[wasm_bindgen_test]
async fn each_kind_can_be_removed_where_the_api_says_so() {
    for (method, name, question, words) in [
        (
            "AUTHENTICATOR_APP",
            "Authenticator app",
            "Remove your authenticator app?",
            "Authenticator app removed",
        ),
        (
            "SMS",
            "Code by text message",
            "Remove this phone number?",
            "Phone number removed",
        ),
        (
            "EMAIL_OTP",
            "Code by email",
            "Remove this email address?",
            "Email address removed",
        ),
        (
            "EMAIL_MAGIC_LINK",
            "Link by email",
            "Remove sign-in by email link?",
            "Sign-in by email link removed",
        ),
        ("PUSH", "Another way", "Remove this?", "Removed"),
    ] {
        let _device = capable_device(false);
        let target = json!({
            "id": "x/1", "verificationMethod": method, "verifiedAt": "2026-11-01T10:00:00Z",
            "createdAt": "2026-11-01T10:00:00Z", "email": "work@example.com", "removable": true,
        });
        let mut kept = passkey("p1", "Phone");
        kept["removable"] = json!(true);
        let mut kept_after = kept.clone();
        kept_after["removable"] = json!(false);
        let _fetch = fetch_answering(&json!([
            list(&[target, kept]),
            [204, null],
            list(&[kept_after]),
        ]));
        let (mounted, _) = page(config_with_api());
        loaded(&mounted).await;
        assert_eq!(names(&mounted), ["Phone", name]);
        assert!(mounted.text().contains("work@example.com"));
        let remove = &mounted.buttons("Remove")[1];
        let described_by = remove.get_attribute("aria-describedby").unwrap();
        let described: Vec<_> = described_by
            .split(' ')
            .map(|id| document().get_element_by_id(id).unwrap().text_content())
            .collect();
        assert_eq!(
            described,
            [Some(name.to_owned()), Some("work@example.com".to_owned())]
        );
        remove.click();
        until("it asks", || mounted.text().contains(question)).await;
        mounted.buttons("Remove")[1].click();
        until("it is removed", || {
            mounted
                .get::<Element>("[role=status]")
                .text_content()
                .as_deref()
                == Some(words)
        })
        .await;
        assert_eq!(names(&mounted), ["Phone"]);
        assert!(has_focus(&mounted.get("h1")));
        assert_eq!(
            requests()[1]["url"],
            "https://api.example/stage/authenticators/x%2F1"
        );
        // No passkey went, so no password manager is told of one.
        assert_eq!(json_of("window.signalled"), json!([]));
        until("what is left cannot go", || {
            mounted.buttons("Remove").is_empty() && mounted.text().contains("cannot be removed")
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn a_failure_to_list_what_is_left_takes_nothing_away() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([
        list(&[email(), passkey("p1", "Phone"), passkey("p2", "Laptop")]),
        [204, null],
        "down",
    ]));
    let (mounted, _) = page(config_with_api());
    loaded(&mounted).await;
    mounted.buttons("Remove")[0].click();
    until("it asks", || !mounted.buttons("Keep").is_empty()).await;
    mounted.buttons("Remove")[0].click();
    until("the list was asked for", || requests().len() == 3).await;
    until("it is removed", || {
        mounted.text().contains("Passkey removed")
    })
    .await;
    assert_eq!(names(&mounted), ["Laptop", "Code by email"]);
    assert_eq!(alert(&mounted), "");
}

#[wasm_bindgen_test]
async fn a_passkey_is_added_wherever_the_person_wants_it() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([
        list(&[email()]),
        [200, {"token": "scoped"}],
        list(&[email(), passkey("p1", "Phone")]),
    ]));
    let _sdk = sdk_creating(&["({data: {token: 'proof'}})"]);
    let (mounted, _) = page(config_with_api());
    loaded(&mounted).await;
    assert!(mounted.text().contains("You have no passkey yet."));
    mounted.click("Add a passkey");
    until("it is there", || mounted.text().contains("Passkey created")).await;
    assert_eq!(names(&mounted), ["Phone", "Code by email"]);
    assert_eq!(
        json_of("window.created"),
        json!([{
            "token": "scoped", "username": "ada@example.com", "displayName": "ada@example.com",
            "authenticatorAttachment": null, "useAutoRegister": false,
        }])
    );
}

#[wasm_bindgen_test]
async fn an_old_sign_in_is_renewed_before_one_is_added() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([
        list(&[email()]), [403, {"code": "SIGN_IN_AGAIN"}], "down",
    ]));
    let (mounted, context) = page(config_with_api());
    loaded(&mounted).await;
    mounted.click("Add a passkey");
    until("it says so", || {
        alert(&mounted).contains("sign in again first")
    })
    .await;
    mounted.click("Sign in again");
    until("the person is signed out", || {
        context.session().get_untracked() == Session::SignedOut
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_could_not_be_listed_can_be_tried_again() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!(["down", list(&[email()])]));
    let (mounted, _) = page(config_with_api());
    loaded(&mounted).await;
    assert!(alert(&mounted).contains("We cannot reach the service"));
    mounted.click("Try again");
    until("it is listed", || names(&mounted) == ["Code by email"]).await;
    assert_eq!(alert(&mounted), "");
    until("the heading has the focus", || {
        has_focus(&mounted.get("h1"))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_browser_without_passkeys_says_so() {
    let _none = replace("window", "PublicKeyCredential", "undefined");
    let _fetch = fetch_answering(&json!([list(&[email()])]));
    let (mounted, _) = page(config_with_api());
    loaded(&mounted).await;
    assert!(mounted.buttons("Add a passkey").is_empty());
    assert!(
        mounted
            .text()
            .contains("This browser cannot create passkeys")
    );
}

#[wasm_bindgen_test]
async fn without_an_api_there_is_no_such_page_and_no_link_to_it() {
    let _fetch = fetch_answering(&json!([]));
    let (mounted, _) = page(app_config());
    assert!(mounted.text().contains("This page does not exist"));
    drop(mounted);
    for (config, links) in [(app_config(), false), (config_with_api(), true)] {
        clear_storages();
        let mounted = mount(move || {
            let context = signed_in_context();
            let user = user_of(context);
            view! { <Router><HomePage user config context arrived=false/></Router> }
        });
        assert_eq!(mounted.find("a[href='/account/security']").is_some(), links);
    }
    clear_storages();
}
