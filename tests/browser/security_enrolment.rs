//! Adding factors on the page about security: the API and the SDK are played, the screens are real.

use auth::session::Session;
use latchkey::pages::SecurityPage;
use latchkey::session::SessionContext;
use leptos::prelude::*;
use leptos_router::components::Router;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, capable_device, clear_storages, config_with_api, document, eval,
    fetch_answering, json_of, mount, replace, requests, signed_in_context, until, user_of,
};

const SENT: &str = "{data: {challengeId: 'c'}}";
const WRONG: &str = "{data: {isVerified: false, failureReason: 'CODE_INVALID_OR_EXPIRED'}}";
const RIGHT: &str = "{data: {isVerified: true, token: 'proof'}}";
const KEY: &str =
    "{data: {uri: 'otpauth://totp/Latchkey:ada?secret=JBSWY3DP', secret: 'JBSWY3DP'}}";

/// The SDK with all factors, which answer from one list of JavaScript expressions in turn and note in `window.calls`
/// what they are called with.
fn sdk(answers: &[&str]) -> Replaced {
    eval("(() => { window.calls = []; })()");
    let answers: Vec<String> = answers.iter().map(|it| format!("() => ({it})")).collect();
    replace(
        "window",
        "authsignal",
        &format!(
            "(() => {{ const answers = [{}]; let token; const factor = (name) => new Proxy({{}}, {{
                get: (_, method) => async (params) => {{
                    window.calls.push([`${{name}}.${{method}}`, token, {{...params}}]);
                    if (!answers.length) return new Promise(() => {{}});
                    return answers.shift()();
                }},
            }}); return {{ Authsignal: class {{
                setToken(it) {{ token = it; }}
                email = factor('email'); emailML = factor('link'); sms = factor('sms'); totp = factor('totp');
            }} }}; }})()",
            answers.join(", ")
        ),
    )
}

fn calls() -> Value {
    json_of("window.calls")
}

fn factor(id: &str, method: &str, address: &str) -> Value {
    let field = if method == "SMS" {
        "phoneNumber"
    } else {
        "email"
    };
    json!({"id": id, "verificationMethod": method, "verifiedAt": "2026-11-21T10:00:00Z", field: address})
}

fn passkey() -> Value {
    json!({"id": "p", "verificationMethod": "PASSKEY", "verifiedAt": "2026-11-21T10:00:00Z",
        "passkey": {"credentialId": "c", "name": "Phone"}})
}

fn list(authenticators: &[Value]) -> Value {
    json!([200, {"authenticators": authenticators}])
}

fn token(token: &str) -> Value {
    json!([200, {"token": token}])
}

/// The page with a list, once it shows.
async fn page() -> (Mounted, SessionContext) {
    clear_storages();
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = signed_in_context();
        filled.set(Some(context));
        let user = user_of(context);
        let config = config_with_api();
        view! { <Router><SecurityPage user config context arrived=false/></Router> }
    });
    until("the page shows", || mounted.find("h1").is_some()).await;
    (mounted, slot.get().unwrap())
}

/// The heading that is to be seen.
fn heading(mounted: &Mounted) -> String {
    let all = mounted.all("h1");
    let mut shown = all
        .iter()
        .filter(|it| it.closest("[hidden]").unwrap().is_none());
    shown
        .next()
        .and_then(|it| it.text_content())
        .unwrap_or_default()
}

async fn arrives_at(mounted: &Mounted, text: &str) {
    until(text, || heading(mounted) == text).await;
}

fn says(mounted: &Mounted, selector: &str, words: &str) -> bool {
    let all = mounted.all(selector);
    all.iter()
        .any(|it| it.text_content().unwrap_or_default().contains(words))
}

fn type_into(mounted: &Mounted, selector: &str, text: &str) {
    let field: HtmlInputElement = mounted.get(selector);
    field.set_value(text);
    let event = web_sys::Event::new("input").unwrap();
    field.dispatch_event(&event).unwrap();
}

