//! What handlers take from a request: who calls, and a JSON body.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::ApiError;
use crate::store::tokens::TokenRecord;
use crate::tokens;
use crate::work::Work;

/// A caller of the Server API who knows the secret key.
pub(crate) struct ServerCaller;

impl FromRequestParts<Arc<App>> for ServerCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let key = basic_user_name(&parts.headers).ok_or(ApiError::Unauthorized)?;
        if app.config.secret.matches(&key) {
            Ok(Self)
        } else {
            Err(ApiError::Unauthorized)
        }
    }
}

/// The token that a caller of the Client API presents; whether it holds is for [`crate::tokens`] to say.
pub(crate) struct BearerToken(pub(crate) String);

impl FromRequestParts<Arc<App>> for BearerToken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ApiError> {
        bearer(&parts.headers)
            .map(|token| Self(token.to_owned()))
            .ok_or(ApiError::Unauthorized)
    }
}

/// A caller of the Client API who may not have a token yet.
pub(crate) enum ClientCaller {
    /// With the token of `track`; whether it holds is for [`crate::tokens`] to say.
    Token(String),
    /// With nothing but the tenant's id, which is no secret.
    Tenant,
}

impl FromRequestParts<Arc<App>> for ClientCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        if let Some(token) = bearer(&parts.headers) {
            return Ok(Self::Token(token.to_owned()));
        }
        match tenant(&parts.headers) {
            Some(tenant) if tenant == app.config.tenant_id => Ok(Self::Tenant),
            _ => Err(ApiError::Unauthorized),
        }
    }
}

impl ClientCaller {
    /// The token's record, if there is a token, and it holds.
    pub(crate) fn authenticate(&self, work: &Work<'_>) -> Result<Option<TokenRecord>, ApiError> {
        match self {
            Self::Token(token) => tokens::authenticate(work, token).map(Some),
            Self::Tenant => Ok(None),
        }
    }
}

/// The tenant's id as the Web SDK writes it: percent-encoded, and without the colon of Basic credentials.
fn tenant(headers: &HeaderMap) -> Option<String> {
    let decoded = STANDARD.decode(credentials(headers, "Basic")?).ok()?;
    let tenant = percent_decode(&decoded).decode_utf8().ok()?;
    Some(tenant.into_owned())
}

/// The `Authorization` header's Bearer token.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    credentials(headers, "Bearer")
}

fn basic_user_name(headers: &HeaderMap) -> Option<String> {
    let decoded = STANDARD.decode(credentials(headers, "Basic")?).ok()?;
    let pair = String::from_utf8(decoded).ok()?;
    let (user_name, _password) = pair.split_once(':')?;
    Some(user_name.to_owned())
}

fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (given, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    given
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim())
}

/// A JSON body; an empty one counts as `{}`, because the SDKs send none where nothing is asked for.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|_| ApiError::invalid("The request's body could not be read."))?;
        let json: &[u8] = if body.is_empty() { b"{}" } else { &body };
        serde_json::from_slice(json).map(Self).map_err(|error| {
            ApiError::invalid(format!("The request's body is not as expected: {error}."))
        })
    }
}
