//! One-time codes by email, SMS and WhatsApp: enrol, challenge, verify.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::VerifyResponse;
use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{BearerToken, JsonBody};
use crate::factors::one_time_code;
use crate::model::VerificationMethod;
use crate::store::challenges::Challenge;
use crate::tokens;

#[derive(Deserialize)]
pub(super) struct EmailEnrolRequest {
    pub(super) email: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhoneEnrolRequest {
    phone_number: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnrolResponse {
    user_authenticator_id: String,
    user_id: String,
}

impl From<Challenge> for EnrolResponse {
    fn from(challenge: Challenge) -> Self {
        Self {
            user_authenticator_id: challenge.authenticator_id.unwrap_or_default(),
            user_id: challenge.user_id.unwrap_or_default(),
        }
    }
}

/// `POST /client/user-authenticators/email-otp`; sends a code to the address.
pub(super) async fn enrol_email(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<EmailEnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    let address = Address::parse_email(request.email.as_deref());
    enrol(&app, &token, VerificationMethod::EmailOtp, address)
}

/// `POST /client/user-authenticators/sms`; sends a code to the number.
pub(super) async fn enrol_sms(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<PhoneEnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    let address = Address::parse_phone_number(request.phone_number.as_deref());
    enrol(&app, &token, VerificationMethod::Sms, address)
}

fn enrol(
    app: &App,
    BearerToken(token): &BearerToken,
    method: VerificationMethod,
    address: Result<Address, ApiError>,
) -> Result<Json<EnrolResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, token)?;
        let challenge = one_time_code::enrol(work, &token, method, &address?)?;
        Ok(Json(challenge.into()))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeRequest {
    pub(super) user_authenticator_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeResponse {
    challenge_id: String,
}

impl From<Challenge> for ChallengeResponse {
    fn from(challenge: Challenge) -> Self {
        Self {
            challenge_id: challenge.id,
        }
    }
}

/// `POST /client/challenge/email-otp`; sends a code to the enrolled address.
pub(super) async fn challenge_email(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, ApiError> {
    challenge(&app, &token, VerificationMethod::EmailOtp, &request)
}

/// `POST /client/challenge/sms`; sends a code to the enrolled number.
pub(super) async fn challenge_sms(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, ApiError> {
    challenge(&app, &token, VerificationMethod::Sms, &request)
}

/// `POST /client/challenge/whatsapp`; sends a code to the user's number.
pub(super) async fn challenge_whatsapp(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, ApiError> {
    challenge(&app, &token, VerificationMethod::Whatsapp, &request)
}

fn challenge(
    app: &App,
    BearerToken(token): &BearerToken,
    method: VerificationMethod,
    request: &ChallengeRequest,
) -> Result<Json<ChallengeResponse>, ApiError> {
    let authenticator_id = request.user_authenticator_id.as_deref();
    app.work(|work| {
        let token = tokens::authenticate(work, token)?;
        let challenge = if method == VerificationMethod::Whatsapp {
            one_time_code::challenge_whatsapp(work, &token, authenticator_id)
        } else {
            one_time_code::challenge(work, &token, method, authenticator_id)
        };
        Ok(Json(challenge?.into()))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyRequest {
    pub(super) verification_code: String,
}

/// `POST /client/verify/email-otp`
pub(super) async fn verify_email(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    verify(&app, &token, VerificationMethod::EmailOtp, &request)
}

/// `POST /client/verify/sms`
pub(super) async fn verify_sms(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    verify(&app, &token, VerificationMethod::Sms, &request)
}

/// `POST /client/verify/whatsapp`
pub(super) async fn verify_whatsapp(
    token: BearerToken,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    verify(&app, &token, VerificationMethod::Whatsapp, &request)
}

fn verify(
    app: &App,
    BearerToken(token): &BearerToken,
    method: VerificationMethod,
    request: &VerifyRequest,
) -> Result<Json<VerifyResponse>, ApiError> {
    app.work(|work| {
        let token = tokens::authenticate(work, token)?;
        one_time_code::verify(work, &token, method, &request.verification_code)
    })
    .map(|answer| Json(answer.into()))
}
