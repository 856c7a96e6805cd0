//! Creating an account: the page with its driver. Cognito and the SDK are played, everything between is real.

use auth::ReturnPath;
use auth::session::Session;
use config::{AppConfig, SignUpConfirmation, SignUpMode, Usernames};
use latchkey::pages::SignUpPage;
use latchkey::session::SessionContext;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, app_config, authentication_result, clear_storages, document, eval,
    fetch_answering, mount, replace, requests, sign_in_page, until,
};

fn config(confirmation: SignUpConfirmation) -> AppConfig {
    AppConfig {
        sign_up: SignUpMode::Separate(confirmation),
        ..app_config()
    }
}

fn page_of(config: AppConfig) -> (Mounted, SessionContext) {
    clear_storages();
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = SessionContext::new(config.cognito.clone());
        context.restore();
        filled.set(Some(context));
        let return_to = ReturnPath::parse("/reports?x=1").unwrap();
        view! { <SignUpPage config context return_to arrived=false/> }
    });
    (mounted, slot.get().unwrap())
}

fn page(confirmation: SignUpConfirmation) -> (Mounted, SessionContext) {
    page_of(config(confirmation))
}

fn sdk() -> Replaced {
    replace(
        "window",
        "authsignal",
        "{ Authsignal: class {
            passkey = { signIn: () => new Promise(() => {}) };
            launch() { return Promise.resolve({token: 'proof'}); } } }",
    )
}

fn submit(mounted: &Mounted, typed: &str) {
    mounted.get::<HtmlInputElement>("input").set_value(typed);
    mounted.click("Continue");
}

fn type_code(mounted: &Mounted, code: &str) {
    let input: HtmlInputElement = mounted.get("#code");
    input.set_value(code);
    let event: Event = eval("new Event('input', {bubbles: true})").unchecked_into();
    input.dispatch_event(&event).unwrap();
}

/// The heading that shows.
fn heading(mounted: &Mounted) -> String {
    let shows = |element: &&web_sys::HtmlElement| element.offset_height() > 0;
    let headings = mounted.all("h1");
    let text = headings
        .iter()
        .find(shows)
        .and_then(|heading| heading.text_content());
    text.unwrap_or_default()
}

async fn confirms(mounted: &Mounted) {
    until("the code is asked for", || {
        heading(mounted) == "Confirm your account"
    })
    .await;
}

fn targets() -> Vec<String> {
    requests()
        .iter()
        .map(|request| request["target"].as_str().unwrap().to_owned())
        .collect()
}

fn problem(mounted: &Mounted) -> String {
    let problem = mounted.find("#code-problem");
    problem.and_then(|it| it.text_content()).unwrap_or_default()
}

fn created(confirmed: bool) -> Value {
    json!([200, {"UserConfirmed": confirmed, "UserSub": "5d2ab9a4-0000-4000-8000-000000000001"}])
}

fn exists() -> Value {
    error("UsernameExistsException", "User already exists")
}

fn error(code: &str, message: &str) -> Value {
    json!([400, {"__type": code, "message": message}])
}

fn challenge() -> Value {
    json!([200, {
        "ChallengeName": "CUSTOM_CHALLENGE", "Session": "session",
        "ChallengeParameters": {"url": "https://mfa.example/?token=t", "token": "t", "USERNAME": "pool-name"},
    }])
}

fn tokens() -> Value {
    json!([200, {"AuthenticationResult": authentication_result(0)}])
}

