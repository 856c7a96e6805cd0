//! Passkeys on the sign-in page. `navigator.credentials` and the SDK's server are played; the page, the
//! driver and the wrapper around the request are real. Real ceremonies are tested end to end.

use auth::sign_in::{PasskeyError, PasskeyResult, SignInMethod};
use gloo_timers::future::TimeoutFuture;
use latchkey::browser::authsignal::ask_for_passkey;
use latchkey::browser::webauthn::{
    Mediation, can_autofill_passkeys, can_create_passkey, supports_passkeys,
};
use latchkey::session::{ProofMethod, SessionContext};
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, app_config, authentication_result, clear_storages, eval, fetch_answering,
    replace, requests, sign_in_page, until,
};

/// What the browser says of itself; `conditional` and `platform` are JavaScript expressions.
fn capable(conditional: &str, platform: &str) -> Replaced {
    replace(
        "window",
        "PublicKeyCredential",
        &format!(
            "{{ isConditionalMediationAvailable: async () => {conditional},
                isUserVerifyingPlatformAuthenticatorAvailable: async () => {platform},
                signalUnknownCredential: async (options) => {{ window.signalled = JSON.stringify(options); }} }}"
        ),
    )
}

/// `navigator.credentials.get`, which waits until it is aborted or `window.choose(...)` is called.
fn credentials() -> Replaced {
    eval(
        "(() => { window.asked = []; window.open = 0; window.most = 0; window.signalled = undefined; })()",
    );
    replace(
        "navigator.credentials",
        "get",
        "(options) => new Promise((resolve, reject) => {
            window.asked.push(options.mediation ?? 'modal');
            window.open += 1; window.most = Math.max(window.most, window.open);
            const end = (settle) => (value) => { window.open -= 1; settle(value); };
            window.choose = end(resolve); window.refuse = end(reject);
            const abort = () => end(reject)(new DOMException('aborted', 'AbortError'));
            options.signal.aborted ? abort() : options.signal.addEventListener('abort', abort);
        })",
    )
}

/// The SDK, with its ways: an abort signal of its own, a flag for autofill, errors that are thrown or given.
/// `after` is a JavaScript function from the credential to the answer.
fn sdk(after: &str) -> Replaced {
    replace(
        "window",
        "authsignal",
        &format!(
            "(() => {{ let controller; let pending = false; return {{ Authsignal: class {{ passkey = {{
                signIn: async ({{ autofill, action }}) => {{
                    window.action = action;
                    if (autofill && pending) return {{}};
                    pending = autofill;
                    try {{
                        controller?.abort();
                        controller = new AbortController();
                        const options = {{ publicKey: {{ rpId: 'localhost' }}, signal: controller.signal }};
                        if (autofill) options.mediation = 'conditional';
                        const credential = await navigator.credentials.get(options);
                        return ({after})(credential);
                    }} finally {{ pending = false; }}
                }} }} }} }}; }})()"
        ),
    )
}

const VERIFIED: &str =
    "() => ({ data: { isVerified: true, token: 'proof', username: 'ada@example.com' } })";

fn page() -> (Mounted, SessionContext) {
    sign_in_page(app_config())
}

fn press(mounted: &Mounted) {
    mounted.get::<HtmlElement>(".alternative > button").click();
}

fn asked() -> String {
    eval("window.asked.join()").as_string().unwrap()
}

fn sign_in_answers() -> serde_json::Value {
    json!([
        [200, {
            "ChallengeName": "CUSTOM_CHALLENGE", "Session": "session",
            "ChallengeParameters": {"url": "https://mfa.example/?token=t", "USERNAME": "pool-name"},
        }],
        [200, {"AuthenticationResult": authentication_result(0)}],
    ])
}

