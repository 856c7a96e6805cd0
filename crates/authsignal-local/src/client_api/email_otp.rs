//! One-time codes by email: enrol, challenge, verify.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::VerifyResponse;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{BearerToken, JsonBody};
use crate::factors::email_otp;
use crate::tokens;

#[derive(Deserialize)]
pub(super) struct EnrolRequest {
    email: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolResponse {
    user_authenticator_id: String,
    user_id: String,
}

/// `POST /client/user-authenticators/email-otp`; sends a code to the address.
pub(super) async fn enrol(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<EnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let challenge = email_otp::enrol(work, &token, &request.email)?;
        Ok(Json(EnrolResponse {
            user_authenticator_id: challenge.authenticator_id.unwrap_or_default(),
            user_id: token.key.user_id,
        }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeRequest {
    user_authenticator_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeResponse {
    challenge_id: String,
}

/// `POST /client/challenge/email-otp`; sends a code to the enrolled address.
pub(super) async fn challenge(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let challenge =
            email_otp::challenge(work, &token, request.user_authenticator_id.as_deref())?;
        Ok(Json(ChallengeResponse {
            challenge_id: challenge.id,
        }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyRequest {
    verification_code: String,
}

/// `POST /client/verify/email-otp`
pub(super) async fn verify(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        email_otp::verify(work, &token, &request.verification_code)
    })
    .map(|answer| Json(answer.into()))
}
