//! Actions: track, get, query, update.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::user_or_new;
use crate::address::{parse_email, parse_phone_number};
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::extract::{JsonBody, ServerCaller};
use crate::factors::{self, require_action_code};
use crate::locale;
use crate::model::{UserActionState, VerificationMethod, scope};
use crate::store::actions::{self, Action, ActionKey};
use crate::store::challenges::{self, Challenge};
use crate::store::users;
use crate::tokens;
use crate::work::Work;

/// What `track` takes. Attributes that only feed rules (`ipAddress`, `userAgent`, `deviceId`, ...) are
/// ignored: this tenant has no rules, every action has to be challenged.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrackRequest {
    idempotency_key: Option<String>,
    redirect_url: Option<String>,
    scope: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
    username: Option<String>,
    custom: Option<Map<String, Value>>,
    challenge_id: Option<String>,
    locale: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrackResponse {
    idempotency_key: String,
    state: UserActionState,
    url: String,
    token: String,
    is_enrolled: bool,
    enrolled_verification_methods: Vec<VerificationMethod>,
    allowed_verification_methods: &'static [VerificationMethod],
    #[serde(skip_serializing_if = "Option::is_none")]
    default_verification_method: Option<VerificationMethod>,
    rule_ids: [String; 0],
}

/// `POST /users/{userId}/actions/{action}`
pub(super) async fn track(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path((user_id, action)): Path<(String, String)>,
    JsonBody(request): JsonBody<TrackRequest>,
) -> Result<Json<TrackResponse>, ApiError> {
    app.work(|work| {
        require_action_code(&action)?;
        let scope = parse_scope(request.scope.as_deref())?;
        let redirect_url = request
            .redirect_url
            .as_deref()
            .map(parse_redirect_url)
            .transpose()?;
        remember_user(work, &user_id, &request)?;
        let challenge = request
            .challenge_id
            .as_deref()
            .map(|id| challenge_under_way(work, id, &user_id, &action))
            .transpose()?;
        let given = request.idempotency_key.clone();
        // A passkey's ceremony began an action before this call could: it is that action that is tracked.
        let begun = challenge
            .as_ref()
            .filter(|challenge| is_answered_by_passkey(challenge))
            .map(|challenge| challenge.idempotency_key.clone());
        let idempotency_key = match given.filter(|key| !key.is_empty()).or(begun) {
            Some(key) => key,
            None => work.new_id()?,
        };
        let key = ActionKey {
            user_id: user_id.clone(),
            action: action.clone(),
            idempotency_key,
        };
        let locale = request.locale.as_deref().and_then(locale::supported);
        let mut action = find_or_new(work, &key, redirect_url, locale)?;
        if let Some(challenge) = challenge {
            take_over(work, &mut action, challenge)?;
        }
        let enrolled = factors::enrolled(work, &user_id)?;
        let token = tokens::issue(work, &key, scope, None)?;
        Ok(Json(TrackResponse {
            state: action.state,
            url: work.config().challenge_url(&token, locale).into(),
            token,
            is_enrolled: !enrolled.is_empty(),
            default_verification_method: enrolled.first().copied(),
            enrolled_verification_methods: enrolled,
            allowed_verification_methods: factors::ALLOWED,
            rule_ids: [],
            idempotency_key: key.idempotency_key,
        }))
    })
}

fn parse_scope(given: Option<&str>) -> Result<&str, ApiError> {
    let scope = given.unwrap_or(scope::DEFAULT);
    match scope
        .split_ascii_whitespace()
        .find(|one| !scope::KNOWN.contains(one))
    {
        Some(unknown) => Err(ApiError::invalid(format!("scope {unknown:?} is unknown."))),
        None => Ok(scope),
    }
}

/// Only web addresses: the pre-built UI sends browsers there, and a `javascript:` one would run.
fn parse_redirect_url(given: &str) -> Result<String, ApiError> {
    match Url::parse(given) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url.into()),
        _ => Err(ApiError::invalid(
            "redirectUrl must be an absolute http or https address.",
        )),
    }
}

fn remember_user(work: &Work<'_>, user_id: &str, request: &TrackRequest) -> Result<(), ApiError> {
    let mut user = user_or_new(work, user_id)?;
    if let Some(email) = request.email.as_deref().filter(|email| !email.is_empty()) {
        let email = Some(parse_email(email)?);
        user.email_verified &= user.email == email;
        user.email = email;
    }
    let phone_number = request.phone_number.as_deref();
    if let Some(phone_number) = phone_number.filter(|number| !number.is_empty()) {
        let phone_number = parse_phone_number(phone_number)?;
        user.phone_number_verified &= user.phone_number.as_ref() == Some(&phone_number);
        user.phone_number = Some(phone_number);
    }
    user.username = request.username.clone().or(user.username);
    user.custom = request.custom.clone().or(user.custom);
    let locale = request.locale.as_deref().and_then(locale::supported);
    user.locale = locale.map(str::to_owned).or(user.locale);
    Ok(users::save(work.db, &user)?)
}

/// The action of this key as it stands, or a new one that has to be challenged.
fn find_or_new(
    work: &Work<'_>,
    key: &ActionKey,
    redirect_url: Option<String>,
    locale: Option<&str>,
) -> Result<Action, ApiError> {
    let mut action = actions::find(work.db, key)?.unwrap_or_else(|| Action {
        key: key.clone(),
        state: UserActionState::ChallengeRequired,
        created_at: work.now,
        state_updated_at: work.now,
        verification_method: None,
        verified_by: None,
        redirect_url: None,
        wrong_answers: 0,
        locale: None,
    });
    action.locale = locale.map(str::to_owned).or(action.locale);
    action.redirect_url = redirect_url.or(action.redirect_url);
    actions::save(work.db, &action)?;
    Ok(action)
}

