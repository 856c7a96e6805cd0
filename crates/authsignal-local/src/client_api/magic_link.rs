//! Links by email: enrol, challenge, ask whether the link was followed.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::VerifyResponse;
use super::one_time_code::{ChallengeRequest, ChallengeResponse, EmailEnrolRequest, EnrolResponse};
use crate::address::parse_email;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{BearerToken, JsonBody};
use crate::factors::magic_link;
use crate::tokens;

/// `POST /client/user-authenticators/email-magic-link`; sends a link to the address.
pub(super) async fn enrol(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<EmailEnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let email = parse_email(request.email.as_deref().unwrap_or_default())?;
        Ok(Json(magic_link::enrol(work, &token, email)?.into()))
    })
}

/// `POST /client/challenge/email-magic-link`; sends a link to the enrolled address.
pub(super) async fn challenge(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, ApiError> {
    let authenticator_id = request.user_authenticator_id.as_deref();
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        let challenge = magic_link::challenge(work, &token, authenticator_id)?;
        Ok(Json(challenge.into()))
    })
}

/// `POST /client/verify/email-magic-link/finalize`; the Web SDK asks every second until it is verified.
pub(super) async fn finalize(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
) -> Result<Json<VerifyResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        magic_link::finalize(work, &token)
    })
    .map(|answer| Json(answer.into()))
}
