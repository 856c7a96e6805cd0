//! A proxy in front of Cognito that counts calls and injects faults, one for each test.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use hyper::{Method, Request, Response};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::server::{Answer, AsyncAnswer, NoAnswer, Server, response};

const TARGET: &str = "x-amz-target";
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// What goes wrong, and with which calls.
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    operation: Option<&'static str>,
    times: Option<usize>,
    effect: Effect,
}

#[derive(Clone, Debug)]
enum Effect {
    Drop,
    Hold,
    Answer {
        status: u16,
        content_type: &'static str,
        error_type: Option<&'static str>,
        body: String,
    },
}

impl Fault {
    /// The connection is closed without an answer. Where no operation is named that goes for
    /// everything, CORS preflights included, as when nobody is there.
    pub const fn drop() -> Self {
        Self::of(Effect::Drop)
    }

    /// The call waits, without reaching Cognito, until the faults are [cleared](CognitoProxy::recover).
    pub const fn hold() -> Self {
        Self::of(Effect::Hold)
    }

    /// Cognito answers with an error: an HTTP status and the name in `__type`.
    pub fn error(status: u16, name: &'static str) -> Self {
        let body = json!({"__type": name, "message": "A fault was injected."}).to_string();
        let content_type = "application/x-amz-json-1.1";
        Self::of(Effect::Answer {
            status,
            content_type,
            error_type: Some(name),
            body,
        })
    }

    /// Something that is not Cognito answers, as a load balancer does: a status and a page.
    pub fn page(status: u16) -> Self {
        let body = "<!doctype html><h1>An error page</h1>".to_owned();
        Self::of(Effect::Answer {
            status,
            content_type: "text/html",
            error_type: None,
            body,
        })
    }

    const fn of(effect: Effect) -> Self {
        Self {
            operation: None,
            times: None,
            effect,
        }
    }

    /// Only calls of this operation.
    pub fn on(self, operation: &'static str) -> Self {
        Self {
            operation: Some(operation),
            ..self
        }
    }

    /// Only the next so many.
    pub fn times(self, times: usize) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }
}

/// A call that arrived, and what Cognito answered.
#[derive(Clone, Debug)]
pub struct Call {
    /// Cognito's operation, such as `InitiateAuth`.
    pub operation: String,
    /// The body, as the app sent it.
    pub request: Value,
    /// Cognito's answer; none where a fault took its place.
    pub answer: Option<Value>,
}

impl Call {
    /// What nobody but the app, Cognito and Authsignal may ever see: tokens, sessions, answers, passwords.
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        const POINTERS: &[&str] = &[
            "/AuthenticationResult/AccessToken",
            "/AuthenticationResult/IdToken",
            "/AuthenticationResult/RefreshToken",
            "/ChallengeParameters/token",
            "/ChallengeResponses/ANSWER",
            "/Password",
            "/Session",
            "/Token",
        ];
        [Some(&self.request), self.answer.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|body| {
                POINTERS
                    .iter()
                    .filter_map(|pointer| body.pointer(pointer)?.as_str())
            })
            .filter(|secret| !secret.is_empty())
            .collect()
    }
}

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
            Some(Effect::Answer {
                status,
                content_type,
                error_type,
                body,
            }) => {
                return injected(status, content_type, error_type, body);
            }
            None => {}
        }
        self.forward(index, parts, body).await
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

/// An answer made here; like Cognito's own it may be read from any origin.
fn injected(
    status: u16,
    content_type: &str,
    error_type: Option<&'static str>,
    body: String,
) -> Result<Response<Full<Bytes>>> {
    let mut response = response(status, content_type, body);
    let headers = response.headers_mut();
    headers.insert("access-control-allow-origin", "*".parse()?);
    headers.insert(
        "access-control-expose-headers",
        "x-amzn-errortype,x-amzn-requestid".parse()?,
    );
    if let Some(name) = error_type {
        headers.insert("x-amzn-errortype", name.parse()?);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with what it was asked.
    #[derive(Clone)]
    struct Echo;

    impl AsyncAnswer for Echo {
        async fn answer(&self, request: Request<Incoming>) -> Answer {
            let body = request
                .into_body()
                .collect()
                .await
                .map_err(|_| NoAnswer)?
                .to_bytes();
            let mut response = response(200, "application/x-amz-json-1.1", body);
            response
                .headers_mut()
                .insert("access-control-allow-origin", "*".parse().unwrap());
            Ok(response)
        }
    }

    async fn post(proxy: &CognitoProxy, operation: &str) -> reqwest::Result<reqwest::Response> {
        reqwest::Client::new()
            .post(format!("http://{}", proxy.server.address()))
            .header(TARGET, format!("{TARGET_PREFIX}{operation}"))
            .body(r#"{"ChallengeParameters":{"url":"x"}}"#)
            .send()
            .await
    }

    async fn pair() -> Result<(Server, CognitoProxy)> {
        let upstream = Server::start(Echo).await?;
        let proxy = CognitoProxy::start(&upstream.origin()).await?;
        Ok((upstream, proxy))
    }

    #[tokio::test]
    async fn calls_are_counted_and_passed_through_with_their_headers() -> Result<()> {
        let (_upstream, proxy) = pair().await?;
        let answer = post(&proxy, "InitiateAuth").await?;
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        proxy.replace_challenge_url("y");
        let replaced = post(&proxy, "SignUp").await?.text().await?;
        assert_eq!(replaced, r#"{"ChallengeParameters":{"url":"y"}}"#);
        let preflight = reqwest::Client::new().request(Method::OPTIONS, proxy.origin());
        assert_eq!(preflight.send().await?.status(), 200);
        assert_eq!(proxy.operations(), ["InitiateAuth", "SignUp"]);
        assert_eq!(proxy.calls()[0].request["ChallengeParameters"]["url"], "x");
        Ok(())
    }

    #[tokio::test]
    async fn faults_apply_to_their_operation_and_so_often() -> Result<()> {
        let (_upstream, proxy) = pair().await?;
        proxy.inject(
            Fault::error(400, "TooManyRequestsException")
                .on("SignUp")
                .times(1),
        );
        assert_eq!(post(&proxy, "InitiateAuth").await?.status(), 200);
        let failed = post(&proxy, "SignUp").await?;
        assert_eq!(
            failed.headers()["x-amzn-errortype"],
            "TooManyRequestsException"
        );
        assert!(failed.text().await?.contains("TooManyRequestsException"));
        assert_eq!(post(&proxy, "SignUp").await?.status(), 200);

        proxy.inject(Fault::drop());
        assert!(post(&proxy, "SignUp").await.is_err());
        proxy.recover();
        assert_eq!(post(&proxy, "SignUp").await?.status(), 200);
        Ok(())
    }

    #[tokio::test]
    async fn what_is_held_goes_on_after_the_recovery() -> Result<()> {
        let (_upstream, proxy) = pair().await?;
        proxy.inject(Fault::hold());
        let held = post(&proxy, "InitiateAuth");
        tokio::pin!(held);
        let arrival =
            crate::wait::until("the call to arrive", async || Ok(proxy.calls().len() == 1));
        tokio::select! {
            _ = &mut held => anyhow::bail!("it was not held"),
            arrived = arrival => arrived?,
        }
        assert!(proxy.calls()[0].answer.is_none());
        proxy.recover();
        assert_eq!(held.await?.status(), 200);
        Ok(())
    }
}
