//! Users as Authsignal knows them.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::http::Call;
use crate::{Client, CustomData, Error, ValidationToken, VerificationMethod};

/// A user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// Whether the user has any authenticator.
    pub is_enrolled: bool,
    /// Email address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether the email address was proved.
    #[serde(default)]
    pub email_verified: bool,
    /// Phone number, E.164.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// Whether the phone number was proved.
    #[serde(default)]
    pub phone_number_verified: bool,
    /// User name, as a passkey shows it.
    #[serde(default)]
    pub username: Option<String>,
    /// Name for people.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Attributes that the tenant defines.
    #[serde(default)]
    pub custom: Option<CustomData>,
    /// The user's kinds of factor.
    #[serde(default)]
    pub enrolled_verification_methods: Option<Vec<VerificationMethod>>,
    /// The kinds of factor that the user may use.
    #[serde(default)]
    pub allowed_verification_methods: Option<Vec<VerificationMethod>>,
}

/// What to change of a user, and what stands after the change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserAttributes {
    /// Email address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the email address was proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Phone number, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Whether the phone number was proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    /// User name, as a passkey shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Attributes that the tenant defines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
    /// Language of messages, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// Which users to list.
#[derive(Debug, Clone, Default)]
pub struct UserQuery {
    /// By user name.
    pub username: Option<String>,
    /// By email address.
    pub email: Option<String>,
    /// By phone number, E.164.
    pub phone_number: Option<String>,
    /// By a token of the user's.
    pub token: Option<ValidationToken>,
    /// How many at most.
    pub limit: Option<u32>,
    /// Where the previous page ended.
    pub last_evaluated_user_id: Option<String>,
}

/// A user in a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserSummary {
    /// The user's identifier.
    pub user_id: String,
    /// Email address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether the email address was proved.
    #[serde(default)]
    pub email_verified: bool,
    /// Phone number, E.164.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// Whether the phone number was proved.
    #[serde(default)]
    pub phone_number_verified: bool,
    /// User name.
    #[serde(default)]
    pub username: Option<String>,
}

/// A page of users.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Users {
    /// The users.
    pub users: Vec<UserSummary>,
    /// Where this page ends; none on the last.
    #[serde(default)]
    pub last_evaluated_user_id: Option<String>,
    /// What the token of the query says, of any shape.
    #[serde(default)]
    pub token_payload: Option<serde_json::Value>,
}

impl Client {
    /// Looks up a user. Authsignal knows every user it was ever asked about; for others see [`User::is_enrolled`].
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get_user(&self, user_id: &str) -> Result<User, Error> {
        let url = self.endpoint(&["users", user_id])?;
        self.call(Call::new(Method::GET, url)).await
    }

    /// Lists users.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn query_users(&self, query: &UserQuery) -> Result<Users, Error> {
        let url = self.endpoint(&["users"])?;
        let limit = query.limit.map(|limit| limit.to_string());
        let call = Call::new(Method::GET, url)
            .query("username", query.username.as_deref())
            .query("email", query.email.as_deref())
            .query("phoneNumber", query.phone_number.as_deref())
            .query("token", query.token.as_ref().map(ValidationToken::reveal))
            .query("limit", limit.as_deref())
            .query(
                "lastEvaluatedUserId",
                query.last_evaluated_user_id.as_deref(),
            );
        self.call(call).await
    }

    /// Changes a user; what is `None` stays as it is.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_user(
        &self,
        user_id: &str,
        attributes: &UserAttributes,
    ) -> Result<UserAttributes, Error> {
        let url = self.endpoint(&["users", user_id])?;
        self.call(Call::new(Method::PATCH, url).json(attributes)?)
            .await
    }

    /// Removes a user with all their authenticators.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_user(&self, user_id: &str) -> Result<(), Error> {
        let url = self.endpoint(&["users", user_id])?;
        self.call_for_effect(Call::new(Method::DELETE, url)).await
    }
}
