//! Opening a challenge before anybody knows who will answer it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::ApiError;
use crate::extract::{ClientCaller, JsonBody};
use crate::factors::{passkey, require_action_code};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeRequest {
    action: Option<String>,
    idempotency_key: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeResponse {
    challenge_id: String,
}

/// `POST /client/challenge`
pub(super) async fn open(
    caller: ClientCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, ApiError> {
    app.work(|work| {
        caller.authenticate(work)?;
        request
            .action
            .as_deref()
            .map_or(Ok(()), require_action_code)?;
        let challenge = passkey::open_challenge(work, request.action, request.idempotency_key)?;
        Ok(Json(ChallengeResponse {
            challenge_id: challenge.id,
        }))
    })
}
