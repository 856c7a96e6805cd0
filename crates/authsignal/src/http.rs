//! One request with its tries: what is retried is what the official SDK retries.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use crate::client::API_VERSION;
use crate::{Client, Error, backoff};

/// The largest answer that is read. The longest real ones, lists of users, stay far below.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;
/// Error codes are short identifiers; anything longer is not put into messages.
const MAX_CODE_CHARS: usize = 64;

/// A request, ready to be sent as often as needed.
pub(crate) struct Call {
    method: Method,
    url: Url,
    body: Option<Vec<u8>>,
}

impl Call {
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            body: None,
        }
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        self.body = Some(
            serde_json::to_vec(body)
                .map_err(|_| Error::Argument("the request cannot be written as JSON"))?,
        );
        Ok(self)
    }

    /// Adds a query parameter where there is a value.
    pub(crate) fn query(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.url.query_pairs_mut().append_pair(name, value);
        }
        self
    }
}

/// A try that failed.
struct Failure {
    error: Error,
    /// No answer was seen, so that even a request that changes something is sent again, as the SDK does.
    unanswered: bool,
    /// How long the server asks to wait.
    retry_after: Option<Duration>,
}

impl Failure {
    fn unanswered(error: Error) -> Self {
        Self {
            error,
            unanswered: true,
            retry_after: None,
        }
    }

    fn answered(error: Error) -> Self {
        Self {
            error,
            unanswered: false,
            retry_after: None,
        }
    }

    /// The SDK's rule: always without an answer; on a server error only what changes nothing. 429 is not retried.
    fn is_retryable(&self, method: &Method) -> bool {
        let server_error = matches!(
            self.error,
            Error::Unavailable {
                status: 500..=599,
                ..
            }
        );
        self.unanswered
            || server_error && matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
    }
}

impl Client {
    /// Sends the request and reads its JSON answer.
    pub(crate) async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let answer = self.send(&call).await?;
        serde_json::from_slice(&answer).map_err(|error| not_understood(&error))
    }

    /// Sends the request; what a successful answer says does not matter.
    pub(crate) async fn call_for_effect(&self, call: Call) -> Result<(), Error> {
        self.send(&call).await.map(drop)
    }

    async fn send(&self, call: &Call) -> Result<Vec<u8>, Error> {
        let deadline = Instant::now() + self.timeout;
        let mut retry = 0;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let failure = match timeout(left.min(self.attempt_timeout), self.attempt(call)).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(failure)) => failure,
                Err(_) => Failure::unanswered(Error::Timeout),
            };
            retry += 1;
            let delay = backoff::delay(self.retry_delay, retry, failure.retry_after);
            let in_time = Instant::now() + delay < deadline;
            if retry > self.retries || !in_time || !failure.is_retryable(&call.method) {
                return Err(failure.error);
            }
            sleep(delay).await;
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Vec<u8>, Failure> {
        let mut request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .basic_auth(self.secret_key.reveal(), Some(""))
            .header("X-Authsignal-Version", API_VERSION);
        if let Some(body) = &call.body {
            request = request
                .header("Content-Type", "application/json")
                .body(body.clone());
        }
        let response = request
            .send()
            .await
            .map_err(|error| Failure::unanswered(connection(error)))?;
        let status = response.status();
        let retry_after = retry_after(&response);
        let body = read(response).await;
        if status.is_success() {
            return body.map_err(Failure::answered);
        }
        let error = status_error(status, error_code(&body.unwrap_or_default()));
        Err(Failure {
            error,
            unanswered: false,
            retry_after,
        })
    }
}

/// Where the answer went wrong. The error's own words are left out: they quote values, and so may name the user.
fn not_understood(error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    Error::UnexpectedAnswer(
        format!(
            "{:?} error at line {line} column {column}",
            error.classify()
        )
        .into(),
    )
}

fn connection(error: reqwest::Error) -> Error {
    Error::Connection(Box::new(error.without_url()))
}

async fn read(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(connection)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(Error::UnexpectedAnswer("the answer is too large".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// `Retry-After` in seconds; the form with a date is not used by APIs.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

/// The error code in an answer `{error, errorCode?, errorDescription?}`. The description is left out: it may quote the user's data.
fn error_code(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Answer {
        #[serde(default, rename = "errorCode")]
        error_code: Option<String>,
        #[serde(default)]
        error: Option<String>,
        #[serde(default, rename = "errorDescription")]
        _description: IgnoredAny,
    }
    serde_json::from_slice::<Answer>(body)
        .ok()
        .and_then(|answer| answer.error_code.or(answer.error))
        .filter(|code| !code.is_empty() && code.chars().count() <= MAX_CODE_CHARS)
        .filter(|code| {
            code.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        })
        .unwrap_or_else(|| "none".to_owned())
}

fn status_error(status: StatusCode, code: String) -> Error {
    let number = status.as_u16();
    match number {
        429 | 500..=599 => Error::Unavailable {
            status: number,
            code,
        },
        401 | 403 => Error::Credentials {
            status: number,
            code,
        },
        _ => Error::Rejected {
            status: number,
            code,
        },
    }
}
