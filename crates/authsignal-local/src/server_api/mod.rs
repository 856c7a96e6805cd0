//! Server API: what a backend calls with the tenant's secret key.
//!
//! Paths and bodies as the official `@authsignal/node` sends and reads them. Sessions, sign-in analytics
//! and factors that this tenant does not have are not there.

mod actions;
mod authenticators;
mod challenges;
mod users;
mod validate;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::App;
use crate::error::ApiError;
use crate::work::Work;
use crate::{store, store::users::User};

/// Routes below `/v1`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users", get(users::query))
        .route(
            "/users/{user_id}",
            get(users::get).patch(users::update).delete(users::delete),
        )
        .route("/users/{user_id}/actions", get(actions::query))
        .route("/users/{user_id}/actions/{action}", post(actions::track))
        .route(
            "/users/{user_id}/actions/{action}/{idempotency_key}",
            get(actions::get).patch(actions::update),
        )
        .route(
            "/users/{user_id}/authenticators",
            get(authenticators::list).post(authenticators::enrol),
        )
        .route(
            "/users/{user_id}/authenticators/{authenticator_id}",
            delete(authenticators::delete),
        )
        .route("/validate", post(validate::validate))
        .route("/challenges", get(challenges::get))
        .route("/challenge", post(challenges::start))
        .route("/verify", post(challenges::verify))
        .route("/claim", post(challenges::claim))
}

/// The user, made if this is the first time anybody mentions them.
fn user_or_new(work: &Work<'_>, user_id: &str) -> Result<User, ApiError> {
    if user_id.trim().is_empty() {
        return Err(ApiError::invalid("userId is empty."));
    }
    let known = store::users::find(work.db, user_id)?;
    Ok(known.unwrap_or_else(|| User {
        user_id: user_id.to_owned(),
        ..User::default()
    }))
}
