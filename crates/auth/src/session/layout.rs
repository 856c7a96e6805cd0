//! Amplify v6's layout in localStorage, so that other apps of the same origin share the session.
//!
//! With `P = CognitoIdentityServiceProvider.<clientId>`: `P.LastAuthUser` names the user, and
//! `P.<username>.<field>` holds each field as raw text (no JSON quotes).

use cognito::ClientId;
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::json;

/// Text by key, as `localStorage` keeps it.
pub trait Store {
    /// The text under `key`.
    fn get(&self, key: &str) -> Option<String>;

    /// Keeps `value` under `key`, over what was there.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be kept.
    fn set(&self, key: &str, value: &str) -> Result<(), StoreError>;

    /// Removes `key`, if it is there.
    fn remove(&self, key: &str);
}

/// The store is full, or the browser does not let the page have one.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the browser keeps nothing for this page")]
pub struct StoreError;

/// How the person signed in (Amplify's `signInDetails`).
#[derive(Clone, PartialEq, Eq)]
pub struct SignInDetails {
    /// What was typed to sign in.
    pub login_id: Option<String>,
}

/// The form in storage.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Form<'a> {
    auth_flow_type: &'a str,
    login_id: Option<&'a str>,
}

impl SignInDetails {
    /// Of a sign-in with a custom challenge by somebody who typed `login_id`.
    #[must_use]
    pub fn custom_auth(login_id: &str) -> Self {
        Self {
            login_id: Some(login_id.to_owned()),
        }
    }

    pub(super) fn to_json(&self) -> String {
        json::write(&Form {
            auth_flow_type: "CUSTOM_WITHOUT_SRP",
            login_id: self.login_id.as_deref(),
        })
    }

    /// Unusable text is as good as none: the session does not hang on it.
    pub(super) fn from_json(text: Option<&str>) -> Self {
        let form: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
        let login_id = form.as_ref().and_then(|form| form.get("loginId")?.as_str());
        Self {
            login_id: login_id.filter(|id| !id.is_empty()).map(str::to_owned),
        }
    }
}

impl std::fmt::Debug for SignInDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInDetails(redacted)")
    }
}

/// The names of the keys of one app client.
pub(super) struct Keys {
    prefix: String,
}

/// The fields kept for a user, by Amplify's names.
pub(super) const ACCESS_TOKEN: &str = "accessToken";
pub(super) const ID_TOKEN: &str = "idToken";
pub(super) const REFRESH_TOKEN: &str = "refreshToken";
pub(super) const CLOCK_DRIFT: &str = "clockDrift";
pub(super) const SIGN_IN_DETAILS: &str = "signInDetails";

/// All that Amplify may keep for a user: what a sign-out removes.
pub(super) const USER_FIELDS: &[&str] = &[
    ACCESS_TOKEN,
    ID_TOKEN,
    REFRESH_TOKEN,
    CLOCK_DRIFT,
    SIGN_IN_DETAILS,
    "deviceKey",
    "deviceGroupKey",
    "randomPasswordKey",
    "oauthMetadata",
];

impl Keys {
    pub(super) fn new(client_id: &ClientId) -> Self {
        Self {
            prefix: format!("CognitoIdentityServiceProvider.{client_id}"),
        }
    }

    pub(super) fn last_auth_user(&self) -> String {
        format!("{}.LastAuthUser", self.prefix)
    }

    pub(super) fn user(&self, username: &str, field: &str) -> String {
        format!("{}.{username}.{field}", self.prefix)
    }
}
