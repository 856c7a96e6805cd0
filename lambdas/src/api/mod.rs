//! The HTTP API, behind API Gateway's HTTP API (payload format 2.0):
//!
//! | route | answer |
//! | --- | --- |
//! | `GET /authenticators` | 200 `{"authenticators": [...]}` |
//! | `POST /authenticators` | 200 `{"token", "url"?}`: lets a browser enrol one through Authsignal |
//! | `DELETE /authenticators/{id}` | 204 |
//! | `POST /sign-in/start` | 200 `{"username"}`: Cognito's name for who types this address, made up for nobody's |
//!
//! The caller is the `sub` of the access token that the JWT authorizer verified, and acts on their own authenticators only.
//! `POST /sign-in/start` alone is for everybody: it has no authorizer, and answers alike whether there is an account or not.
//! Errors are `{"code", "message"}`, see [`error::ApiError::code`]. The authorizer's own refusals are API Gateway's:
//! `{"message"}` with 401 or 403. API Gateway adds the CORS headers.

mod authenticators;
mod caller;
mod config;
pub mod error;
mod sign_in;

use std::time::{Duration, Instant};

use authsignal::Client;
use aws_lambda_events::apigw::{
    ApiGatewayV2httpRequest as Request, ApiGatewayV2httpResponse as Response,
};
use aws_lambda_events::encodings::Body;
use aws_lambda_events::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde_json::{Value, json};
use tracing::{Instrument, error, info, info_span};

use crate::logging::milliseconds;
use crate::user_pool::UserPool;
use caller::Caller;
pub use config::ApiConfig;
use error::ApiError;

/// What the API works with, kept from one call to the next.
#[derive(Debug)]
pub struct Api {
    /// Settings.
    pub config: ApiConfig,
    /// Client of Authsignal's Server API.
    pub authsignal: Client,
    /// Client of the user pool.
    pub user_pool: UserPool,
}

/// What a call is answered with where it succeeds.
enum Answer {
    Ok(Value),
    NoContent,
}

/// Answers an event of an HTTP API's. Logs one line about it, with the caller's `sub` and without anything secret.
///
/// `now` is the time since 1970.
pub async fn handle(api: &Api, event: Value, now: Duration) -> Response {
    // The error's own words would quote values, and so tell the log about the person.
    let Ok(request) = serde_json::from_value::<Request>(event) else {
        let failure = ApiError::UnexpectedEvent;
        error!(outcome = "failed", code = failure.code());
        return refusal(&failure);
    };
    let context = &request.request_context;
    let route = context.route_key.as_deref().unwrap_or_default();
    let request_id = context.request_id.as_deref().unwrap_or_default();
    let caller = Caller::of(context);
    let sub = caller.as_ref().map_or("", |caller| &caller.user_id);
    let span = info_span!("call", route, sub, requestId = request_id);
    let started = Instant::now();
    let outcome = answer(api, route, &request, caller.as_ref(), now)
        .instrument(span)
        .await;
    let took = milliseconds(started.elapsed());
    match outcome {
        Ok(answer) => {
            let response = success(answer);
            info!(
                route,
                sub,
                requestId = request_id,
                outcome = "answered",
                status = response.status_code,
                durationMs = took
            );
            response
        }
        Err(failure) => {
            let (status, code, cause) = (failure.status(), failure.code(), failure.cause());
            if status < 500 {
                info!(
                    route,
                    sub,
                    requestId = request_id,
                    outcome = "refused",
                    status,
                    code,
                    durationMs = took
                );
            } else {
                error!(
                    route,
                    sub,
                    requestId = request_id,
                    outcome = "failed",
                    status,
                    code,
                    cause,
                    durationMs = took
                );
            }
            refusal(&failure)
        }
    }
}

/// Each route says for itself whether it needs a caller: none takes one from anywhere else.
async fn answer(
    api: &Api,
    route: &str,
    request: &Request,
    caller: Option<&Caller>,
    now: Duration,
) -> Result<Answer, ApiError> {
    let signed_in = || caller.ok_or(ApiError::NotSignedIn);
    match route {
        "GET /authenticators" => ok(authenticators::list(api, signed_in()?).await?),
        "POST /authenticators" => ok(authenticators::enrol(api, signed_in()?, now).await?),
        "DELETE /authenticators/{id}" => {
            let caller = signed_in()?;
            let id = request
                .path_parameters
                .get("id")
                .ok_or(ApiError::NoSuchAuthenticator)?;
            authenticators::remove(api, caller, id, now).await?;
            Ok(Answer::NoContent)
        }
        "POST /sign-in/start" => ok(sign_in::start(api, request).await?),
        _ => Err(ApiError::NoSuchRoute),
    }
}

fn ok(body: impl Serialize) -> Result<Answer, ApiError> {
    serde_json::to_value(body)
        .map(Answer::Ok)
        .map_err(|error| ApiError::Misconfigured(Box::new(error)))
}

fn success(answer: Answer) -> Response {
    match answer {
        Answer::Ok(body) => response(200, Some(&body)),
        Answer::NoContent => response(204, None),
    }
}

fn refusal(failure: &ApiError) -> Response {
    let body = json!({"code": failure.code(), "message": failure.to_string()});
    response(failure.status(), Some(&body))
}

fn response(status: u16, body: Option<&Value>) -> Response {
    let mut response = Response::default();
    response.status_code = status.into();
    let headers = &mut response.headers;
    // Tokens and addresses: nobody on the way keeps them.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(body) = body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.body = Some(Body::Text(body.to_string()));
    }
    response
}
