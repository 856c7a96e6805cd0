//! In Cognito's place: takes down when it is asked, and refuses everything.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    HeaderValue,
};
use hyper::{Method, Request, Response};

use crate::server::{Answer, AsyncAnswer, Server, response};

type AskedAt = Arc<Mutex<Option<f64>>>;

/// A running backend.
#[derive(Debug)]
pub(super) struct Backend {
    server: Server,
    asked_at: AskedAt,
}

impl Backend {
    pub(super) async fn start() -> Result<Self> {
        let asked_at = AskedAt::default();
        let server = Server::start(Recorder(Arc::clone(&asked_at))).await?;
        Ok(Self { server, asked_at })
    }

    pub(super) fn origin(&self) -> String {
        self.server.origin()
    }

    /// When InitiateAuth first arrived, in milliseconds since 1970.
    pub(super) fn asked_at(&self) -> Option<f64> {
        *lock(&self.asked_at)
    }
}

#[derive(Clone)]
struct Recorder(AskedAt);

impl AsyncAnswer for Recorder {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let now = now();
        let asks = request
            .headers()
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok())
            .is_some_and(|target| target.ends_with(".InitiateAuth"));
        // The preflight that CORS sends ahead has the header's name only.
        if asks && request.method() == Method::POST {
            lock(&self.0).get_or_insert(now);
        }
        Ok(allowed(response(
            if asks { 400 } else { 200 },
            "application/x-amz-json-1.1",
            r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#,
        )))
    }
}

fn allowed(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    let headers = response.headers_mut();
    for name in [
        ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS,
    ] {
        headers.insert(name, HeaderValue::from_static("*"));
    }
    response
}

fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
        * 1000.0
}

fn lock(asked_at: &Mutex<Option<f64>>) -> MutexGuard<'_, Option<f64>> {
    asked_at.lock().unwrap_or_else(PoisonError::into_inner)
}
