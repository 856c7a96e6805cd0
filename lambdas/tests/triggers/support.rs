//! Events from files, and a server that plays Authsignal.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use authsignal::Client;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use lambdas::config::Config;
use lambdas::dispatch::{Triggers, handle};
use lambdas::error::TriggerError;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The user in the recorded events.
pub(crate) const SUB: &str = "5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11";

/// A recorded event, by its file's name without `.json`.
pub(crate) fn event(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/events")
        .join(name)
        .with_extension("json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A recorded event with the value at `pointer` replaced, or removed where it is none.
pub(crate) fn event_with(name: &str, pointer: &str, value: Option<Value>) -> Value {
    let mut event = event(name);
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = event.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => parent.insert(key.to_owned(), value),
        None => parent.remove(key),
    };
    event
}

/// A request that Authsignal got.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) what: String,
    pub(crate) body: Value,
}

/// Answers by `METHOD /path`, query left out.
type Answers = HashMap<&'static str, (u16, Value)>;

#[derive(Clone)]
struct Shared {
    answers: Arc<Answers>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// The triggers, and the Authsignal that they ask.
pub(crate) struct Stage {
    pub(crate) triggers: Triggers,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stage {
    /// Sets up triggers whose Authsignal gives these answers, and 500 to anything else.
    pub(crate) async fn new<const N: usize>(answers: [(&'static str, Value); N]) -> Self {
        Self::with_status(answers.map(|(what, body)| (what, 200, body))).await
    }

    pub(crate) async fn with_status<const N: usize>(
        answers: [(&'static str, u16, Value); N],
    ) -> Self {
        let answers = answers
            .into_iter()
            .map(|(what, status, body)| (what, (status, body)))
            .collect();
        let shared = Shared {
            answers: Arc::new(answers),
            asked: Arc::default(),
        };
        let asked = shared.asked.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(async move {
            axum::serve(listener, Router::new().fallback(play).with_state(shared)).await
        });
        Self {
            triggers: triggers(&url, &[]),
            asked,
        }
    }

    /// Sets another environment variable for the triggers.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.triggers = triggers(&self.triggers.config.authsignal_url, &[(name, value)]);
        self
    }

    pub(crate) async fn run(&self, event: Value) -> Result<Value, TriggerError> {
        handle(&self.triggers, event, "request-1").await
    }

    /// The response to an event that is answered.
    pub(crate) async fn response(&self, event: Value) -> Value {
        self.run(event).await.unwrap()["response"].clone()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn triggers(url: &str, more: &[(&str, &str)]) -> Triggers {
    let mut variables = HashMap::from([
        ("AUTHSIGNAL_URL", url),
        ("AUTHSIGNAL_SECRET", "the-secret-key"),
        ("REDIRECT_URL", "https://app.example.com/callback"),
    ]);
    variables.extend(more.iter().copied());
    let config = Config::read(|name| variables.get(name).map(|value| (*value).to_owned())).unwrap();
    let authsignal = Client::builder(&config.authsignal_url, config.authsignal_secret.clone())
        .retry_delay(Duration::ZERO)
        .build()
        .unwrap();
    Triggers { config, authsignal }
}

async fn play(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> (StatusCode, String) {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    shared.asked.lock().unwrap().push(Asked {
        what: format!("{method} {uri}"),
        body,
    });
    let what = format!("{method} {}", uri.path());
    match shared.answers.get(what.as_str()) {
        Some((status, answer)) => (StatusCode::from_u16(*status).unwrap(), answer.to_string()),
        None => (
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({"error": "internal_error"}).to_string(),
        ),
    }
}
