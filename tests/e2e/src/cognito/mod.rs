//! A proxy in front of Cognito that counts calls and injects faults, one for each test.

mod call;
mod fault;
mod rotation;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use hyper::{Method, Request, Response};
use serde_json::Value;
use tokio::sync::watch;

pub use call::Call;
pub use fault::Fault;
use fault::{Effect, Injected};
use rotation::{Reused, Rotation};

use crate::server::{Answer, AsyncAnswer, NoAnswer, Server};

const TARGET: &str = "x-amz-target";
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// A proxy of one's own.
#[derive(Debug)]
pub struct CognitoProxy {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    upstream: String,
    client: reqwest::Client,
    state: Mutex<State>,
    // Counts recoveries: what is held waits for the next one.
    recoveries: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    faults: Vec<Fault>,
    calls: Vec<Call>,
    challenge_url: Option<String>,
    rotation: Option<Rotation>,
}

impl CognitoProxy {
    /// A proxy in front of `upstream`, Cognito's endpoint.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(upstream: &str) -> Result<Self> {
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            client: reqwest::Client::builder().no_proxy().build()?,
            state: Mutex::default(),
            recoveries: watch::Sender::new(0),
        });
        let server = Server::start(Proxy(Arc::clone(&shared))).await?;
        Ok(Self { server, shared })
    }

    /// Where the app finds Cognito.
    #[must_use]
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// Injects a fault; of several that apply, the first takes the call.
    pub fn inject(&self, fault: Fault) {
        self.shared.lock().faults.push(fault);
    }

    /// Clears all faults and lets go of what is held.
    pub fn recover(&self) {
        self.shared.lock().faults.clear();
        self.shared
            .recoveries
            .send_modify(|recoveries| *recoveries += 1);
    }

    /// Has every challenge from now on name this URL instead of the pre-built UI's.
    pub fn replace_challenge_url(&self, url: impl Into<String>) {
        self.shared.lock().challenge_url = Some(url.into());
    }

    /// Has every renewal from now on bring a new refresh token. The one it replaces is still good where there is
    /// `grace`, as for some seconds at Cognito; otherwise to use it again is refused.
    pub fn rotate_refresh_tokens(&self, grace: bool) {
        self.shared.lock().rotation = Some(Rotation::new(grace));
    }

    /// All calls so far, in the order of their arrival.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.shared.lock().calls.clone()
    }

    /// The operations called so far, in the order of their arrival.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        self.calls()
            .into_iter()
            .map(|call| call.operation)
            .collect()
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        self.shared.lock().calls.clear();
    }
}

#[derive(Clone)]
struct Proxy(Arc<Shared>);

impl AsyncAnswer for Proxy {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let answer = self.0.respond(request).await;
        answer.map_err(|_| NoAnswer)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn respond(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let target = parts
            .headers
            .get(TARGET)
            .and_then(|target| target.to_str().ok());
        let operation = target.and_then(|target| target.strip_prefix(TARGET_PREFIX));
        // The browser's preflight asks for leave to send that header; it is no call yet.
        let operation = operation
            .filter(|_| parts.method == Method::POST)
            .map(str::to_owned);
        let mut recoveries = self.recoveries.subscribe();
        let (index, effect) = self.arrived(operation.as_deref(), &body);
        match effect {
            Some(Effect::Drop) => anyhow::bail!("dropped"),
            Some(Effect::Hold) => recoveries.changed().await?,
            Some(Effect::Answer(injected)) => return injected.response(),
            None => {}
        }
        match self.redeem(body) {
            Ok((body, own)) => self.forward(index, parts, body, own.as_deref()).await,
            Err(Reused) => Injected::error(400, "RefreshTokenReuseException").response(),
        }
    }

    /// The body with the stand-in's own refresh token, and that token, where they are rotated.
    fn redeem(&self, body: Bytes) -> Result<(Bytes, Option<String>), Reused> {
        let mut state = self.lock();
        let Some(rotation) = &mut state.rotation else {
            return Ok((body, None));
        };
        let Ok(mut request) = serde_json::from_slice::<Value>(&body) else {
            return Ok((body, None));
        };
        rotation.redeem(&mut request)?;
        let own = request["RefreshToken"].as_str().map(str::to_owned);
        Ok((request.to_string().into(), own))
    }

    /// Notes a call and takes the fault that applies to it.
    fn arrived(&self, operation: Option<&str>, body: &[u8]) -> (Option<usize>, Option<Effect>) {
        let mut state = self.lock();
        let index = operation.map(|operation| {
            let request = serde_json::from_slice(body).unwrap_or(Value::Null);
            state.calls.push(Call {
                operation: operation.to_owned(),
                request,
                answer: None,
            });
            state.calls.len() - 1
        });
        let applies = |fault: &Fault| match (fault.operation, operation) {
            (Some(wanted), Some(called)) => wanted == called,
            (None, Some(_)) => true,
            (None, None) => matches!(fault.effect, Effect::Drop),
            (Some(_), None) => false,
        };
        let Some(position) = state.faults.iter().position(applies) else {
            return (index, None);
        };
        let effect = state.faults.get(position).map(|fault| fault.effect.clone());
        if let Some(fault) = state.faults.get_mut(position)
            && let Some(times) = &mut fault.times
        {
            *times = times.saturating_sub(1);
            if *times == 0 {
                drop(state.faults.remove(position));
            }
        }
        (index, effect)
    }

    async fn forward(
        &self,
        index: Option<usize>,
        parts: hyper::http::request::Parts,
        body: Bytes,
        own_refresh_token: Option<&str>,
    ) -> Result<Response<Full<Bytes>>> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let url = format!("{}{path}", self.upstream.trim_end_matches('/'));
        let mut headers = parts.headers;
        for own in [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(own);
        }
        let forwarded = self
            .client
            .request(parts.method, url)
            .headers(headers)
            .body(body);
        let upstream = forwarded
            .send()
            .await
            .context("Cognito's stand-in does not answer")?;
        let (status, mut headers) = (upstream.status(), upstream.headers().clone());
        let mut body = upstream.bytes().await?;
        for own in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(own);
        }
        if let (Some(index), Ok(mut answer)) = (index, serde_json::from_slice::<Value>(&body)) {
            let mut state = self.lock();
            if let Some(url) = &state.challenge_url
                && let Some(named) = answer.pointer_mut("/ChallengeParameters/url")
            {
                *named = Value::from(url.as_str());
                body = answer.to_string().into();
            }
            if let (Some(rotation), Some(own)) = (&mut state.rotation, own_refresh_token) {
                rotation.rotate(own, &mut answer);
                body = answer.to_string().into();
            }
            if let Some(call) = state.calls.get_mut(index) {
                call.answer = Some(answer);
            }
        }
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}
