//! The stand-in as its callers see it: requests into the router, time moved by hand.

mod authenticator_app;
mod client_api;
mod faults;
mod inbox;
mod limits;
mod magic_link;
mod passkey;
mod phone;
mod server_api;
mod server_driven;
mod state;
mod ui;
mod validate;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tower::ServiceExt;
use url::Url;

use crate::{App, Config, ManualClock, OsEntropy, SecretKey, Store, Timestamp, router};

const SECRET: &str = "sk_test";
const TENANT: &str = "latchkey-local";
const USER: &str = "user-1";
const EMAIL: &str = "ann@example.com";
const ACTION: &str = "cognitoAuth";
const WRONG_CODE: &str = "not a code";

/// A stand-in with its clock.
pub(super) struct StandIn {
    router: Router,
    clock: Arc<ManualClock>,
}

/// What came back.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// Who calls.
#[derive(Clone, Copy)]
pub(super) enum Caller<'a> {
    Server,
    Token(&'a str),
    /// As the Web SDK before it has a token.
    Tenant,
    Nobody,
}

impl StandIn {
    fn new() -> Self {
        Self::with_store(Store::in_memory().unwrap())
    }

    fn with_store(store: Store) -> Self {
        Self::made_of(store, |_| ())
    }

    fn with_config(change: impl FnOnce(&mut Config)) -> Self {
        Self::made_of(Store::in_memory().unwrap(), change)
    }

    fn made_of(store: Store, change: impl FnOnce(&mut Config)) -> Self {
        let base_url = Url::parse("http://localhost:4001").unwrap();
        let mut config = Config::new(SecretKey::new(SECRET.to_owned()), base_url);
        change(&mut config);
        let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1_795_253_400_000)));
        let app = App::new(config, store, clock.clone(), Arc::new(OsEntropy));
        Self {
            router: router(Arc::new(app)),
            clock,
        }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    async fn call(&self, method: Method, path: &str, caller: Caller<'_>, body: Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = match caller {
            Caller::Server => {
                let credentials = STANDARD.encode(format!("{SECRET}:"));
                request.header(AUTHORIZATION, format!("Basic {credentials}"))
            }
            Caller::Token(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            Caller::Tenant => {
                request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(TENANT)))
            }
            Caller::Nobody => request,
        };
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        self.send(
            request
                .header(CONTENT_TYPE, "application/json")
                .body(body)
                .unwrap(),
        )
        .await
    }

    async fn get(&self, path: &str, caller: Caller<'_>) -> Answer {
        self.call(Method::GET, path, caller, Value::Null).await
    }

    async fn post(&self, path: &str, caller: Caller<'_>, body: Value) -> Answer {
        self.call(Method::POST, path, caller, body).await
    }

    /// Tracks [`ACTION`] for [`USER`].
    async fn track(&self, attributes: Value) -> Value {
        let path = format!("/v1/users/{USER}/actions/{ACTION}");
        let answer = self.post(&path, Caller::Server, attributes).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    /// Tracks with an email, the way a sign-in does, and answers the token.
    async fn track_email(&self) -> String {
        text(&self.track(json!({ "email": EMAIL })).await["token"])
    }

    async fn validate(&self, token: &str, user_id: &str, action: &str) -> Value {
        let body = json!({ "token": token, "userId": user_id, "action": action });
        let answer = self.post("/v1/validate", Caller::Server, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    async fn messages(&self, to: &str) -> Vec<Value> {
        let answer = self
            .get(&format!("/inbox/messages?to={to}"), Caller::Nobody)
            .await;
        serde_json::from_str(&answer.body).unwrap()
    }

    async fn newest_code(&self) -> String {
        text(&self.messages(EMAIL).await[0]["code"])
    }

    /// Answers an email code through the Client API, and returns what came back.
    async fn verify(&self, token: &str, code: &str) -> Value {
        let body = json!({ "verificationCode": code });
        let answer = self
            .post("/v1/client/verify/email-otp", Caller::Token(token), body)
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    /// Enrols [`EMAIL`] for [`USER`] and returns the token that proves it.
    async fn signed_in(&self) -> String {
        let token = self.track_email().await;
        let body = json!({ "email": EMAIL });
        self.post(
            "/v1/client/user-authenticators/email-otp",
            Caller::Token(&token),
            body,
        )
        .await;
        let verified = self.verify(&token, &self.newest_code().await).await;
        text(&verified["accessToken"])
    }

    fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn location(&self) -> Url {
        Url::parse(self.headers[LOCATION].to_str().unwrap()).unwrap()
    }

    /// Status and error code of a refusal.
    fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), text(&self.json()["errorCode"]))
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