#[wasm_bindgen_test]
async fn what_the_browser_can_do_is_asked_of_it() {
    {
        let _none = replace("window", "PublicKeyCredential", "undefined");
        assert!(!supports_passkeys());
        assert!(!can_autofill_passkeys().await && !can_create_passkey().await);
    }
    {
        let _old = replace("window", "PublicKeyCredential", "(class {})");
        assert!(supports_passkeys());
        assert!(!can_autofill_passkeys().await && !can_create_passkey().await);
    }
    {
        let _all = capable("true", "true");
        assert!(can_autofill_passkeys().await && can_create_passkey().await);
    }
    {
        let _neither = capable("false", "Promise.reject(new Error('no'))");
        assert!(!can_autofill_passkeys().await && !can_create_passkey().await);
    }
    let _insecure = replace("window", "isSecureContext", "false");
    let _all = capable("true", "true");
    assert!(!supports_passkeys() && !can_autofill_passkeys().await);
}

#[wasm_bindgen_test]
async fn a_passkey_from_autofill_signs_in_without_a_click() {
    let _capable = capable("true", "true");
    let _credentials = credentials();
    let _sdk = sdk(VERIFIED);
    let _fetch = fetch_answering(&sign_in_answers());
    let (mounted, context) = page();
    assert_eq!(
        mounted.get::<HtmlInputElement>("input").autocomplete(),
        "username webauthn"
    );
    until("autofill waits", || asked() == "conditional").await;
    assert_eq!(eval("window.action").as_string().unwrap(), "cognitoAuth");
    assert_eq!(context.passkey_user(), None);
    eval(
        "window.choose({ id: 'credential', response: { userHandle: new Uint8Array([97, 100, 97, 255]).buffer } })",
    );
    until("signed in", || context.signed_in().get_untracked()).await;
    let user = context.passkey_user().unwrap();
    assert_eq!(
        (user.rp_id.as_str(), user.handle.as_str()),
        ("localhost", "YWRh_w")
    );
    assert_eq!(
        requests()[1]["body"]["ChallengeResponses"],
        json!({"USERNAME": "pool-name", "ANSWER": "proof"})
    );
    assert_eq!(context.proof_method(), Some(ProofMethod::Passkey));
    assert_eq!(context.fresh_proof().unwrap().expose(), "proof");
    let last = context.last_sign_in().unwrap();
    assert_eq!(last.method, SignInMethod::Passkey);
    assert_eq!(last.username.as_str(), "ada@example.com");
    clear_storages();
}

#[wasm_bindgen_test]
async fn the_button_takes_over_from_autofill_which_returns_after_a_cancel() {
    let _capable = capable("true", "true");
    let _credentials = credentials();
    let _sdk = sdk(VERIFIED);
    let _fetch = fetch_answering(&sign_in_answers());
    let (mounted, context) = page();
    until("autofill waits", || asked() == "conditional").await;
    press(&mounted);
    until("the dialog shows", || asked() == "conditional,modal").await;
    assert!(mounted.text().contains("where your browser asks for it"));
    eval("window.refuse(new DOMException('no', 'NotAllowedError'))");
    until("autofill waits again", || {
        asked() == "conditional,modal,conditional"
    })
    .await;
    assert!(mounted.find(".notice-problem").is_none(), "silence");
    press(&mounted);
    until("the dialog shows again", || {
        asked().ends_with("conditional,modal")
    })
    .await;
    eval("window.choose({ id: 'credential' })");
    until("signed in", || context.signed_in().get_untracked()).await;
    assert_eq!(
        eval("window.most").as_f64(),
        Some(1.0),
        "one request at a time"
    );
    clear_storages();
}

#[wasm_bindgen_test]
async fn leaving_the_page_and_submitting_an_email_end_the_request() {
    let _capable = capable("true", "true");
    let _credentials = credentials();
    let _sdk = sdk(VERIFIED);
    let _fetch = fetch_answering(&json!([]));
    let (mounted, _) = page();
    until("autofill waits", || asked() == "conditional").await;
    mounted
        .get::<HtmlInputElement>("input")
        .set_value("ada@example.com");
    mounted.get::<HtmlElement>("button[type=submit]").click();
    until("no request is open", || {
        eval("window.open").as_f64() == Some(0.0)
    })
    .await;
    drop(mounted);
    let (mounted, _) = page();
    until("autofill waits", || asked() == "conditional,conditional").await;
    drop(mounted);
    until("no request is open", || {
        eval("window.open").as_f64() == Some(0.0)
    })
    .await;
    TimeoutFuture::new(0).await;
    assert_eq!(asked(), "conditional,conditional");
}

