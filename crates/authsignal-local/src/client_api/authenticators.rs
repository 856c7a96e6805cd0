//! Which factors the token's user has.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::AuthenticatorResponse;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::BearerToken;
use crate::model::scope;
use crate::store::authenticators;
use crate::tokens;

/// `GET /client/user-authenticators`
pub(super) async fn list(
    BearerToken(token): BearerToken,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<AuthenticatorResponse>>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, &token)?;
        if !token.has_scope(scope::READ) {
            return Err(ApiError::MissingScope(scope::READ));
        }
        let found = authenticators::list_verified(work.db, &token.key.user_id)?;
        Ok(Json(
            found.into_iter().map(AuthenticatorResponse::from).collect(),
        ))
    })
}
