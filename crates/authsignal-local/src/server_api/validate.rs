//! Whether a token proves what a backend wants proved.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::ApiError;
use crate::extract::{JsonBody, ServerCaller};
use crate::factors;
use crate::model::{UserActionState, VerificationMethod};
use crate::tokens;
use crate::work::Work;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValidateRequest {
    token: String,
    action: Option<String>,
    user_id: Option<String>,
}

/// The answer. Without a token that holds for that user and action it tells nothing but why.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValidateResponse {
    is_valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<UserActionState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    /// The Node SDK reads it as `action`.
    #[serde(skip_serializing_if = "Option::is_none")]
    action_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_method: Option<VerificationMethod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

/// `POST /validate`
///
/// Valid is a token that a completed challenge issued, while it lives and as long as its action is
/// `CHALLENGE_SUCCEEDED`. Asking again gives the same answer: Authsignal documents no single use, so a
/// backend that needs one has to see to it itself.
pub(super) async fn validate(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ValidateRequest>,
) -> Result<Json<ValidateResponse>, ApiError> {
    app.work(|work| judge(work, &request)).map(Json)
}

fn judge(work: &Work<'_>, request: &ValidateRequest) -> Result<ValidateResponse, ApiError> {
    let invalid = |error| ValidateResponse {
        error: Some(error),
        ..ValidateResponse::default()
    };
    let Some(token) = tokens::look_up(work, &request.token)? else {
        return Ok(invalid("invalid_token"));
    };
    if tokens::is_expired(work, &token) {
        return Ok(invalid("expired_token"));
    }
    if request
        .user_id
        .as_ref()
        .is_some_and(|user_id| *user_id != token.key.user_id)
    {
        return Ok(invalid("user_mismatch"));
    }
    if request
        .action
        .as_ref()
        .is_some_and(|action| *action != token.key.action)
    {
        return Ok(invalid("action_mismatch"));
    }
    let action = factors::action_of(work, &token.key)?;
    let proves_challenge = token.challenge_id.is_some();
    Ok(ValidateResponse {
        is_valid: proves_challenge && action.state == UserActionState::ChallengeSucceeded,
        state: Some(action.state),
        state_updated_at: Some(action.state_updated_at.rfc3339()),
        verification_method: action.verification_method,
        user_id: Some(token.key.user_id),
        action_code: Some(token.key.action),
        idempotency_key: Some(token.key.idempotency_key),
        error: None,
    })
}
