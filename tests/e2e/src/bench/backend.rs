//! In Cognito's place: takes down when the browser gets through to it, and refuses everything.

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

/// When a browser got through, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arrivals {
    /// With anything: first is the preflight that CORS asks for.
    pub(super) contact: Option<f64>,
    /// With InitiateAuth.
    pub(super) initiate_auth: Option<f64>,
}

/// A running backend.
#[derive(Debug)]
pub(super) struct Backend {
    server: Server,
    arrivals: Arc<Mutex<Arrivals>>,
}

impl Backend {
    pub(super) async fn start() -> Result<Self> {
        let arrivals = Arc::default();
        let server = Server::start(Recorder(Arc::clone(&arrivals))).await?;
        Ok(Self { server, arrivals })
    }

    pub(super) fn origin(&self) -> String {
        self.server.origin()
    }

    pub(super) fn arrivals(&self) -> Arrivals {
        *lock(&self.arrivals)
    }
}

#[derive(Clone)]
struct Recorder(Arc<Mutex<Arrivals>>);

impl AsyncAnswer for Recorder {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let now = now();
        let asks = request
            .headers()
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok())
            .is_some_and(|target| target.ends_with(".InitiateAuth"));
        {
            let mut arrivals = lock(&self.0);
            arrivals.contact.get_or_insert(now);
            if asks && request.method() == Method::POST {
                arrivals.initiate_auth.get_or_insert(now);
            }
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

fn lock(arrivals: &Mutex<Arrivals>) -> MutexGuard<'_, Arrivals> {
    arrivals.lock().unwrap_or_else(PoisonError::into_inner)
}
