//! A server that plays Authsignal and keeps what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use authsignal::{Client, SecretKey};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The tenant's secret key.
pub(crate) const SECRET: &str = "the-secret-key";

/// A request that Authsignal got.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// Method, path and query.
    pub(crate) what: String,
    pub(crate) body: Value,
}

/// Answers by `METHOD /path`, query left out, or by `METHOD /path word` where the body has that word.
type Answers = HashMap<&'static str, (u16, Value)>;

#[derive(Clone)]
struct Shared {
    answers: Arc<Answers>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A running fake; it ends with the test's runtime.
pub(crate) struct FakeAuthsignal {
    /// Ends in `/v1`.
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl FakeAuthsignal {
    /// Gives these answers, and 500 to anything else.
    pub(crate) async fn start(
        answers: impl IntoIterator<Item = (&'static str, u16, Value)>,
    ) -> Self {
        let shared = Shared {
            answers: Arc::new(
                answers
                    .into_iter()
                    .map(|(what, status, body)| (what, (status, body)))
                    .collect(),
            ),
            asked: Arc::default(),
        };
        let asked = shared.asked.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(async move {
            axum::serve(listener, Router::new().fallback(play).with_state(shared)).await
        });
        Self { url, asked }
    }

    /// What it was asked so far, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// A client of it that does not wait between tries.
    pub(crate) fn client(&self) -> Client {
        Client::builder(&self.url, SecretKey::new(SECRET))
            .retry_delay(Duration::ZERO)
            .build()
            .unwrap()
    }
}

async fn play(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> (StatusCode, String) {
    let text = String::from_utf8_lossy(&body).into_owned();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    shared.asked.lock().unwrap().push(Asked {
        what: format!("{method} {uri}"),
        body,
    });
    let what = format!("{method} {}", uri.path());
    let with_word = shared.answers.iter().find(|(key, _)| {
        key.strip_prefix(&what)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|word| text.contains(word))
    });
    let answer = with_word.map(|(_, answer)| answer);
    match answer.or_else(|| shared.answers.get(what.as_str())) {
        Some((status, answer)) => (StatusCode::from_u16(*status).unwrap(), answer.to_string()),
        None => (
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({"error": "internal_error"}).to_string(),
        ),
    }
}
