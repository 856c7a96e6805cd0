//! Challenges that a backend drives itself: start, verify, claim; and finding one that is under way.
//!
//! They start with an address and no user. Claiming one says whose it was: that enrols the address for the
//! user and makes the action `CHALLENGE_SUCCEEDED`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};

use super::user_or_new;
use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{JsonBody, ServerCaller};
use crate::factors::{one_time_code, require_action_code};
use crate::model::{UserActionState, VerificationFailureReason, VerificationMethod, scope};
use crate::store::actions::{self, Action, ActionKey};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge, Filter};
use crate::store::users;
use crate::tokens;
use crate::work::Work;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeQuery {
    challenge_id: Option<String>,
    user_id: Option<String>,
    action: Option<String>,
    verification_method: Option<VerificationMethod>,
}

/// A challenge that is under way; all fields absent where there is none.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChallengeSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge_id: Option<String>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_method: Option<VerificationMethod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
}

/// `GET /challenges`
pub(super) async fn get(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Query(query): Query<ChallengeQuery>,
) -> Result<Json<ChallengeSummary>, ApiError> {
    if query.challenge_id.is_none() && query.user_id.is_none() {
        return Err(ApiError::invalid("challengeId or userId is required."));
    }
    let filter = Filter {
        id: query.challenge_id,
        user_id: query.user_id,
        action: query.action,
        verification_method: query.verification_method,
    };
    let found = app.work(|work| Ok(challenges::query_open(work.db, &filter, work.now)?))?;
    Ok(Json(found.map(ChallengeSummary::from).unwrap_or_default()))
}

