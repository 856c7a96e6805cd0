//! Fault injection: make the stand-in slow, broken or gone for some requests.
//!
//! | call | what |
//! | --- | --- |
//! | `GET /local/faults` | the faults as they stand |
//! | `PUT /local/faults` | replaces them all with a JSON array |
//! | `POST /local/faults` | appends one |
//! | `DELETE /local/faults` | removes them all |
//!
//! A fault is `{pathPrefix?, contains?, status?, code?, delayMs?, drop?, times?}`. It applies to requests whose path
//! starts with `pathPrefix` and which hold `contains` in their address, their body, or the email address or phone
//! number of the user whom their token, user id or passkey names: so a parallel test can keep its faults to its
//! own user. Of several that match, the first is taken. `delayMs` waits, `drop` then closes the connection without
//! an answer, `status` answers with it, and with the error code `code` (`expired_token`, ...) or else the usual one
//! of that status; with neither the request goes its way after the delay. `times` is how often it applies
//! before it is gone. `/local` and `/health` are never disturbed.
//!
//! No origin may call these across origins: they answer no CORS preflight and require
//! `content-type: application/json`.

use std::future::ready;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::stream::once;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use crate::app::App;
use crate::error::{ApiError, ErrorBody};
use crate::extract::bearer;
use crate::store::{authenticators, users};
use crate::webauthn::Base64Url;
use crate::{tokens, ui};

/// More than any request of the SDKs.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What goes wrong, and for which requests.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fault {
    #[serde(skip_serializing_if = "Option::is_none")]
    path_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(default)]
    drop: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
}

impl Fault {
    fn check(&self) -> Result<(), ApiError> {
        let status = self
            .status
            .is_none_or(|status| (200..=599).contains(&status));
        let effect = self.drop || self.status.is_some() || self.delay_ms.is_some();
        match (status, effect, self.times) {
            (false, _, _) => Err(ApiError::invalid("status must be 200 to 599.")),
            (_, false, _) => Err(ApiError::invalid("A fault needs status, delayMs or drop.")),
            (_, _, Some(0)) => Err(ApiError::invalid("times must be at least 1.")),
            _ => Ok(()),
        }
    }

    fn applies(&self, path: &str, haystack: &str) -> bool {
        self.path_prefix
            .as_ref()
            .is_none_or(|prefix| path.starts_with(prefix.as_str()))
            && self
                .contains
                .as_ref()
                .is_none_or(|needle| haystack.contains(needle.as_str()))
    }
}

/// The faults as they stand; they do not outlive the process.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first fault that applies, counted as used.
    fn take(&self, path: &str, haystack: &str) -> Option<Fault> {
        let mut faults = self.lock();
        let index = faults
            .iter()
            .position(|fault| fault.applies(path, haystack))?;
        let fault = faults.get_mut(index)?;
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
        }
        let taken = fault.clone();
        if taken.times == Some(0) {
            faults.remove(index);
        }
        Some(taken)
    }
}

/// Routes at `/local/faults`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route(
        "/local/faults",
        get(list).put(replace).post(append).delete(clear),
    )
}

async fn list(State(app): State<Arc<App>>) -> Json<Vec<Fault>> {
    Json(app.faults.lock().clone())
}

async fn replace(
    State(app): State<Arc<App>>,
    Json(faults): Json<Vec<Fault>>,
) -> Result<StatusCode, ApiError> {
    faults.iter().try_for_each(Fault::check)?;
    *app.faults.lock() = faults;
    Ok(StatusCode::NO_CONTENT)
}