#[wasm_bindgen_test]
async fn each_failure_of_the_button_is_said_and_email_stays_the_way_on() {
    for (after, words) in [
        (
            "() => ({ error: 'x', errorCode: 'unknown_credential' })",
            "not known here any more",
        ),
        (
            "() => ({ error: 'x', errorCode: 'invalid_credential' })",
            "could not confirm your passkey",
        ),
        (
            "() => ({ error: 'x', errorCode: 'expired_challenge' })",
            "could not confirm your passkey",
        ),
        (
            "() => ({ data: { isVerified: false } })",
            "could not confirm your passkey",
        ),
        (
            "() => ({ error: 'x', errorCode: 'too_many_requests' })",
            "Too many attempts",
        ),
        (
            "() => ({ error: 'x', errorCode: 'something_else' })",
            "not possible right now",
        ),
        (
            "() => { throw new TypeError('Failed to fetch') }",
            "Check your connection",
        ),
        (
            "() => { throw new DOMException('x', 'SecurityError') }",
            "not set up correctly",
        ),
    ] {
        let _capable = capable("false", "true");
        let _credentials = credentials();
        let _sdk = sdk(after);
        let (mounted, _) = page();
        press(&mounted);
        until("the dialog shows", || asked() == "modal").await;
        eval("window.choose({ id: 'credential' })");
        until("the problem shows", || mounted.text().contains(words)).await;
        assert!(mounted.find("input[readonly]").is_none(), "{words}");
        let signalled = eval("window.signalled").as_string();
        if words.starts_with("not known") {
            assert_eq!(
                signalled.as_deref(),
                Some(r#"{"rpId":"localhost","credentialId":"credential"}"#)
            );
        } else {
            assert_eq!(signalled, None, "{words}");
        }
    }
}

#[wasm_bindgen_test]
async fn without_passkeys_the_button_says_what_to_do() {
    let _none = replace("window", "PublicKeyCredential", "undefined");
    let _credentials = credentials();
    let (mounted, _) = page();
    press(&mounted);
    until("the problem shows", || {
        mounted.text().contains("cannot use passkeys")
    })
    .await;
    assert_eq!(asked(), "");
}

#[wasm_bindgen_test]
async fn requests_of_other_scripts_are_left_alone() {
    let _capable = capable("true", "true");
    let _credentials = credentials();
    let _sdk = sdk(VERIFIED);
    let config = app_config().authsignal;
    // The wrapper is there from now on.
    let asking = ask_for_passkey(&config, Mediation::Modal, |_| ());
    let choosing = async {
        until("the dialog shows", || asked() == "modal").await;
        eval("window.choose({ id: 'credential' })");
    };
    let (result, ()) = futures_util::join!(asking, choosing);
    assert!(matches!(result, Ok(PasskeyResult::Verified(_))));
    eval(
        "navigator.credentials.get({ signal: new AbortController().signal }).then((it) => { window.theirs = it.id; })",
    );
    assert_eq!(asked(), "modal,modal");
    eval("window.choose({ id: 'theirs' })");
    until("they get their answer", || {
        eval("window.theirs").as_string().as_deref() == Some("theirs")
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_autofill_that_the_sdk_believes_pending_gets_a_fresh_sdk() {
    let _capable = capable("true", "true");
    let _credentials = credentials();
    let _stuck = replace(
        "window",
        "authsignal",
        "{ Authsignal: class { passkey = { signIn: async () => ({}) } } }",
    );
    let config = app_config().authsignal;
    let result = ask_for_passkey(&config, Mediation::Conditional, |_| ()).await;
    // There is none to be loaded here; what matters is that one is asked for.
    assert!(
        matches!(result, Err(PasskeyError::Unavailable(text)) if text.contains("did not load"))
    );
}
