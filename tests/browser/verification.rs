//! Our own challenge screens, with a Web SDK made up for them.

use auth::authenticators::VerificationMethod;
use auth::sign_in::{ChallengeResult, LaunchError};
use auth::verification::{Verification, Way};
use latchkey::components::VerificationScreen;
use latchkey::verification::VerificationDriver;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, app_config, document, eval, json_of, mount, replace, until,
};

const EMAIL: Way = Way::Challenge(VerificationMethod::EmailOtp);
const APP: Way = Way::Challenge(VerificationMethod::AuthenticatorApp);
const LINK: Way = Way::Challenge(VerificationMethod::EmailMagicLink);
const SMS: Way = Way::Challenge(VerificationMethod::Sms);

type Ended = RwSignal<Option<Result<ChallengeResult, LaunchError>>>;

/// A verification in these ways, and its end.
fn verify(ways: &[Way]) -> (Mounted, Ended) {
    let ended = RwSignal::new(None);
    let machine = Verification::new(ways.to_vec());
    let mounted = mount(move || {
        let driver = VerificationDriver::new(&app_config().authsignal);
        spawn_local(async move {
            let end = driver.verify(machine, Some("action-token")).await;
            let _ = ended.try_set(Some(end));
        });
        view! {
            <Show when=move || driver.showing()>
                <VerificationScreen driver/>
            </Show>
        }
    });
    (mounted, ended)
}

/// The SDK: each factor's `verify` takes `123456`; what is called is in `window.calls`. `enroll` and `challenge`
/// answer `sent`, a JavaScript expression.
fn sdk(sent: &str) -> Replaced {
    eval("(() => { window.calls = []; })()");
    replace(
        "window",
        "authsignal",
        &format!(
            "(() => {{ const factor = (name) => ({{
                challenge: async () => {{ calls.push([name, 'challenge']); return {sent}; }},
                enroll: async (params) => {{ calls.push([name, 'enroll', params]); return {sent}; }},
                verify: async ({{code}}) => {{
                    calls.push([name, 'verify', code]);
                    return code === '123456'
                        ? {{data: {{isVerified: true, token: 'proof'}}}}
                        : {{data: {{isVerified: false, failureReason: 'CODE_INVALID_OR_EXPIRED'}}}};
                }},
                checkVerificationStatus: async () => {{
                    for (;;) {{
                        const answer = await (await fetch('https://api.example/v1/client/verify/email-magic-link/finalize',
                            {{method: 'POST', headers: {{Authorization: 'Bearer action-token'}}}})).json();
                        if (answer.isVerified) return {{data: {{isVerified: true, token: answer.accessToken}}}};
                        await new Promise((resolve) => setTimeout(resolve, 10));
                    }}
                }},
            }});
            return {{ Authsignal: class {{
                setToken(token) {{ window.token = token; }}
                email = factor('email'); emailML = factor('link'); sms = factor('sms');
                whatsapp = factor('whatsapp'); totp = factor('totp');
            }} }}; }})()"
        ),
    )
}

/// `fetch` that answers the SDK's questions with `status` and `body`, and counts them in `window.questions`.
fn finalize_answers(status: u16, body: &serde_json::Value) -> Replaced {
    eval("(() => { window.questions = 0; })()");
    replace(
        "window",
        "fetch",
        &format!(
            "async () => {{ window.questions++; return new Response(JSON.stringify({body}), {{status: {status}}}); }}"
        ),
    )
}

fn type_code(mounted: &Mounted, text: &str) {
    let field: HtmlInputElement = mounted.get("#code");
    field.set_value(text);
    let event = web_sys::Event::new("input").unwrap();
    field.dispatch_event(&event).unwrap();
}

async fn code_field(mounted: &Mounted) {
    until("the code's field is there", || {
        mounted.find("#code").is_some()
    })
    .await;
}