async fn signs_in(context: SessionContext) {
    until("signed in", || {
        context
            .session()
            .with_untracked(|session| matches!(session, Session::SignedIn(_)))
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_account_is_created_and_signed_in_to() {
    let _sdk = sdk();
    let _fetch = fetch_answering(&json!([created(true), challenge(), tokens()]));
    let (mounted, context) = page(SignUpConfirmation::Authsignal);
    assert_eq!(heading(&mounted), "Create an account");
    assert!(mounted.text().contains("No password needed"));
    submit(&mounted, " ada@example.com ");
    signs_in(context).await;
    assert_eq!(
        targets(),
        ["SignUp", "InitiateAuth", "RespondToAuthChallenge"]
    );
    let body = &requests()[0]["body"];
    assert_eq!(body["Username"], "ada@example.com");
    assert_eq!(
        body["UserAttributes"],
        json!([{"Name": "email", "Value": "ada@example.com"}])
    );
    assert!(body["Password"].as_str().unwrap().len() > 30);
}

#[wasm_bindgen_test]
async fn a_phone_number_is_signed_up_as_one() {
    let _sdk = sdk();
    let _fetch = fetch_answering(&json!([created(true), challenge(), tokens()]));
    let (mounted, context) = page_of(AppConfig {
        usernames: Usernames::Phone,
        ..config(SignUpConfirmation::Authsignal)
    });
    submit(&mounted, "+49 151 12345678");
    signs_in(context).await;
    let body = &requests()[0]["body"];
    assert_eq!(body["Username"], "+4915112345678");
    assert_eq!(
        body["UserAttributes"],
        json!([{"Name": "phone_number", "Value": "+4915112345678"}])
    );
}

#[wasm_bindgen_test]
async fn cognitos_code_confirms_before_the_first_sign_in() {
    let _sdk = sdk();
    let _fetch = fetch_answering(&json!([
        created(false),
        error(
            "CodeMismatchException",
            "Invalid verification code provided, please try again."
        ),
        [200, {}],
        challenge(),
        tokens(),
    ]));
    let (mounted, context) = page(SignUpConfirmation::Cognito);
    submit(&mounted, "ada@example.com");
    confirms(&mounted).await;
    assert!(
        mounted
            .text()
            .contains("We sent a code of 6 digits to ada@example.com.")
    );
    assert!(
        mounted
            .text()
            .contains("No code? You may have an account already: sign in.")
    );
    until("the code's field has the focus", || {
        document()
            .active_element()
            .is_some_and(|element| element.id() == "code")
    })
    .await;
    assert_eq!(document().title(), "Confirm your account");

    type_code(&mounted, "000 000");
    until("it is wrong", || problem(&mounted).contains("not right")).await;
    assert_eq!(requests()[1]["body"]["ConfirmationCode"], "000000");
    let input: HtmlInputElement = mounted.get("#code");
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));

    type_code(&mounted, "123-456");
    signs_in(context).await;
    assert_eq!(
        targets(),
        [
            "SignUp",
            "ConfirmSignUp",
            "ConfirmSignUp",
            "InitiateAuth",
            "RespondToAuthChallenge"
        ]
    );
    assert_eq!(
        requests()[2]["body"],
        json!({
            "ClientId": crate::support::CLIENT_ID, "Username": "ada@example.com",
            "ConfirmationCode": "123456",
        })
    );
}

/// The screen in words, and what stands in its attributes: what an outsider sees.
fn screen(mounted: &Mounted) -> String {
    mounted
        .all(".card")
        .iter()
        .find(|card| card.offset_height() > 0)
        .map(|card| card.outer_html())
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn nobody_sees_whether_there_was_an_account() {
    let mut seen = Vec::new();
    for answers in [
        json!([
            created(false),
            error("CodeMismatchException", "Invalid code")
        ]),
        json!([
            exists(),
            error("InvalidParameterException", "User is already confirmed."),
            error(
                "NotAuthorizedException",
                "User cannot be confirmed. Current status is CONFIRMED"
            ),
        ]),
    ] {
        let calls = answers.as_array().unwrap().len();
        let _fetch = fetch_answering(&answers);
        let (mounted, _) = page(SignUpConfirmation::Cognito);
        submit(&mounted, "ada@example.com");
        confirms(&mounted).await;
        until("the form waits", || {
            mounted.text().contains("You can resend it in") && requests().len() == calls - 1
        })
        .await;
        let first = screen(&mounted);
        type_code(&mounted, "123456");
        until("it is wrong", || problem(&mounted).contains("not right")).await;
        assert_eq!(requests().len(), calls);
        seen.push((
            without_countdown(&first),
            without_countdown(&screen(&mounted)),
        ));
    }
    assert_eq!(seen[0], seen[1]);
}

fn without_countdown(html: &str) -> String {
    let (before, after) = html.split_once("You can resend it in").unwrap();
    let (_, after) = after.split_once(" s").unwrap();
    format!("{before}{after}")
}

#[wasm_bindgen_test]
async fn another_code_waits_for_its_time_and_giving_up_leads_back() {
    let _fetch = fetch_answering(&json!([created(false)]));
    let (mounted, _) = page(SignUpConfirmation::Cognito);
    submit(&mounted, "ada@example.com");
    confirms(&mounted).await;
    until("it says when", || {
        mounted.text().contains("You can resend it in")
    })
    .await;
    let resend = &mounted.buttons("Resend code")[0];
    assert_eq!(
        resend.get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    resend.click();
    assert_eq!(targets(), ["SignUp"]);
    mounted.click("Start over");
    until("the form is back", || {
        heading(&mounted) == "Create an account"
    })
    .await;
    assert_eq!(
        mounted.get::<HtmlInputElement>("input").value(),
        "ada@example.com"
    );
    assert!(mounted.find("#code").is_none());
}

#[wasm_bindgen_test]
async fn what_went_wrong_is_said() {
    for (answer, words) in [
        (error("ExpiredCodeException", "x"), "has expired"),
        (
            error("TooManyFailedAttemptsException", "x"),
            "Too many attempts",
        ),
        (error("LimitExceededException", "x"), "Too many attempts"),
        (json!("down"), "We cannot reach the sign-in service"),
        (json!([503, "<html>"]), "not possible right now"),
    ] {
        let _fetch = fetch_answering(&json!([created(false), answer]));
        let (mounted, _) = page(SignUpConfirmation::Cognito);
        submit(&mounted, "ada@example.com");
        confirms(&mounted).await;
        type_code(&mounted, "123456");
        until(words, || problem(&mounted).contains(words)).await;
        assert_eq!(heading(&mounted), "Confirm your account");
    }
}

#[wasm_bindgen_test]
async fn who_never_confirmed_their_account_can_when_they_sign_in() {
    let _sdk = sdk();
    let _fetch = fetch_answering(&json!([
        error("UserNotConfirmedException", "User is not confirmed."),
        [200, {"CodeDeliveryDetails": {"Destination": "a***@e***"}}],
        [200, {}],
        challenge(),
        tokens(),
    ]));
    let (mounted, context) = sign_in_page(config(SignUpConfirmation::Cognito));
    submit(&mounted, "ada@example.com");
    confirms(&mounted).await;
    assert!(!mounted.text().contains("No code?"));
    until("a code was sent", || requests().len() == 2).await;
    type_code(&mounted, "123456");
    signs_in(context).await;
    assert_eq!(
        targets(),
        [
            "InitiateAuth",
            "ResendConfirmationCode",
            "ConfirmSignUp",
            "InitiateAuth",
            "RespondToAuthChallenge"
        ]
    );
}

#[wasm_bindgen_test]
async fn the_pages_lead_to_each_other_where_there_are_two() {
    let link = |mounted: &Mounted, text: &str| {
        let links = mounted.all("a");
        let link = links
            .iter()
            .find(|link| link.text_content().as_deref() == Some(text));
        link.and_then(|link: &web_sys::HtmlElement| link.get_attribute("href"))
    };
    let (mounted, _) = page(SignUpConfirmation::Authsignal);
    assert_eq!(
        link(&mounted, "Sign in").as_deref(),
        Some("/sign-in?return=%2Freports%3Fx%3D1")
    );
    assert!(mounted.buttons("Sign in with a passkey").is_empty());
    assert!(mounted.find("#code").is_none());
    drop(mounted);
    let (mounted, _) = sign_in_page(config(SignUpConfirmation::Authsignal));
    assert_eq!(
        link(&mounted, "Create an account").as_deref(),
        Some("/sign-up")
    );
    drop(mounted);
    for mode in [SignUpMode::JustInTime, SignUpMode::Closed] {
        let (mounted, _) = sign_in_page(AppConfig {
            sign_up: mode,
            ..app_config()
        });
        let _form: Element = mounted.get("form");
        assert_eq!(link(&mounted, "Create an account"), None);
    }
}
