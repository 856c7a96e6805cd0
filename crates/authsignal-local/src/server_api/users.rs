//! Users: get, query, update, delete.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::user_or_new;
use crate::address::{parse_email, parse_phone_number};
use crate::app::App;
use crate::error::ApiError;
use crate::extract::{JsonBody, ServerCaller};
use crate::factors;
use crate::model::VerificationMethod;
use crate::store::users::{self, Filter, User};
use crate::tokens;
use crate::work::Work;

/// How many users a query answers when it names no limit, and the most it answers.
const PAGE_SIZE: u32 = 100;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserResponse {
    is_enrolled: bool,
    #[serde(flatten)]
    attributes: UserAttributes,
    enrolled_verification_methods: Vec<VerificationMethod>,
    allowed_verification_methods: &'static [VerificationMethod],
    #[serde(skip_serializing_if = "Option::is_none")]
    default_verification_method: Option<VerificationMethod>,
}

/// What is known of a user; in an update, absent fields stay as they are.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
}

impl From<User> for UserAttributes {
    fn from(user: User) -> Self {
        Self {
            email: user.email,
            email_verified: Some(user.email_verified),
            phone_number: user.phone_number,
            phone_number_verified: Some(user.phone_number_verified),
            username: user.username,
            display_name: user.display_name,
            custom: user.custom,
            locale: user.locale,
        }
    }
}

/// `GET /users/{userId}`; somebody unknown is a user who is not enrolled.
pub(super) async fn get(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path(user_id): Path<String>,
) -> Result<Json<UserResponse>, ApiError> {
    app.work(|work| {
        let enrolled = factors::enrolled(work, &user_id)?;
        Ok(Json(UserResponse {
            is_enrolled: !enrolled.is_empty(),
            attributes: user_or_new(work, &user_id)?.into(),
            default_verification_method: enrolled.first().copied(),
            enrolled_verification_methods: enrolled,
            allowed_verification_methods: factors::ALLOWED,
        }))
    })
}

/// `PATCH /users/{userId}`; makes the user where there is none.
pub(super) async fn update(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path(user_id): Path<String>,
    JsonBody(attributes): JsonBody<UserAttributes>,
) -> Result<Json<UserAttributes>, ApiError> {
    app.work(|work| {
        let mut user = user_or_new(work, &user_id)?;
        if let Some(email) = attributes.email {
            let email = Some(parse_email(&email)?);
            user.email_verified &= user.email == email;
            user.email = email;
        }
        if let Some(phone_number) = attributes.phone_number {
            let phone_number = parse_phone_number(&phone_number)?;
            user.phone_number_verified &= user.phone_number.as_ref() == Some(&phone_number);
            user.phone_number = Some(phone_number);
        }
        user.email_verified = attributes.email_verified.unwrap_or(user.email_verified);
        user.phone_number_verified = attributes
            .phone_number_verified
            .unwrap_or(user.phone_number_verified);
        user.username = attributes.username.or(user.username);
        user.display_name = attributes.display_name.or(user.display_name);
        user.custom = attributes.custom.or(user.custom);
        user.locale = attributes.locale.or(user.locale);
        users::save(work.db, &user)?;
        Ok(Json(user.into()))
    })
}

/// `DELETE /users/{userId}`, with enrolments, actions and tokens; somebody unknown is gone already.
pub(super) async fn delete(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    app.work(|work| Ok(users::delete(work.db, &user_id)?))?;
    Ok(Json(json!({ "success": true })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserQuery {
    username: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
    token: Option<String>,
    limit: Option<u32>,
    last_evaluated_user_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserPage {
    users: Vec<UserSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_evaluated_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_payload: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserSummary {
    user_id: String,
    #[serde(flatten)]
    attributes: UserAttributes,
}

/// `GET /users`
pub(super) async fn query(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Query(query): Query<UserQuery>,
) -> Result<Json<UserPage>, ApiError> {
    app.work(|work| {
        let token_payload = query
            .token
            .as_deref()
            .map(|token| payload(work, token))
            .transpose()?;
        let limit = query.limit.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE);
        let filter = Filter {
            user_id: token_payload.as_ref().map(|(user_id, _)| user_id.clone()),
            username: query.username,
            email: query.email,
            phone_number: query.phone_number,
            after: query.last_evaluated_user_id,
            limit,
        };
        let mut found = users::query(work.db, &filter)?;
        let page_size = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > page_size;
        found.truncate(page_size);
        Ok(Json(UserPage {
            last_evaluated_user_id: found
                .last()
                .filter(|_| more)
                .map(|user| user.user_id.clone()),
            users: found
                .into_iter()
                .map(|user| UserSummary {
                    user_id: user.user_id.clone(),
                    attributes: user.into(),
                })
                .collect(),
            token_payload: token_payload.map(|(_, payload)| payload),
        }))
    })
}

/// Whose token it is, and what it says, in the words of JWT claims.
fn payload(work: &Work<'_>, token: &str) -> Result<(String, Value), ApiError> {
    let record = tokens::authenticate(work, token)?;
    let payload = json!({
        "sub": record.key.user_id,
        "aud": work.config().tenant_id,
        "iat": record.issued_at.unix_seconds(),
        "exp": record.expires_at.unix_seconds(),
        "scope": record.scope,
        "actionCode": record.key.action,
        "idempotencyKey": record.key.idempotency_key,
    });
    Ok((record.key.user_id, payload))
}
