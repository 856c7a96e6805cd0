//! Mounting, finding, waiting, and replacing what the browser offers.

use auth::ReturnPath;
use gloo_timers::future::TimeoutFuture;
use latchkey::components::{ToastRegion, Toasts};
use latchkey::pages::SignInPage;
use latchkey::session::SessionContext;
use latchkey::words;
use leptos::prelude::*;
use messages::{Catalog, Language};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

pub fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

pub fn document() -> Document {
    window().document().unwrap()
}

/// A view in an element of its own; both go when it is dropped.
pub struct Mounted {
    root: HtmlElement,
    handle: Option<Box<dyn std::any::Any>>,
}

pub fn mount<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Mounted {
    speak_english();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    // Toasts show as in the shell.
    let handle = leptos::mount::mount_to(root.clone(), move || {
        let toasts = Toasts::provide();
        (view(), view! { <ToastRegion toasts/> })
    });
    Mounted {
        root,
        handle: Some(Box::new(handle)),
    }
}

impl Mounted {
    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    pub fn get<T: JsCast>(&self, selector: &str) -> T {
        let element = self
            .find(selector)
            .unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()));
        element.dyn_into().unwrap()
    }

    pub fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(self.handle.take());
        self.root.remove();
    }
}

/// Shows every page in English, as long as nobody chooses another language.
pub fn speak_english() {
    if words::loaded(Language::English).is_some() && words::language_now() == Language::English {
        return;
    }
    let file = include_str!("../../public/messages/en.json");
    let catalog = words::loaded(Language::English).unwrap_or_else(|| {
        let catalog = Catalog::parse(Language::English, file).unwrap();
        Box::leak(Box::new(catalog))
    });
    latchkey::language::speak(catalog);
}

/// Waits until `holds`, for at most five seconds.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..250 {
        if holds() {
            return;
        }
        TimeoutFuture::new(20).await;
    }
    panic!(
        "waited in vain until {what}; the page says: {}",
        document().body().unwrap().inner_text()
    );
}

/// A property of a global object, replaced by the value of a JavaScript expression until dropped.
#[must_use]
pub struct Replaced {
    object: JsValue,
    property: &'static str,
    before: Option<js_sys::Object>,
}

pub fn replace(object: &str, property: &'static str, by: &str) -> Replaced {
    let object: JsValue = eval(object);
    let target: &js_sys::Object = object.unchecked_ref();
    let before = js_sys::Object::get_own_property_descriptor(target, &property.into());
    let descriptor = js_sys::Object::new();
    js_sys::Reflect::set(&descriptor, &"value".into(), &eval(by)).unwrap();
    js_sys::Reflect::set(&descriptor, &"configurable".into(), &true.into()).unwrap();
    js_sys::Reflect::set(&descriptor, &"writable".into(), &true.into()).unwrap();
    js_sys::Object::define_property(target, &property.into(), &descriptor);
    Replaced {
        object,
        property,
        before: before.dyn_into().ok(),
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        match &self.before {
            Some(before) => {
                js_sys::Object::define_property(
                    self.object.unchecked_ref::<js_sys::Object>(),
                    &self.property.into(),
                    before,
                );
            }
            None => {
                js_sys::Reflect::delete_property(
                    self.object.unchecked_ref::<js_sys::Object>(),
                    &self.property.into(),
                )
                .unwrap();
            }
        }
    }
}

/// The value of a JavaScript expression.
pub fn eval(expression: &str) -> JsValue {
    js_sys::Function::new_no_args(&format!("return ({expression});"))
        .call0(&JsValue::UNDEFINED)
        .unwrap()
}

/// `fetch`, answering from a list of `[status, body]` in turn and noting requests in `window.requests`.
pub fn fetch_answering(answers: &serde_json::Value) -> Replaced {
    eval("window.requests = []");
    let script = format!(
        "(() => {{ const answers = {answers}; return (url, init) => {{
            const body = init.body ? JSON.parse(new TextDecoder().decode(init.body)) : null;
            const target = new Headers(init.headers).get('x-amz-target')?.split('.')[1];
            const authorization = new Headers(init.headers).get('authorization') ?? undefined;
            window.requests.push({{url, method: init.method, target, body, credentials: init.credentials, authorization}});
            const next = answers.shift();
            if (!next) return new Promise((_, reject) =>
                init.signal.addEventListener('abort', () => {{ window.aborted = true; reject(new DOMException('x', 'AbortError')); }}));
            if (next === 'down') return Promise.reject(new TypeError('Failed to fetch'));
            return Promise.resolve(new Response(next[0] === 204 ? null : JSON.stringify(next[1]), {{status: next[0], headers: next[2] ?? {{}}}}));
        }}; }})()"
    );
    replace("window", "fetch", &script)
}

/// The requests that [`fetch_answering`] noted.
pub fn requests() -> Vec<serde_json::Value> {
    let json = js_sys::JSON::stringify(&eval("window.requests")).unwrap();
    serde_json::from_str(&String::from(json)).unwrap()
}

/// An unsigned token with these claims.
pub fn jwt(claims: &serde_json::Value) -> String {
    let part = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
    format!(
        "{}.{}.{}",
        part(b"{\"alg\":\"none\"}"),
        part(claims.to_string().as_bytes()),
        part(b"signature")
    )
}

pub const CLIENT_ID: &str = "1example23456789abcdefghij";
pub const SUB: &str = "5d2ab9a4-0000-4000-8000-000000000001";