fn submit(mounted: &Mounted) {
    mounted
        .get::<HtmlFormElement>("form")
        .request_submit()
        .unwrap();
}

fn has_focus(element: &HtmlElement) -> bool {
    document().active_element().as_ref() == Some(element.as_ref())
}

#[wasm_bindgen_test]
async fn a_phone_number_is_added_by_a_code() {
    let _device = capable_device(false);
    let number = factor("s", "SMS", "+4915112345678");
    let _fetch = fetch_answering(&json!([
        list(&[passkey()]),
        token("scoped"),
        list(&[passkey(), number])
    ]));
    let _sdk = sdk(&[SENT, WRONG, RIGHT]);
    let (mounted, _) = page().await;
    mounted.click("Add a phone number");
    arrives_at(&mounted, "Add a phone number").await;
    assert_eq!(document().title(), "Add a phone number");
    until("the heading has the focus", || {
        has_focus(&mounted.get("h1"))
    })
    .await;
    assert!(mounted.find("select[aria-label=Country]").is_some());

    type_into(&mounted, "#phone", "012");
    submit(&mounted);
    until("the field is to be mended", || {
        has_focus(&mounted.get("#phone")) && says(&mounted, "[role=alert]", "phone number")
    })
    .await;
    assert_eq!(requests().len(), 1);

    type_into(&mounted, "#phone", "+49 (0)151 12345678");
    submit(&mounted);
    arrives_at(&mounted, "Enter the code from your text message").await;
    until("a code is asked for", || mounted.find("#code").is_some()).await;
    assert_eq!(requests()[1]["method"], "POST");
    assert_eq!(
        calls(),
        json!([["sms.enroll", "scoped", {"phoneNumber": "+4915112345678"}]])
    );
    assert!(mounted.text().contains("+4915112345678"));
    assert_eq!(document().title(), "Enter the code from your text message");

    type_into(&mounted, "#code", "111111");
    until("the code is wrong", || {
        says(&mounted, "[role=alert]", "not right")
    })
    .await;
    type_into(&mounted, "#code", "123456");
    until("the number is there", || {
        says(&mounted, "[role=status]", "Phone number added")
    })
    .await;
    assert_eq!(
        calls()[2],
        json!(["sms.verify", "scoped", {"code": "123456"}])
    );
    assert_eq!(heading(&mounted), "Security");
    assert_eq!(document().title(), "Security");
    assert!(says(&mounted, ".key h3", "Code by text message"));
    assert!(has_focus(&mounted.get("h1")));
    assert_eq!(mounted.buttons("Add a phone number").len(), 1);
}

#[wasm_bindgen_test]
async fn an_authenticator_app_is_added_by_its_key() {
    let _device = capable_device(false);
    let app = factor("a", "AUTHENTICATOR_APP", "");
    let _fetch = fetch_answering(&json!([
        list(&[passkey()]),
        token("scoped"),
        list(&[passkey(), app])
    ]));
    let _sdk = sdk(&[KEY, RIGHT]);
    let (mounted, _) = page().await;
    mounted.click("Add an authenticator app");
    until("the key shows", || mounted.find(".qr-code").is_some()).await;
    assert_eq!(
        heading(&mounted),
        "Enter the code from your authenticator app"
    );
    assert!(says(&mounted, "code", "JBSW Y3DP"));
    assert_eq!(calls(), json!([["totp.enroll", "scoped", {}]]));
    type_into(&mounted, "#code", "123 456");
    until("the app is there", || {
        says(&mounted, "[role=status]", "Authenticator app added")
    })
    .await;
    assert_eq!(
        calls()[1],
        json!(["totp.verify", "scoped", {"code": "123456"}])
    );
    // Nothing of the key stays in the page.
    assert!(mounted.find(".qr-code").is_none() && !mounted.text().contains("JBSW"));
}

