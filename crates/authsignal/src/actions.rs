//! Actions: what a user is about to do, and whether they proved who they are.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::http::Call;
use crate::{
    ActionToken, Client, CustomData, Error, UserActionState, ValidationToken, VerificationMethod,
};

/// What is known about an action when it is tracked. Everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrackAttributes {
    /// Identifies the action among the user's; Authsignal makes one up where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Where the pre-built UI goes afterwards in redirect mode, with `token` added to the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Whether the pre-built UI shows the user's settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_to_settings: Option<bool>,
    /// The user's IP address, for the tenant's rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// The browser's `User-Agent`, for the tenant's rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The Web SDK's identifier of the device (its cookie `__as_aid`), for the tenant's rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// What the token may do besides: `add:authenticators`, `read:authenticators`, ... separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The user's email address: where a code or link is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The user's phone number in E.164 format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The name under which a passkey is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Attributes that the tenant's rules use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
    /// A challenge under way that belongs to this action, see [`Client::get_challenge`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge_id: Option<String>,
    /// The language of messages and pages, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The host name of the pre-built UI where the tenant has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<String>,
}

/// A tracked action.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TrackedAction {
    /// Identifies the action among the user's.
    pub idempotency_key: String,
    /// What the tenant's rules say.
    pub state: UserActionState,
    /// The pre-built UI for this action. Holds the token: not for logs.
    pub url: String,
    /// The token for the Client API.
    pub token: ActionToken,
    /// Whether the user has any authenticator.
    pub is_enrolled: bool,
    /// The user's kinds of factor.
    #[serde(default)]
    pub enrolled_verification_methods: Option<Vec<VerificationMethod>>,
    /// The kinds of factor that may be used for this action.
    #[serde(default)]
    pub allowed_verification_methods: Option<Vec<VerificationMethod>>,
    /// The kind of factor to offer first.
    #[serde(default)]
    pub default_verification_method: Option<VerificationMethod>,
    /// The rules that decided.
    #[serde(default)]
    pub rule_ids: Option<Vec<String>>,
}

/// What a [`ValidationToken`] is worth. Only `is_valid` together with [`UserActionState::ChallengeSucceeded`] and the
/// expected user and action proves anything.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Validation {
    /// Whether the token is genuine, unexpired, and of the user and action asked for.
    pub is_valid: bool,
    /// The action's outcome.
    #[serde(default)]
    pub state: Option<UserActionState>,
    /// When the outcome was reached, ISO 8601.
    #[serde(default)]
    pub state_updated_at: Option<String>,
    /// The user that the token belongs to.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The action that the token belongs to (`actionCode` on the wire).
    #[serde(default, rename = "actionCode")]
    pub action: Option<String>,
    /// Identifies the action among the user's.
    #[serde(default)]
    pub idempotency_key: Option<String>,
    /// With what the user was verified.
    #[serde(default)]
    pub verification_method: Option<VerificationMethod>,
    /// Why the token is not valid.
    #[serde(default)]
    pub error: Option<String>,
}

/// A rule of the tenant that applied to an action.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Rule {
    /// The rule's identifier.
    pub rule_id: String,
    /// The rule's name.
    pub name: String,
    /// The rule's description.
    #[serde(default)]
    pub description: Option<String>,
}

/// An action as recorded.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Action {
    /// Its outcome.
    pub state: UserActionState,
    /// When the outcome was reached, ISO 8601.
    #[serde(default)]
    pub state_updated_at: Option<String>,
    /// When it was tracked, ISO 8601.
    #[serde(default)]
    pub created_at: Option<String>,
    /// With what the user was verified.
    #[serde(default)]
    pub verification_method: Option<VerificationMethod>,
    /// The rules that applied.
    #[serde(default)]
    pub rules: Option<Vec<Rule>>,
    /// What the tenant's rules put out, of any shape.
    #[serde(default)]
    pub output: Option<serde_json::Value>,
}

/// Which of a user's actions to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryUserActions {
    /// The earliest date, ISO 8601.
    pub from_date: Option<String>,
    /// Only these actions; all where it is empty.
    pub action_codes: Vec<String>,
    /// Only those with this outcome.
    pub state: Option<UserActionState>,
}

/// An action in a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ActionSummary {
    /// The action's name.
    pub action_code: String,
    /// Identifies the action among the user's.
    pub idempotency_key: String,
    /// When it was tracked, ISO 8601.
    pub created_at: String,
    /// When it last changed, ISO 8601.
    #[serde(default)]
    pub updated_at: Option<String>,
    /// Its outcome.
    pub state: UserActionState,
    /// When the outcome was reached, ISO 8601.
    #[serde(default)]
    pub state_updated_at: Option<String>,
    /// With what the user was verified.
    #[serde(default)]
    pub verification_method: Option<VerificationMethod>,
    /// The authenticator with which the user was verified.
    #[serde(default)]
    pub verified_by_authenticator_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ValidateRequest<'a> {
    token: &'a ValidationToken,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct ActionState {
    state: UserActionState,
}

impl Client {
    /// Records that the user is about to do `action`, and learns whether a challenge is needed and where it can be done.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn track(
        &self,
        user_id: &str,
        action: &str,
        attributes: &TrackAttributes,
    ) -> Result<TrackedAction, Error> {
        let url = self.endpoint(&["users", user_id, "actions", action])?;
        self.call(Call::new(Method::POST, url).json(attributes)?)
            .await
    }

    /// Asks what a token that came from a browser is worth. Give the user and the action that it must belong to.
    ///
    /// # Errors
    /// See [`Error`]. A token that is not valid is no error: look at [`Validation::is_valid`].
    pub async fn validate_challenge(
        &self,
        token: &ValidationToken,
        action: Option<&str>,
        user_id: Option<&str>,
    ) -> Result<Validation, Error> {
        let url = self.endpoint(&["validate"])?;
        self.call(Call::new(Method::POST, url).json(&ValidateRequest {
            token,
            action,
            user_id,
        })?)
        .await
    }

    /// Looks up one of a user's actions.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get_action(
        &self,
        user_id: &str,
        action: &str,
        idempotency_key: &str,
    ) -> Result<Action, Error> {
        let url = self.endpoint(&["users", user_id, "actions", action, idempotency_key])?;
        self.call(Call::new(Method::GET, url)).await
    }

    /// Lists a user's actions.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn query_user_actions(
        &self,
        user_id: &str,
        query: &QueryUserActions,
    ) -> Result<Vec<ActionSummary>, Error> {
        let url = self.endpoint(&["users", user_id, "actions"])?;
        let codes = (!query.action_codes.is_empty()).then(|| query.action_codes.join(","));
        let call = Call::new(Method::GET, url)
            .query("fromDate", query.from_date.as_deref())
            .query("codes", codes.as_deref())
            .query("state", query.state.as_ref().map(UserActionState::as_str));
        self.call(call).await
    }

    /// Sets an action's outcome, as after a review; returns the outcome that now stands.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_action(
        &self,
        user_id: &str,
        action: &str,
        idempotency_key: &str,
        state: UserActionState,
    ) -> Result<UserActionState, Error> {
        let url = self.endpoint(&["users", user_id, "actions", action, idempotency_key])?;
        let answer: ActionState = self
            .call(Call::new(Method::PATCH, url).json(&ActionState { state })?)
            .await?;
        Ok(answer.state)
    }
}