/// The challenge that an action of this user may take over.
fn challenge_under_way(
    work: &Work<'_>,
    id: &str,
    user_id: &str,
    action: &str,
) -> Result<Challenge, ApiError> {
    let filter = challenges::Filter {
        id: Some(id.to_owned()),
        ..Default::default()
    };
    let challenge = challenges::query_open(work.db, &filter, work.now)?
        .ok_or_else(|| ApiError::invalid("challengeId names no challenge that is under way."))?;
    let other_user = challenge
        .user_id
        .as_ref()
        .is_some_and(|owner| owner != user_id);
    if other_user || challenge.action != action {
        return Err(ApiError::invalid(
            "challengeId belongs to another user or action.",
        ));
    }
    Ok(challenge)
}

fn is_answered_by_passkey(challenge: &Challenge) -> bool {
    challenge.verification_method == VerificationMethod::Passkey && challenge.verified_at.is_some()
}

/// Makes the challenge the action's own. One that a passkey has answered already makes the action succeed,
/// once.
fn take_over(
    work: &Work<'_>,
    action: &mut Action,
    mut challenge: Challenge,
) -> Result<(), ApiError> {
    challenge.user_id = Some(action.key.user_id.clone());
    challenge
        .idempotency_key
        .clone_from(&action.key.idempotency_key);
    if is_answered_by_passkey(&challenge) {
        challenge.closed_at = Some(work.now);
        if action.state == UserActionState::ChallengeRequired {
            action.state = UserActionState::ChallengeSucceeded;
            action.state_updated_at = work.now;
            action.verification_method = Some(challenge.verification_method);
            action.verified_by.clone_from(&challenge.authenticator_id);
            actions::save(work.db, action)?;
        }
    }
    Ok(challenges::save(work.db, &challenge)?)
}

/// An action as `GET .../actions/{action}/{idempotencyKey}` shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionResponse {
    state: UserActionState,
    state_updated_at: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_method: Option<VerificationMethod>,
    rules: [String; 0],
}

/// `GET /users/{userId}/actions/{action}/{idempotencyKey}`
pub(super) async fn get(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path((user_id, action, idempotency_key)): Path<(String, String, String)>,
) -> Result<Json<ActionResponse>, ApiError> {
    app.work(|work| {
        let action = factors::action_of(
            work,
            &ActionKey {
                user_id,
                action,
                idempotency_key,
            },
        )?;
        Ok(Json(ActionResponse {
            state: action.state,
            state_updated_at: action.state_updated_at.rfc3339(),
            created_at: action.created_at.rfc3339(),
            verification_method: action.verification_method,
            rules: [],
        }))
    })
}

/// What an action's update takes and answers.
#[derive(Deserialize, Serialize)]
pub(super) struct ActionAttributes {
    state: UserActionState,
}

/// `PATCH /users/{userId}/actions/{action}/{idempotencyKey}`
pub(super) async fn update(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path((user_id, action, idempotency_key)): Path<(String, String, String)>,
    JsonBody(attributes): JsonBody<ActionAttributes>,
) -> Result<Json<ActionAttributes>, ApiError> {
    app.work(|work| {
        let mut action = factors::action_of(
            work,
            &ActionKey {
                user_id,
                action,
                idempotency_key,
            },
        )?;
        action.state = attributes.state;
        action.state_updated_at = work.now;
        actions::save(work.db, &action)?;
        Ok(Json(attributes))
    })
}

/// An action as `GET .../actions` shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionSummary {
    action_code: String,
    idempotency_key: String,
    created_at: String,
    updated_at: String,
    state: UserActionState,
    state_updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_method: Option<VerificationMethod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_by_authenticator_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionQuery {
    /// RFC 3339.
    from_date: Option<String>,
    /// Action codes, separated by commas.
    codes: Option<String>,
    state: Option<UserActionState>,
}

/// `GET /users/{userId}/actions`
pub(super) async fn query(
    _: ServerCaller,
    State(app): State<Arc<App>>,
    Path(user_id): Path<String>,
    Query(query): Query<ActionQuery>,
) -> Result<Json<Vec<ActionSummary>>, ApiError> {
    let from = query.from_date.as_deref().map(parse_date).transpose()?;
    let filter = actions::Filter {
        from,
        state: query.state,
    };
    let codes: Option<Vec<&str>> = query
        .codes
        .as_deref()
        .map(|codes| codes.split(',').collect());
    let found = app.work(|work| Ok(actions::query(work.db, &user_id, &filter)?))?;
    let wanted = |action: &Action| {
        codes
            .as_ref()
            .is_none_or(|codes| codes.contains(&action.key.action.as_str()))
    };
    Ok(Json(
        found
            .into_iter()
            .filter(wanted)
            .map(ActionSummary::from)
            .collect(),
    ))
}

fn parse_date(text: &str) -> Result<Timestamp, ApiError> {
    Timestamp::parse_rfc3339(text)
        .ok_or_else(|| ApiError::invalid("fromDate must be like 2026-11-21T09:30:00Z."))
}

impl From<Action> for ActionSummary {
    fn from(action: Action) -> Self {
        Self {
            action_code: action.key.action,
            idempotency_key: action.key.idempotency_key,
            created_at: action.created_at.rfc3339(),
            updated_at: action.state_updated_at.rfc3339(),
            state: action.state,
            state_updated_at: action.state_updated_at.rfc3339(),
            verification_method: action.verification_method,
            verified_by_authenticator_id: action.verified_by,
        }
    }
}