#[wasm_bindgen_test]
async fn a_link_goes_to_the_address_that_is_known() {
    let _device = capable_device(false);
    let link = factor("l", "EMAIL_MAGIC_LINK", "ada@example.com");
    let _fetch = fetch_answering(&json!([
        list(&[passkey()]),
        token("scoped"),
        list(&[passkey(), link])
    ]));
    let _sdk = sdk(&[
        SENT,
        "new Promise((resolve) => { window.follow = resolve; })",
    ]);
    let (mounted, _) = page().await;
    mounted.click("Add sign-in by email link");
    arrives_at(&mounted, "Add sign-in by email link").await;
    assert_eq!(
        mounted.get::<HtmlInputElement>("#email").value(),
        "ada@example.com"
    );
    submit(&mounted);
    arrives_at(&mounted, "Follow the link in your email").await;
    until("it is awaited", || calls().as_array().unwrap().len() == 2).await;
    assert_eq!(
        calls(),
        json!([
            ["link.enroll", "scoped", {"email": "ada@example.com"}],
            ["link.checkVerificationStatus", "scoped", {}],
        ])
    );
    eval(&format!("window.follow({RIGHT})"));
    until("it is there", || {
        says(&mounted, "[role=status]", "Sign-in by email link added")
    })
    .await;
}

#[wasm_bindgen_test]
async fn whoever_gives_up_is_back_where_they_were() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([list(&[passkey()]), token("scoped")]));
    let _sdk = sdk(&[SENT]);
    let (mounted, _) = page().await;
    let add = || mounted.buttons("Add an email address").pop().unwrap();
    for on_screen in [false, true] {
        add().click();
        arrives_at(&mounted, "Add an email address").await;
        if on_screen {
            submit(&mounted);
            arrives_at(&mounted, "Enter the code from your email").await;
        }
        mounted
            .buttons("Cancel")
            .into_iter()
            .find(|it| it.closest("[hidden]").unwrap().is_none())
            .unwrap()
            .click();
        arrives_at(&mounted, "Security").await;
        until("the focus is on the button", || has_focus(&add())).await;
        assert!(!says(&mounted, "[role=alert]", " "));
    }
    assert_eq!(requests().len(), 2);
}

#[wasm_bindgen_test]
async fn what_was_given_up_says_nothing_later() {
    let _device = capable_device(false);
    let _fetch = fetch_answering(&json!([list(&[passkey()])]));
    // The answer to the request for a token comes when the test says so.
    let _slow = replace(
        "window",
        "fetch",
        "(() => { const fetch = window.fetch; const wait = new Promise((resolve) => { window.answerToken = resolve; });
            return async (url, init) => {
                if (init.method !== 'POST') return fetch(url, init);
                await wait;
                return new Response('{}', {status: 503});
            }; })()",
    );
    let _sdk = sdk(&[]);
    let (mounted, _) = page().await;
    mounted.click("Add an authenticator app");
    arrives_at(&mounted, "Add an authenticator app").await;
    mounted.click("Cancel");
    arrives_at(&mounted, "Security").await;
    mounted.click("Add a phone number");
    arrives_at(&mounted, "Add a phone number").await;
    eval("window.answerToken()");
    let done = eval("new Promise((resolve) => setTimeout(resolve))");
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&done))
        .await
        .unwrap();
    assert_eq!(heading(&mounted), "Add a phone number");
    assert!(!says(&mounted, "[role=alert]", " "));
    eval("delete window.answerToken");
}