/// What is read with the field.
fn described(field: &HtmlInputElement) -> String {
    let ids = field.get_attribute("aria-describedby").unwrap();
    let texts = ids.split_whitespace().map(|id| {
        let element = document().get_element_by_id(id);
        let element = element.unwrap_or_else(|| panic!("nothing has the id {id}"));
        element.text_content().unwrap()
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn ended(ended: Ended) -> bool {
    ended.with_untracked(Option::is_some)
}

fn error_of(ended: Ended) -> Option<LaunchError> {
    ended.with_untracked(|ended| match ended {
        Some(Err(error)) => Some(error.clone()),
        Some(Ok(_)) => None,
        None => panic!("it goes on"),
    })
}

#[wasm_bindgen_test]
async fn the_field_takes_the_focus_and_submits_itself_at_the_last_digit() {
    let _sdk = sdk("{data: {challengeId: 'c'}}");
    let (mounted, end) = verify(&[EMAIL]);
    code_field(&mounted).await;
    until("the field has the focus", || {
        document()
            .active_element()
            .is_some_and(|it| it.id() == "code")
    })
    .await;
    let field: HtmlInputElement = mounted.get("#code");
    let attribute = |name: &str| field.get_attribute(name).unwrap_or_default();
    assert_eq!(attribute("autocomplete"), "one-time-code");
    assert_eq!(attribute("inputmode"), "numeric");
    let said = described(&field);
    assert!(said.starts_with("We sent a code of 6 digits"), "{said}");
    assert!(said.ends_with("as soon as its last digit is in."), "{said}");

    type_code(&mounted, "123-45");
    assert_eq!(json_of("window.calls"), json!([["email", "challenge"]]));
    type_code(&mounted, " 123-456 ");
    until("it ended", || ended(end)).await;
    assert_eq!(
        json_of("window.calls"),
        json!([["email", "challenge"], ["email", "verify", "123456"]])
    );
    assert_eq!(json_of("window.token"), json!("action-token"));
    let is_proof = end.with_untracked(|end| {
        matches!(end, Some(Ok(ChallengeResult::Completed(token))) if token.expose() == "proof")
    });
    assert!(is_proof);
    until("the screen is gone", || mounted.find("#code").is_none()).await;
}

#[wasm_bindgen_test]
async fn a_wrong_code_is_said_and_selected_each_time() {
    let _sdk = sdk("{data: {}}");
    let (mounted, end) = verify(&[EMAIL]);
    code_field(&mounted).await;
    for wrong in ["000000", "111111"] {
        type_code(&mounted, wrong);
        until("it says so", || {
            mounted.text().contains("That code is not right")
        })
        .await;
        let field: HtmlInputElement = mounted.get("#code");
        assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
        let said = described(&field);
        assert!(
            said.contains("as soon as its last digit is in. That code is not right"),
            "{said}"
        );
        until("the text is selected", || {
            (field.selection_start(), field.selection_end()) == (Ok(Some(0)), Ok(Some(6)))
        })
        .await;
        assert_eq!(field.value(), wrong, "what was typed stays");
    }
    type_code(&mounted, "123456");
    until("it ended", || ended(end)).await;
}

#[wasm_bindgen_test]
async fn half_a_code_is_said_and_not_sent() {
    let _sdk = sdk("{data: {}}");
    let (mounted, _) = verify(&[EMAIL]);
    code_field(&mounted).await;
    type_code(&mounted, "1234");
    mounted.click("Verify");
    until("it says so", || {
        mounted.text().contains("Enter all 6 digits")
    })
    .await;
    assert_eq!(json_of("window.calls"), json!([["email", "challenge"]]));
}

#[wasm_bindgen_test]
async fn another_code_has_to_wait_and_the_button_says_how_long() {
    let _sdk = sdk("{data: {}}");
    let (mounted, _) = verify(&[EMAIL]);
    code_field(&mounted).await;
    until("it says how long", || {
        mounted.text().contains("You can resend it in")
    })
    .await;
    let button: HtmlElement = mounted.buttons("Resend code").remove(0);
    assert_eq!(
        button.get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    button.click();
    assert_eq!(json_of("window.calls"), json!([["email", "challenge"]]));

    let _later = replace(
        "Date",
        "now",
        "(() => { const now = Date.now; return () => now() + 31000; })()",
    );
    until("it may be pressed", || {
        button.get_attribute("aria-disabled").is_none()
    })
    .await;
    button.click();
    until("it was sent again", || {
        mounted.text().contains("We sent a new one")
    })
    .await;
    assert_eq!(
        json_of("window.calls"),
        json!([["email", "challenge"], ["email", "challenge"]])
    );
}

#[wasm_bindgen_test]
async fn another_method_is_a_click_away_and_an_app_is_sent_nothing() {
    let _sdk = sdk("{data: {}}");
    let (mounted, end) = verify(&[EMAIL, APP]);
    code_field(&mounted).await;
    mounted.click("Use another method");
    until("the list is there", || {
        mounted.text().contains("Choose how to sign in")
    })
    .await;
    mounted.click("Authenticator app");
    until("the app's code is asked for", || {
        mounted.text().contains("from your authenticator app")
    })
    .await;
    assert!(mounted.buttons("Resend code").is_empty());
    type_code(&mounted, "123456");
    until("it ended", || ended(end)).await;
    assert_eq!(
        json_of("window.calls"),
        json!([["email", "challenge"], ["totp", "verify", "123456"]])
    );
}

#[wasm_bindgen_test]
async fn what_could_not_be_sent_is_said_and_tried_again() {
    let _sdk = sdk("await Promise.reject(new TypeError('Failed to fetch'))");
    let (mounted, _) = verify(&[SMS]);
    until("it says so", || {
        mounted.text().contains("Check your connection")
    })
    .await;
    assert!(mounted.find("#code").is_none());
    let _sdk = sdk("{data: {}}");
    mounted.click("Try again");
    code_field(&mounted).await;
    assert_eq!(json_of("window.calls"), json!([["sms", "challenge"]]));
}

#[wasm_bindgen_test]
async fn an_expired_token_and_too_many_messages_are_told_apart() {
    let _sdk = sdk("{error: 'x', errorCode: 'expired_token'}");
    let (_mounted, end) = verify(&[EMAIL]);
    until("it ended", || ended(end)).await;
    assert_eq!(error_of(end), Some(LaunchError::Expired));
    let _sdk = sdk("{error: 'x', errorCode: 'too_many_requests'}");
    let (mounted, _) = verify(&[EMAIL]);
    until("it says so", || {
        mounted.text().contains("Too many attempts")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_followed_link_ends_it() {
    let _sdk = sdk("{data: {}}");
    let _fetch = finalize_answers(200, &json!({"isVerified": true, "accessToken": "proof"}));
    let (_mounted, end) = verify(&[LINK]);
    until("it ended", || ended(end)).await;
    assert_eq!(error_of(end), None);
}

#[wasm_bindgen_test]
async fn giving_up_ends_the_questions_about_a_link() {
    let _sdk = sdk("{data: {}}");
    let _fetch = finalize_answers(200, &json!({"isVerified": false}));
    let (mounted, end) = verify(&[LINK]);
    until("it was asked more than once", || {
        json_of("window.questions").as_u64() > Some(2)
    })
    .await;
    mounted.click("Start over");
    until("it ended", || ended(end)).await;
    let asked = json_of("window.questions");
    // A second loop, asked for later, goes on for long after the first would have asked again.
    let (again, _) = verify(&[EMAIL, LINK]);
    code_field(&again).await;
    assert_eq!(json_of("window.questions"), asked);
    again.click("Use another method");
    until("the list is there", || {
        !again.buttons("Link by email").is_empty()
    })
    .await;
    again.click("Link by email");
    until("it is asked anew", || json_of("window.questions") != asked).await;
}

#[wasm_bindgen_test]
async fn a_token_that_is_refused_while_a_link_is_awaited_ends_it() {
    let _sdk = sdk("{data: {}}");
    let _fetch = finalize_answers(401, &json!({"error": "x", "errorCode": "expired_token"}));
    let (_mounted, end) = verify(&[LINK]);
    until("it ended", || ended(end)).await;
    assert_eq!(error_of(end), Some(LaunchError::Expired));
}

#[wasm_bindgen_test]
async fn a_code_out_of_a_text_message_is_used_where_the_browser_gives_it() {
    let _sdk = sdk("{data: {}}");
    let _class = replace("window", "OTPCredential", "class {}");
    let _get = replace(
        "navigator.credentials",
        "get",
        "async (options) => { window.otp = options.otp; return {code: '123456'}; }",
    );
    let (_mounted, end) = verify(&[SMS]);
    until("it ended", || ended(end)).await;
    assert_eq!(json_of("window.otp"), json!({"transport": ["sms"]}));
}

#[wasm_bindgen_test]
async fn the_request_for_a_text_message_is_given_up_with_the_screen() {
    let _sdk = sdk("{data: {}}");
    let _class = replace("window", "OTPCredential", "class {}");
    let _get = replace(
        "navigator.credentials",
        "get",
        "(options) => new Promise((_, reject) => options.signal.addEventListener('abort',
            () => { window.otpGivenUp = true; reject(new DOMException('x', 'AbortError')); }))",
    );
    let (mounted, _) = verify(&[SMS]);
    code_field(&mounted).await;
    mounted.click("Start over");
    until("it was given up", || {
        json_of("window.otpGivenUp ?? false") == json!(true)
    })
    .await;
}

#[wasm_bindgen_test]
async fn somebody_who_does_not_exist_sees_what_others_see() {
    let _sdk = sdk("{data: {}}");
    let ended: Ended = RwSignal::new(None);
    let mounted = mount(move || {
        let driver = VerificationDriver::new(&app_config().authsignal);
        spawn_local(async move {
            let machine = Verification::new(vec![EMAIL]).concealing();
            let _ = ended.try_set(Some(driver.verify(machine, None).await));
        });
        view! {
            <Show when=move || driver.showing()>
                <VerificationScreen driver/>
            </Show>
        }
    });
    let (other, _) = verify(&[EMAIL]);
    code_field(&mounted).await;
    code_field(&other).await;
    until("both say the same", || mounted.text() == other.text()).await;
    for code in ["000000", "111111"] {
        type_code(&mounted, code);
        until("it is being checked", || {
            !mounted.text().contains("That code is not right")
        })
        .await;
        until("it says no", || {
            mounted.text().contains("That code is not right")
        })
        .await;
    }
    type_code(&mounted, "222222");
    until("it ended", || ended.with_untracked(Option::is_some)).await;
    assert_eq!(error_of(ended), Some(LaunchError::TooManyAttempts));
    assert_eq!(
        json_of("window.calls"),
        json!([["email", "challenge"]]),
        "of the other one"
    );
}
