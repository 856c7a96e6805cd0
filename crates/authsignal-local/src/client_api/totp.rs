//! Authenticator apps: enrol, verify.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::VerifyResponse;
use super::one_time_code::VerifyRequest;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{BearerToken, JsonBody};
use crate::factors::authenticator_app;
use crate::tokens;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolResponse {
    user_authenticator_id: String,
    user_id: String,
    uri: String,
    secret: String,
}

/// `POST /client/user-authenticators/totp`
pub(super) async fn enrol(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
) -> Result<Json<EnrolResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let setup = authenticator_app::enrol(work, &token)?;
        Ok(Json(EnrolResponse {
            user_authenticator_id: setup.authenticator_id,
            user_id: token.key.user_id,
            uri: setup.uri,
            secret: setup.secret,
        }))
    })
}

/// `POST /client/verify/totp`
pub(super) async fn verify(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        authenticator_app::verify(work, &token, &request.verification_code)
    })
    .map(|answer| Json(answer.into()))
}
