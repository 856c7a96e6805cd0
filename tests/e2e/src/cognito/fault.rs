//! What can go wrong with Cognito.

use anyhow::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use serde_json::json;

use crate::server::response;

/// What goes wrong, and with which calls.
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    pub(super) operation: Option<&'static str>,
    pub(super) times: Option<usize>,
    pub(super) effect: Effect,
}

#[derive(Clone, Debug)]
pub(super) enum Effect {
    Drop,
    Hold,
    Answer(Injected),
}

/// An answer made here.
#[derive(Clone, Debug)]
pub(super) struct Injected {
    status: u16,
    content_type: &'static str,
    error_type: Option<&'static str>,
    body: String,
}

impl Fault {
    /// The connection is closed without an answer. Where no operation is named that goes for
    /// everything, CORS preflights included, as when nobody is there.
    pub const fn drop() -> Self {
        Self::of(Effect::Drop)
    }

    /// The call waits, without reaching Cognito, until the faults are [cleared](super::CognitoProxy::recover).
    pub const fn hold() -> Self {
        Self::of(Effect::Hold)
    }

    /// Cognito answers with an error: an HTTP status and the name in `__type`.
    pub fn error(status: u16, name: &'static str) -> Self {
        Self::of(Effect::Answer(Injected::error(status, name)))
    }

    /// Something that is not Cognito answers, as a load balancer does: a status and a page.
    pub fn page(status: u16) -> Self {
        Self::of(Effect::Answer(Injected {
            status,
            content_type: "text/html",
            error_type: None,
            body: "<!doctype html><h1>An error page</h1>".to_owned(),
        }))
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

impl Injected {
    /// Cognito's error of this name.
    pub(super) fn error(status: u16, name: &'static str) -> Self {
        Self {
            status,
            content_type: "application/x-amz-json-1.1",
            error_type: Some(name),
            body: json!({"__type": name, "message": "A fault was injected."}).to_string(),
        }
    }

    /// Like Cognito's own answers it may be read from any origin.
    pub(super) fn response(self) -> Result<Response<Full<Bytes>>> {
        let mut response = response(self.status, self.content_type, self.body);
        let headers = response.headers_mut();
        headers.insert("access-control-allow-origin", "*".parse()?);
        headers.insert(
            "access-control-expose-headers",
            "x-amzn-errortype,x-amzn-requestid".parse()?,
        );
        if let Some(name) = self.error_type {
            headers.insert("x-amzn-errortype", name.parse()?);
        }
        Ok(response)
    }
}