/// Cognito's AuthenticationResult for Ada, issued `age` seconds ago and good for 900 seconds.
pub fn authentication_result(age: i64) -> serde_json::Value {
    let issued = latchkey::browser::now().as_millis() / 1000 - age;
    let common = serde_json::json!({
        "sub": SUB, "iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
        "iat": issued, "exp": issued + 900,
    });
    let with = |more: serde_json::Value| {
        let mut claims = common.clone();
        claims
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        jwt(&claims)
    };
    serde_json::json!({
        "AccessToken": with(serde_json::json!({"token_use": "access", "client_id": CLIENT_ID, "username": SUB})),
        "IdToken": with(serde_json::json!({
            "token_use": "id", "aud": CLIENT_ID, "cognito:username": SUB, "email": "ada@example.com",
        })),
        "RefreshToken": "refresh",
        "ExpiresIn": 900,
        "TokenType": "Bearer",
    })
}

pub fn app_config() -> config::AppConfig {
    config::AppConfig::parse(
        r#"{
            "cognito": {
                "region": "eu-central-1", "userPoolId": "eu-central-1_AbCdEfGhI",
                "userPoolClientId": "1example23456789abcdefghij", "endpoint": "https://cognito.example"
            },
            "authsignal": {"tenantId": "tenant", "baseUrl": "https://api.example/v1"}
        }"#,
    )
    .unwrap()
}

/// The same with another `challengeMode`.
pub fn config_with(challenge_mode: config::ChallengeMode) -> config::AppConfig {
    config::AppConfig {
        challenge_mode,
        ..app_config()
    }
}

/// The app's configuration with an API.
pub fn config_with_api() -> config::AppConfig {
    config::AppConfig {
        api_endpoint: config::WebUrl::parse("https://api.example/stage/"),
        ..app_config()
    }
}

/// A context in which Ada is signed in.
pub fn signed_in_context() -> SessionContext {
    let result = authentication_result(0);
    let text = |name: &str| result[name].as_str().unwrap().to_owned();
    let tokens = cognito::Tokens {
        access: cognito::AccessToken::new(text("AccessToken")),
        id: cognito::IdToken::new(text("IdToken")),
        refresh: Some(cognito::RefreshToken::new(text("RefreshToken"))),
        expires_in: std::time::Duration::from_secs(900),
    };
    let context = SessionContext::new(app_config().cognito);
    let ada = auth::Username::from_email("ada@example.com").unwrap();
    context.begin(tokens, &ada).unwrap();
    context
}

/// Whoever is signed in.
pub fn user_of(context: SessionContext) -> auth::session::User {
    context.session().with_untracked(|session| match session {
        auth::session::Session::SignedIn(session) => session.user.clone(),
        other => panic!("nobody is signed in: {other:?}"),
    })
}

/// `PublicKeyCredential` of a device that can keep passkeys; what is signalled is in `window.signalled`.
pub fn capable_device(conditional_create: bool) -> Replaced {
    eval("(() => { window.signalled = []; window.accepted = []; })()");
    replace(
        "window",
        "PublicKeyCredential",
        &format!(
            "{{ isUserVerifyingPlatformAuthenticatorAvailable: async () => true,
                getClientCapabilities: async () => ({{conditionalCreate: {conditional_create}}}),
                signalUnknownCredential: async (options) => {{ window.signalled.push(options); }},
                signalAllAcceptedCredentials: async (options) => {{ window.accepted.push(options); }} }}"
        ),
    )
}

/// The SDK with a `passkey.signUp` that answers from a list of JavaScript expressions in turn and notes what it is
/// called with in `window.created`.
pub fn sdk_creating(answers: &[&str]) -> Replaced {
    eval("(() => { window.created = []; })()");
    let answers: Vec<String> = answers.iter().map(|it| format!("() => {it}")).collect();
    replace(
        "window",
        "authsignal",
        &format!(
            "(() => {{ const answers = [{}]; const signUp = async (params) => {{
                window.created.push({{...params}});
                return answers.shift()();
            }}; return {{ Authsignal: class {{ passkey = {{ signUp }} }} }}; }})()",
            answers.join(", ")
        ),
    )
}

/// A JavaScript expression as JSON.
pub fn json_of(expression: &str) -> serde_json::Value {
    let json = js_sys::JSON::stringify(&eval(expression)).unwrap();
    serde_json::from_str(&String::from(json)).unwrap()
}

impl Mounted {
    pub fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let find: js_sys::Function =
            eval("(root, selector) => [...root.querySelectorAll(selector)]").unchecked_into();
        let all = find.call2(&JsValue::UNDEFINED, &self.root, &selector.into());
        let all: js_sys::Array = all.unwrap().unchecked_into();
        all.iter().map(JsCast::unchecked_into).collect()
    }

    /// The buttons that say exactly this.
    pub fn buttons(&self, text: &str) -> Vec<HtmlElement> {
        self.all("button")
            .into_iter()
            .filter(|button| button.text_content().unwrap_or_default().trim() == text)
            .collect()
    }

    /// Clicks the one button that says this.
    pub fn click(&self, text: &str) {
        let buttons = self.buttons(text);
        assert_eq!(buttons.len(), 1, "{text}: {}", self.root.inner_html());
        buttons[0].click();
    }
}

/// The sign-in page of a browser that keeps nothing yet, and the session's owner.
pub fn sign_in_page(config: config::AppConfig) -> (Mounted, SessionContext) {
    clear_storages();
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let context = SessionContext::new(config.cognito.clone());
        context.restore();
        filled.set(Some(context));
        view! { <SignInPage config context return_to=ReturnPath::home() arrived=false/> }
    });
    (mounted, slot.get().unwrap())
}

/// Empties both storages, so that no test sees what another one left.
pub fn clear_storages() {
    window().local_storage().unwrap().unwrap().clear().unwrap();
    window()
        .session_storage()
        .unwrap()
        .unwrap()
        .clear()
        .unwrap();
}