async fn append(
    State(app): State<Arc<App>>,
    Json(fault): Json<Fault>,
) -> Result<StatusCode, ApiError> {
    fault.check()?;
    app.faults.lock().push(fault);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear(State(app): State<Arc<App>>) -> StatusCode {
    app.faults.lock().clear();
    StatusCode::NO_CONTENT
}

/// Applies the first fault that matches the request.
pub(crate) async fn inject(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let spared = path.starts_with("/local/") || path == "/health";
    if spared || app.faults.lock().is_empty() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let haystack = haystack(&app, &parts.uri, bearer(&parts.headers), &body);
    let uri = parts.uri.clone();
    let request = Request::from_parts(parts, Body::from(body));
    let Some(fault) = app.faults.take(&path, &haystack) else {
        return next.run(request).await;
    };
    if let Some(millis) = fault.delay_ms {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
    if fault.drop {
        return dropped_connection();
    }
    match fault
        .status
        .and_then(|status| StatusCode::from_u16(status).ok())
    {
        Some(status) => failure(&app, &uri, status, fault.code.as_deref()),
        None => next.run(request).await,
    }
}

/// Everything that `contains` is looked for in.
fn haystack(app: &App, uri: &Uri, bearer: Option<&str>, body: &Bytes) -> String {
    let body_text = String::from_utf8_lossy(body);
    let decoded = percent_decode_str(&uri.to_string())
        .decode_utf8_lossy()
        .into_owned();
    let named = Named::find(uri, bearer, body);
    let addresses = app
        .work(|work| {
            let token = named
                .token
                .as_deref()
                .map(|token| tokens::look_up(work, token))
                .transpose()?;
            let passkey = named
                .authentication_credential
                .map(|credential| authenticators::find_by_credential(work.db, &credential.id.0))
                .transpose()?;
            let user_id = token
                .flatten()
                .map(|token| token.key.user_id)
                .or(named.user_id)
                .or(passkey.flatten().map(|passkey| passkey.user_id));
            let user = user_id
                .map(|user_id| users::find(work.db, &user_id))
                .transpose()?;
            Ok(user.flatten().unwrap_or_default())
        })
        .map(|user| [user.email, user.phone_number].map(Option::unwrap_or_default))
        .unwrap_or_default()
        .join("\n");
    format!("{uri}\n{decoded}\n{body_text}\n{addresses}")
}

/// Whom a request is about.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    token: Option<String>,
    user_id: Option<String>,
    authentication_credential: Option<NamedCredential>,
}

#[derive(Deserialize)]
struct NamedCredential {
    id: Base64Url,
}

impl Named {
    fn find(uri: &Uri, bearer: Option<&str>, body: &[u8]) -> Self {
        let in_body: Self = serde_json::from_slice(body).unwrap_or_default();
        let in_query = |name: &str| {
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let in_path = uri
            .path()
            .strip_prefix("/v1/users/")
            .and_then(|rest| rest.split('/').next());
        Self {
            token: bearer
                .map(str::to_owned)
                .or_else(|| in_query("token"))
                .or(in_body.token),
            user_id: in_path
                .map(|user_id| percent_decode_str(user_id).decode_utf8_lossy().into_owned())
                .or_else(|| in_query("userId"))
                .or(in_body.user_id),
            authentication_credential: in_body.authentication_credential,
        }
    }
}

/// An answer as the real service would give it with this status: a page where people look at it, else JSON.
fn failure(app: &App, uri: &Uri, status: StatusCode, code: Option<&str>) -> Response {
    let usual = match status {
        StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
        StatusCode::UNAUTHORIZED => "unauthorized",
        status if status.is_client_error() => "invalid_request",
        _ => "unexpected_error",
    };
    if uri.path() == "/challenge" {
        return ui::failure(app, uri, status, usual);
    }
    (
        status,
        Json(ErrorBody::new(
            code.unwrap_or(usual),
            "A fault was injected at the stand-in.",
        )),
    )
        .into_response()
}

/// A response that makes the server close the connection before it has written anything: its body fails at
/// once, and the head waits for the body's first part.
fn dropped_connection() -> Response {
    let failing = once(ready(Err::<Bytes, _>(io::Error::from(
        io::ErrorKind::ConnectionAborted,
    ))));
    Response::new(Body::from_stream(failing))
}
