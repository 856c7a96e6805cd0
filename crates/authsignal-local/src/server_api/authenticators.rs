//! Authenticators: list, enrol one that the backend verified itself, remove.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::user_or_new;
use crate::address::Address;
use crate::app::App;
use crate::client_api::AuthenticatorResponse;
use crate::error::ApiError;
use crate::extract::{JsonBody, ServerCaller};
use crate::factors::one_time_code::{find_by_address, new_authenticator};
use crate::model::VerificationMethod;
use crate::store::authenticators;
use crate::store::users;

/// `GET /users/{userId}/authenticators`; only those that were verified.
pub(super) async fn list(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path(user_id): Path<String>,
) -> Result<Json<Vec<AuthenticatorResponse>>, ApiError> {
    let found = app.work(|work| Ok(authenticators::list_verified(work.db, &user_id)?))?;
    Ok(Json(
        found.into_iter().map(AuthenticatorResponse::from).collect(),
    ))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolRequest {
    verification_method: VerificationMethod,
    email: Option<String>,
    phone_number: Option<String>,
    is_default: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct EnrolResponse {
    authenticator: AuthenticatorResponse,
}

/// `POST /users/{userId}/authenticators`; the same address again is the same enrolment.
pub(super) async fn enrol(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path(user_id): Path<String>,
    JsonBody(request): JsonBody<EnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    app.work(|work| {
        let address = parse_address(&request)?;
        users::save(work.db, &user_or_new(work, &user_id)?)?;
        let method = request.verification_method;
        let mut authenticator = match find_by_address(work, &user_id, method, &address)? {
            Some(known) => known,
            None => new_authenticator(work, &user_id, method, &address)?,
        };
        authenticator.verified_at = authenticator.verified_at.or(Some(work.now));
        authenticator.is_default = request.is_default.unwrap_or(authenticator.is_default);
        authenticators::save(work.db, &authenticator)?;
        Ok(Json(EnrolResponse {
            authenticator: authenticator.into(),
        }))
    })
}

/// `DELETE /users/{userId}/authenticators/{userAuthenticatorId}`
pub(super) async fn delete(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path((user_id, authenticator_id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let removed = app.work(|work| {
        Ok(authenticators::delete(
            work.db,
            &user_id,
            &authenticator_id,
        )?)
    })?;
    if removed {
        Ok(Json(json!({ "success": true })))
    } else {
        Err(ApiError::NotFound("Authenticator"))
    }
}

/// Where the factor reaches its user.
fn parse_address(request: &EnrolRequest) -> Result<Address, ApiError> {
    match request.verification_method {
        VerificationMethod::EmailOtp | VerificationMethod::EmailMagicLink => {
            Address::parse_email(request.email.as_deref())
        }
        VerificationMethod::Sms | VerificationMethod::Whatsapp => {
            Address::parse_phone_number(request.phone_number.as_deref())
        }
        _ => Err(ApiError::invalid(
            "Only email and phone factors can be enrolled as verified.",
        )),
    }
}
