//! Passkeys: enrol, challenge, verify, and whether one is known.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::AuthenticatorResponse;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{BearerToken, ClientCaller, JsonBody};
use crate::factors::passkey::{self, Assertion, Registration};
use crate::store::authenticators;
use crate::tokens;
use crate::webauthn::{
    Attachment, AuthenticationCredential, Base64Url, CreationOptions, RegistrationCredential,
    RequestOptions,
};

/// More than browsers send.
const MAX_USER_AGENT_CHARS: usize = 512;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationOptionsRequest {
    username: Option<String>,
    display_name: Option<String>,
    authenticator_attachment: Option<Attachment>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationOptionsResponse {
    challenge_id: String,
    options: CreationOptions,
}

/// `POST /client/user-authenticators/passkey/registration-options`
pub(super) async fn registration_options(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<RegistrationOptionsRequest>,
) -> Result<Json<RegistrationOptionsResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let begun = passkey::registration_options(
            work,
            &token,
            request.username,
            request.display_name,
            request.authenticator_attachment,
        )?;
        Ok(Json(RegistrationOptionsResponse {
            challenge_id: begun.challenge_id,
            options: begun.options,
        }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolRequest {
    registration_credential: RegistrationCredential,
    conditional_create: Option<bool>,
    challenge_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolResponse {
    is_verified: bool,
    access_token: String,
    user_authenticator_id: String,
    user_id: String,
    user_authenticator: AuthenticatorResponse,
}

/// `POST /client/user-authenticators/passkey`
pub(super) async fn enrol(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<EnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    let registration = Registration {
        challenge_id: request.challenge_id,
        credential: request.registration_credential,
        conditional: request.conditional_create.unwrap_or(false),
        user_agent: user_agent(&headers),
    };
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let verified = passkey::enrol(work, &token, &registration)?;
        Ok(Json(EnrolResponse {
            is_verified: true,
            access_token: verified.token,
            user_authenticator_id: verified.authenticator.id.clone(),
            user_id: token.key.user_id,
            user_authenticator: (*verified.authenticator).into(),
        }))
    })
}

fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.chars().take(MAX_USER_AGENT_CHARS).collect())
        .unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationOptionsRequest {
    challenge_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationOptionsResponse {
    challenge_id: String,
    options: RequestOptions,
}

/// `POST /client/user-authenticators/passkey/authentication-options`
pub(super) async fn authentication_options(
    caller: ClientCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<AuthenticationOptionsRequest>,
) -> Result<Json<AuthenticationOptionsResponse>, ApiError> {
    app.work(|work| {
        let begun = match caller.authenticate(work)? {
            Some(token) => passkey::options_for(work, &token)?,
            None => passkey::options(work, request.challenge_id.as_deref())?,
        };
        Ok(Json(AuthenticationOptionsResponse {
            challenge_id: begun.challenge_id,
            options: begun.options,
        }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyRequest {
    authentication_credential: AuthenticationCredential,
    device_id: Option<String>,
    challenge_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyResponse {
    is_verified: bool,
    access_token: String,
    user_id: String,
    user_authenticator_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_display_name: Option<String>,
}

/// `POST /client/verify/passkey`
pub(super) async fn verify(
    caller: ClientCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    let assertion = Assertion {
        challenge_id: request.challenge_id,
        credential: request.authentication_credential,
        device_id: request.device_id.filter(|id| !id.is_empty()),
    };
    app.work(|work| {
        let verified = match caller.authenticate(work)? {
            Some(token) => passkey::verify_for(work, &token, &assertion)?,
            None => passkey::verify(work, &assertion)?,
        };
        let authenticator = *verified.authenticator;
        let (username, user_display_name) = authenticator
            .passkey
            .map(|passkey| (passkey.username, passkey.display_name))
            .unzip();
        Ok(Json(VerifyResponse {
            is_verified: true,
            access_token: verified.token,
            user_id: authenticator.user_id,
            user_authenticator_id: authenticator.id,
            username,
            user_display_name,
        }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindQuery {
    /// Base64url, separated by commas.
    credential_ids: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindResponse {
    credential_id: Base64Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
}

/// `GET /client/user-authenticators/passkey?credentialIds=...`; the first that is enrolled.
pub(super) async fn find(
    caller: ClientCaller,
    State(app): State<Arc<App>>,
    Query(query): Query<FindQuery>,
) -> Result<Json<FindResponse>, ApiError> {
    app.work(|work| {
        caller.authenticate(work)?;
        for id in query.credential_ids.split(',') {
            let Ok(id) = URL_SAFE_NO_PAD.decode(id) else {
                continue;
            };
            if let Some(found) = authenticators::find_by_credential(work.db, &id)? {
                return Ok(Json(FindResponse {
                    credential_id: Base64Url(id),
                    verified_at: found.verified_at.map(|moment| moment.rfc3339()),
                }));
            }
        }
        Err(ApiError::NotFound("Authenticator"))
    })
}
