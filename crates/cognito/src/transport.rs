//! The port through which requests leave: implemented over `fetch` in the browser, by fakes in tests.

use std::time::Duration;

use crate::{Endpoint, Operation};

/// How long one request may take before the transport aborts it and answers [`TransportError::Timeout`].
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// Response header with the error's code, possibly followed by `:` and a URL.
pub const HEADER_ERROR_TYPE: &str = "x-amzn-errortype";
/// Response header with the error's message.
pub const HEADER_ERROR_MESSAGE: &str = "x-amzn-errormessage";
/// Response header with the id under which AWS knows the request.
pub const HEADER_REQUEST_ID: &str = "x-amzn-requestid";

/// The content type of AWS JSON 1.1, the protocol of Cognito user pools.
const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// A request, ready to be sent with `POST`.
///
/// Its body holds tokens and passwords, so `Debug` leaves it out.
#[derive(Clone)]
pub struct Request<'a> {
    /// Where to send it.
    pub endpoint: &'a Endpoint,
    /// What is asked for; [`Request::headers`] tells it to Cognito.
    pub operation: Operation,
    /// The body: JSON, UTF-8.
    pub body: Vec<u8>,
}

impl Request<'_> {
    /// The two headers to send. Nothing else is needed: no cookies, no `Authorization`.
    #[must_use]
    pub const fn headers(&self) -> [(&'static str, &'static str); 2] {
        [
            ("content-type", CONTENT_TYPE),
            ("x-amz-target", self.operation.target()),
        ]
    }
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("endpoint", self.endpoint)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}

/// An answer, whatever its status.
///
/// Its body may hold tokens, so `Debug` leaves it out.
#[derive(Clone, Default)]
pub struct Response {
    /// HTTP status code.
    pub status: u16,
    /// The header [`HEADER_ERROR_TYPE`], as received.
    pub error_type: Option<String>,
    /// The header [`HEADER_ERROR_MESSAGE`], as received.
    pub error_message: Option<String>,
    /// The header [`HEADER_REQUEST_ID`], as received.
    pub request_id: Option<String>,
    /// The body, complete.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("error_type", &self.error_type)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// Carries one request to Cognito and brings its answer back.
///
/// An implementation sends `POST` to [`Request::endpoint`] with [`Request::headers`], sends no
/// credentials, follows no redirect to another origin, does not retry, gives up after
/// [`REQUEST_TIMEOUT`], and stops the request when the future is dropped. An HTTP error status is an
/// `Ok` answer: this crate judges it.
#[allow(
    async_fn_in_trait,
    reason = "a browser's futures are not Send, so no caller may require it"
)]
pub trait Transport {
    /// Sends `request` and waits for the whole answer.
    ///
    /// # Errors
    /// Any [`TransportError`] when no complete answer came back.
    async fn send(&self, request: Request<'_>) -> Result<Response, TransportError>;
}

impl<T: Transport + ?Sized> Transport for &T {
    async fn send(&self, request: Request<'_>) -> Result<Response, TransportError> {
        (**self).send(request).await
    }
}

/// Why no complete answer came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The device says that it has no network.
    #[error("the device is offline")]
    Offline,
    /// The connection failed: name resolution, TLS, a dropped connection, CORS. Browsers do not say which.
    #[error("the connection failed: {}", crate::redact(.0))]
    Network(String),
    /// No complete answer within [`REQUEST_TIMEOUT`].
    #[error("no answer in time")]
    Timeout,
    /// The caller gave the request up.
    #[error("the request was given up")]
    Aborted,
}
