//! A server that plays Cognito's user pools and keeps what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use lambdas::user_pool::UserPool;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request that Cognito got.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Called {
    /// `AdminUpdateUserAttributes`.
    pub(crate) operation: String,
    pub(crate) body: Value,
    /// The signature and what it covers.
    pub(crate) authorization: String,
    /// The session token of the credentials.
    pub(crate) token: String,
}

#[derive(Clone)]
struct Shared {
    answers: Arc<HashMap<&'static str, (u16, Value)>>,
    called: Arc<Mutex<Vec<Called>>>,
}

/// A running fake; it ends with the test's runtime.
pub(crate) struct FakeCognito {
    url: String,
    called: Arc<Mutex<Vec<Called>>>,
}

impl FakeCognito {
    /// Gives these answers by operation, and 500 to anything else. `ListUsers` is for searches; without a filter it is
    /// `ListUsers of all`, who are none unless given.
    pub(crate) async fn start<const N: usize>(answers: [(&'static str, u16, Value); N]) -> Self {
        let shared = Shared {
            answers: Arc::new(
                answers
                    .into_iter()
                    .map(|(operation, status, body)| (operation, (status, body)))
                    .collect(),
            ),
            called: Arc::default(),
        };
        let called = shared.called.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            axum::serve(listener, Router::new().fallback(play).with_state(shared)).await
        });
        Self { url, called }
    }

    /// What it was asked so far, in order.
    pub(crate) fn called(&self) -> Vec<Called> {
        self.called.lock().unwrap().clone()
    }

    /// A client of it, as in a Lambda function.
    pub(crate) fn client(&self) -> UserPool {
        user_pool(&self.url)
    }
}

/// A client of a Cognito that nobody can reach.
pub(crate) fn unreachable_user_pool() -> UserPool {
    user_pool("http://127.0.0.1:9")
}

fn user_pool(url: &str) -> UserPool {
    UserPool::read(|name| {
        let value = match name {
            "AWS_REGION" => "eu-central-1",
            "AWS_ACCESS_KEY_ID" => "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY" => "the-aws-secret",
            "AWS_SESSION_TOKEN" => "the-session-token",
            "AWS_ENDPOINT_URL" => url,
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap()
}

async fn play(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1], String) {
    let header = |name: &str| {
        headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned()
    };
    let operation = header("x-amz-target").replace("AWSCognitoIdentityProviderService.", "");
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let lists_all = operation == "ListUsers" && body.get("Filter").is_none();
    let answer = match lists_all {
        true => shared
            .answers
            .get("ListUsers of all")
            .cloned()
            .or(Some((200, json!({"Users": []})))),
        false => shared.answers.get(operation.as_str()).cloned(),
    };
    shared.called.lock().unwrap().push(Called {
        operation,
        body,
        authorization: header("authorization"),
        token: header("x-amz-security-token"),
    });
    let (status, answer) = answer.unwrap_or((500, json!({"__type": "InternalErrorException"})));
    (
        StatusCode::from_u16(status).unwrap(),
        [("content-type", "application/x-amz-json-1.1")],
        answer.to_string(),
    )
}
