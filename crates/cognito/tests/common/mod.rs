//! A transport that answers from a script, and the recorded answers.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    reason = "each test binary uses its own part of this"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use cognito::{
    ClientId, CognitoClient, Endpoint, Operation, Request, Response, Transport, TransportError,
};
use serde::Deserialize;

pub mod calls;

pub const CLIENT_ID: &str = "5j3v9l1q0example7k2m4n6p8r";

pub type Answer = Result<Response, TransportError>;

/// What reached the transport.
#[derive(Debug)]
pub struct Sent {
    pub url: String,
    pub operation: Operation,
    pub headers: Vec<(&'static str, &'static str)>,
    pub body: serde_json::Value,
    /// The same as it was sent.
    pub text: String,
}

/// Gives its answers in turn and remembers what it was asked.
#[derive(Default)]
pub struct Script {
    answers: RefCell<VecDeque<Answer>>,
    sent: RefCell<Vec<Sent>>,
}

impl Script {
    pub fn of(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            answers: RefCell::new(answers.into_iter().collect()),
            sent: RefCell::default(),
        }
    }

    /// What was sent, in turn.
    pub fn all_sent(&self) -> Vec<Sent> {
        self.sent.take()
    }

    pub fn sent(&self) -> Sent {
        let mut sent = self.sent.borrow_mut();
        assert_eq!(sent.len(), 1, "one call is one request");
        sent.remove(0)
    }
}

impl Transport for Script {
    async fn send(&self, request: Request<'_>) -> Answer {
        self.sent.borrow_mut().push(Sent {
            url: request.endpoint.as_str().to_owned(),
            operation: request.operation,
            headers: request.headers().to_vec(),
            body: serde_json::from_slice(&request.body).expect("the request is JSON"),
            text: String::from_utf8_lossy(&request.body).into_owned(),
        });
        self.answers
            .borrow_mut()
            .pop_front()
            .expect("no further request was foreseen")
    }
}

pub fn client<T: Transport>(transport: T) -> CognitoClient<T> {
    CognitoClient::new(
        transport,
        ClientId::new(CLIENT_ID).unwrap(),
        Endpoint::for_region("eu-central-1").unwrap(),
    )
}

/// Runs a future that never has to wait.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a scripted transport never waits"),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    status: u16,
    error_type: Option<String>,
    error_message: Option<String>,
    request_id: Option<String>,
    body: String,
}

/// Every recorded answer of one server, by name.
pub struct Answers(BTreeMap<String, Recorded>);

impl Answers {
    pub fn cognito() -> Self {
        Self::parse(include_str!("../answers/cognito.json"))
    }

    pub fn ministack() -> Self {
        Self::parse(include_str!("../answers/ministack.json"))
    }

    fn parse(json: &str) -> Self {
        Self(serde_json::from_str(json).expect("the file of answers is well formed"))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn get(&self, name: &str) -> Response {
        let recorded = self
            .0
            .get(name)
            .unwrap_or_else(|| panic!("no answer {name}"));
        Response {
            status: recorded.status,
            error_type: recorded.error_type.clone(),
            error_message: recorded.error_message.clone(),
            request_id: recorded.request_id.clone(),
            body: recorded.body.clone().into_bytes(),
        }
    }

    /// A client that gets this one answer.
    pub fn client(&self, name: &str) -> CognitoClient<Script> {
        client(Script::of([Ok(self.get(name))]))
    }
}

/// An answer made up on the spot.
pub fn answer(status: u16, body: &str) -> Response {
    Response {
        status,
        body: body.as_bytes().to_vec(),
        ..Response::default()
    }
}