impl From<Challenge> for ChallengeSummary {
    fn from(challenge: Challenge) -> Self {
        Self {
            challenge_id: Some(challenge.id),
            expires_at: Some(challenge.expires_at.unix_seconds()),
            verification_method: Some(challenge.verification_method),
            email: challenge.email,
            phone_number: challenge.phone_number,
            action: Some(challenge.action),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartRequest {
    verification_method: Option<VerificationMethod>,
    action: Option<String>,
    /// A challenge to send a new code for.
    challenge_id: Option<String>,
    idempotency_key: Option<String>,
    user_id: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
    scope: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartResponse {
    challenge_id: String,
    idempotency_key: String,
    /// Unix seconds.
    expires_at: i64,
}

/// `POST /challenge`
pub(super) async fn start(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<StartRequest>,
) -> Result<Json<StartResponse>, ApiError> {
    app.work(|work| {
        let challenge = match &request.challenge_id {
            Some(id) => renew(work, id)?,
            None => begin(work, &request)?,
        };
        challenges::save(work.db, &challenge)?;
        one_time_code::send(work, &challenge)?;
        Ok(Json(StartResponse {
            expires_at: challenge.expires_at.unix_seconds(),
            challenge_id: challenge.id,
            idempotency_key: challenge.idempotency_key,
        }))
    })
}

fn begin(work: &Work<'_>, request: &StartRequest) -> Result<Challenge, ApiError> {
    let (method, address) = match request.verification_method {
        Some(method @ VerificationMethod::EmailOtp) => {
            (method, Address::parse_email(request.email.as_deref())?)
        }
        Some(method @ (VerificationMethod::Sms | VerificationMethod::Whatsapp)) => {
            let number = request.phone_number.as_deref();
            (method, Address::parse_phone_number(number)?)
        }
        _ => {
            return Err(ApiError::invalid(
                "verificationMethod must be EMAIL_OTP, SMS or WHATSAPP.",
            ));
        }
    };
    let action = request
        .action
        .clone()
        .ok_or_else(|| ApiError::invalid("action is missing."))?;
    require_action_code(&action)?;
    if let Some(user_id) = &request.user_id {
        users::save(work.db, &user_or_new(work, user_id)?)?;
    }
    let idempotency_key = match request.idempotency_key.clone() {
        Some(key) => key,
        None => work.new_id()?,
    };
    let user_id = request.user_id.clone();
    let lifetime = work.config().token_lifetime;
    let action = (action, idempotency_key);
    Ok(Challenge {
        email: address.email(),
        phone_number: address.phone_number(),
        code: Some(work.new_code()?),
        scope: request.scope.clone().unwrap_or_default(),
        ..Challenge::new(work.new_id()?, user_id, action, method, work.now, lifetime)
    })
}

/// A challenge that is answered with a code; a passkey's is taken over by tracking.
fn find_code(work: &Work<'_>, id: &str) -> Result<Challenge, ApiError> {
    challenges::find(work.db, id)?
        .filter(|challenge| {
            matches!(
                challenge.verification_method,
                VerificationMethod::EmailOtp
                    | VerificationMethod::Sms
                    | VerificationMethod::Whatsapp
            )
        })
        .ok_or(ApiError::NotFound("Challenge"))
}

/// The same challenge with a new code; its wrong answers stay counted.
fn renew(work: &Work<'_>, id: &str) -> Result<Challenge, ApiError> {
    let mut challenge = find_code(work, id)?;
    if challenge.closed_at.is_some() || challenge.verified_at.is_some() {
        return Err(ApiError::invalid("The challenge is over; start a new one."));
    }
    challenge.code = Some(work.new_code()?);
    challenge.expires_at = work.now.plus(work.config().token_lifetime);
    Ok(challenge)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyRequest {
    challenge_id: String,
    verification_code: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyResponse {
    is_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    verification_method: VerificationMethod,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_reason: Option<VerificationFailureReason>,
}

/// `POST /verify`
pub(super) async fn verify(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<VerifyRequest>,
) -> Result<Json<VerifyResponse>, ApiError> {
    app.work(|work| {
        let mut challenge = find_code(work, &request.challenge_id)?;
        let failure_reason = answer(work, &mut challenge, &request.verification_code)?;
        Ok(Json(VerifyResponse {
            is_verified: failure_reason.is_none(),
            email: challenge.email.filter(|_| failure_reason.is_none()),
            phone_number: challenge.phone_number.filter(|_| failure_reason.is_none()),
            verification_method: challenge.verification_method,
            failure_reason,
        }))
    })
}

fn answer(
    work: &Work<'_>,
    challenge: &mut Challenge,
    code: &str,
) -> Result<Option<VerificationFailureReason>, ApiError> {
    let max_attempts = work.config().max_attempts;
    if challenge.wrong_answers >= max_attempts {
        return Ok(Some(VerificationFailureReason::MaxAttemptsExceeded));
    }
    let over = challenge.closed_at.is_some() || challenge.verified_at.is_some();
    if over || work.now >= challenge.expires_at {
        return Ok(Some(VerificationFailureReason::CodeInvalidOrExpired));
    }
    let failure_reason = if one_time_code::is_right(challenge, code) {
        challenge.verified_at = Some(work.now);
        None
    } else {
        challenge.wrong_answers = challenge.wrong_answers.saturating_add(1);
        if challenge.wrong_answers >= max_attempts {
            challenge.closed_at = Some(work.now);
            Some(VerificationFailureReason::MaxAttemptsExceeded)
        } else {
            Some(VerificationFailureReason::CodeInvalidOrExpired)
        }
    };
    challenges::save(work.db, challenge)?;
    Ok(failure_reason)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClaimRequest {
    challenge_id: String,
    user_id: String,
    skip_verification_check: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClaimResponse {
    token: String,
    verification_method: VerificationMethod,
}

/// `POST /claim`; once per challenge.
pub(super) async fn claim(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ClaimRequest>,
) -> Result<Json<ClaimResponse>, ApiError> {
    app.work(|work| {
        let mut challenge = claimable(work, &request)?;
        users::save(work.db, &user_or_new(work, &request.user_id)?)?;
        let authenticator = enrol(work, &request.user_id, &challenge)?;
        one_time_code::mark_verified(work, &request.user_id, challenge.address().as_ref())?;

        challenge.user_id = Some(request.user_id.clone());
        challenge.authenticator_id = Some(authenticator.id.clone());
        challenge.verified_at = challenge.verified_at.or(Some(work.now));
        challenge.closed_at = Some(work.now);
        challenges::save(work.db, &challenge)?;

        let key = ActionKey {
            user_id: request.user_id,
            action: challenge.action,
            idempotency_key: challenge.idempotency_key,
        };
        let known = actions::find(work.db, &key)?;
        actions::save(
            work.db,
            &Action {
                key: key.clone(),
                state: UserActionState::ChallengeSucceeded,
                created_at: known
                    .as_ref()
                    .map_or(challenge.created_at, |action| action.created_at),
                state_updated_at: work.now,
                verification_method: Some(challenge.verification_method),
                verified_by: Some(authenticator.id),
                redirect_url: known.and_then(|action| action.redirect_url),
                wrong_answers: 0,
                locale: None,
            },
        )?;
        let token = tokens::issue(work, &key, scope::VERIFIED, Some(&challenge.id))?;
        Ok(Json(ClaimResponse {
            token,
            verification_method: challenge.verification_method,
        }))
    })
}

/// The challenge, if this user may claim it now.
fn claimable(work: &Work<'_>, request: &ClaimRequest) -> Result<Challenge, ApiError> {
    let challenge = find_code(work, &request.challenge_id)?;
    if challenge.closed_at.is_some() || work.now >= challenge.expires_at {
        return Err(ApiError::invalid("The challenge is over; start a new one."));
    }
    if challenge
        .user_id
        .as_ref()
        .is_some_and(|owner| *owner != request.user_id)
    {
        return Err(ApiError::invalid("The challenge belongs to another user."));
    }
    if challenge.verified_at.is_none() && !request.skip_verification_check.unwrap_or(false) {
        return Err(ApiError::invalid("The challenge has not been verified."));
    }
    Ok(challenge)
}

/// The user's enrolment of the challenge's address: a known one, or a new one where that is allowed.
fn enrol(
    work: &Work<'_>,
    user_id: &str,
    challenge: &Challenge,
) -> Result<UserAuthenticator, ApiError> {
    let method = challenge.verification_method;
    let address = challenge
        .address()
        .ok_or_else(|| ApiError::invalid("The challenge went nowhere."))?;
    let enrolled = authenticators::list_verified(work.db, user_id)?;
    let known = one_time_code::find_by_address(work, user_id, method, &address)?;
    let may_enrol = enrolled.is_empty() || challenge.scope.split(' ').any(|one| one == scope::ADD);
    let mut authenticator = match known {
        Some(known) if known.verified_at.is_some() || may_enrol => known,
        None if may_enrol => one_time_code::new_authenticator(work, user_id, method, &address)?,
        _ => return Err(ApiError::MissingScope(scope::ADD)),
    };
    authenticator.verified_at = authenticator.verified_at.or(Some(work.now));
    authenticator.last_verified_at = Some(work.now);
    authenticators::save(work.db, &authenticator)?;
    Ok(authenticator)
}
