//! Authenticators: list, enrol one that the backend verified itself, remove.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::user_or_new;
use crate::app::App;
use crate::client_api::AuthenticatorResponse;
use crate::error::ApiError;
use crate::extract::{JsonBody, ServerCaller};
use crate::factors::email_otp;
use crate::model::VerificationMethod;
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::users;
use crate::work::Work;

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
        let target = Target::parse(&request)?;
        users::save(work.db, &user_or_new(work, &user_id)?)?;
        let mut authenticator = find_or_new(work, &user_id, request.verification_method, target)?;
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

/// Where a factor reaches its user.
#[derive(PartialEq, Eq)]
struct Target {
    email: Option<String>,
    phone_number: Option<String>,
}

impl Target {
    fn parse(request: &EnrolRequest) -> Result<Self, ApiError> {
        match request.verification_method {
            VerificationMethod::EmailOtp | VerificationMethod::EmailMagicLink => {
                let email = request
                    .email
                    .as_deref()
                    .ok_or_else(|| ApiError::invalid("email is missing."))?;
                Ok(Self {
                    email: Some(email_otp::parse_email(email)?),
                    phone_number: None,
                })
            }
            VerificationMethod::Sms | VerificationMethod::Whatsapp => {
                let phone_number = request
                    .phone_number
                    .clone()
                    .ok_or_else(|| ApiError::invalid("phoneNumber is missing."))?;
                Ok(Self {
                    email: None,
                    phone_number: Some(phone_number),
                })
            }
            _ => Err(ApiError::invalid(
                "Only email and phone factors can be enrolled as verified.",
            )),
        }
    }
}

fn find_or_new(
    work: &Work<'_>,
    user_id: &str,
    method: VerificationMethod,
    target: Target,
) -> Result<UserAuthenticator, ApiError> {
    let known = authenticators::list(work.db, user_id)?
        .into_iter()
        .find(|authenticator| {
            authenticator.verification_method == method
                && authenticator.email == target.email
                && authenticator.phone_number == target.phone_number
        });
    match known {
        Some(authenticator) => Ok(authenticator),
        None => Ok(UserAuthenticator {
            id: work.new_id()?,
            user_id: user_id.to_owned(),
            verification_method: method,
            email: target.email,
            phone_number: target.phone_number,
            is_default: false,
            created_at: work.now,
            verified_at: None,
            last_verified_at: None,
            passkey: None,
        }),
    }
}