#[wasm_bindgen_test]
async fn an_old_token_is_renewed_without_typing_again() {
    let _device = capable_device(false);
    let email = factor("e", "EMAIL_OTP", "work@example.com");
    let _fetch = fetch_answering(&json!([
        list(&[passkey()]),
        token("first"),
        token("second"),
        list(&[passkey(), email]),
    ]));
    let expired = "{error: 'expired', errorCode: 'expired_token'}";
    let _sdk = sdk(&[SENT, expired, SENT, RIGHT]);
    let (mounted, _) = page().await;
    mounted.click("Add an email address");
    arrives_at(&mounted, "Add an email address").await;
    let field: HtmlInputElement = mounted.get("#email");
    assert_eq!(field.value(), "ada@example.com");
    type_into(&mounted, "#email", "work@example.com");
    submit(&mounted);
    until("a code is asked for", || mounted.find("#code").is_some()).await;
    type_into(&mounted, "#code", "123456");
    arrives_at(&mounted, "Add an email address").await;
    until("it says why", || {
        says(&mounted, "[role=alert]", "took too long")
    })
    .await;
    until("the heading has the focus", || {
        has_focus(&mounted.get("h1"))
    })
    .await;
    assert_eq!(
        mounted.get::<HtmlInputElement>("#email").value(),
        "work@example.com"
    );
    submit(&mounted);
    until("a code is asked for again", || {
        mounted.find("#code").is_some()
    })
    .await;
    type_into(&mounted, "#code", "123456");
    until("it is there", || {
        says(&mounted, "[role=status]", "Email address added")
    })
    .await;
    assert_eq!(
        calls()[2],
        json!(["email.enroll", "second", {"email": "work@example.com"}])
    );
}

#[wasm_bindgen_test]
async fn an_old_sign_in_is_renewed_first() {
    let _device = capable_device(false);
    let _fetch =
        fetch_answering(&json!([list(&[passkey()]), [403, {"code": "SIGN_IN_AGAIN"}], "down"]));
    let _sdk = sdk(&[]);
    let (mounted, context) = page().await;
    mounted.click("Add an authenticator app");
    until("it says so", || {
        says(&mounted, "[role=alert]", "sign in again first")
    })
    .await;
    mounted.click("Sign in again");
    until("the person is signed out", || {
        context.session().get_untracked() == Session::SignedOut
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_fails_can_be_tried_again() {
    for (answer, reply, words) in [
        (json!("down"), "", "We cannot reach the service"),
        (
            json!([503, {"code": "AUTHSIGNAL_UNAVAILABLE"}]),
            "",
            "Wait a moment",
        ),
        (
            token("scoped"),
            "{data: {isVerified: false, failureReason: 'MAX_ATTEMPTS_EXCEEDED'}}",
            "Too many attempts",
        ),
    ] {
        let _device = capable_device(false);
        let _fetch = fetch_answering(&json!([list(&[passkey()]), answer, token("again")]));
        let _sdk = sdk(&[KEY, reply, KEY]
            .iter()
            .copied()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>());
        let (mounted, _) = page().await;
        mounted.click("Add an authenticator app");
        if !reply.is_empty() {
            until("a code is asked for", || mounted.find("#code").is_some()).await;
            type_into(&mounted, "#code", "123456");
        }
        until(words, || says(&mounted, "[role=alert]", words)).await;
        assert_eq!(heading(&mounted), "Add an authenticator app");
        mounted.click("Continue");
        until("the key shows", || mounted.find(".qr-code").is_some()).await;
        assert!(!says(&mounted, "[role=alert]", words));
    }
}

#[wasm_bindgen_test]
async fn addresses_can_be_added_always_and_the_rest_once() {
    let _device = capable_device(false);
    let all = [
        factor("a", "AUTHENTICATOR_APP", ""),
        factor("s", "SMS", "+4915112345678"),
        factor("e", "EMAIL_OTP", "ada@example.com"),
        factor("l", "EMAIL_MAGIC_LINK", "ada@example.com"),
    ];
    let _fetch = fetch_answering(&json!([list(&all)]));
    let (mounted, _) = page().await;
    let buttons: Vec<_> = mounted
        .all("button")
        .iter()
        .filter_map(|it| it.text_content())
        .filter(|it| it.starts_with("Add "))
        .collect();
    assert_eq!(
        buttons,
        [
            "Add a passkey",
            "Add a phone number",
            "Add an email address"
        ]
    );
    // Codes go to the known address anyway.
    mounted.click("Add an email address");
    arrives_at(&mounted, "Add an email address").await;
    assert_eq!(mounted.get::<HtmlInputElement>("#email").value(), "");
}
