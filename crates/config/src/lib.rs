//! `config.json`: which user pool, which Authsignal tenant, which brand.
//!
//! The file is written by the people who deploy Latchkey, so every message names the field as it
//! stands in the file (`cognito.userPoolId`) and says what belongs there. All problems are reported
//! at once: whoever fixes them should not have to reload for each.
//!
//! A key that starts with `$` is a comment. Any other unknown key is a problem: it is nearly always
//! a misspelt field, and a silently ignored setting is worse than a message.

mod accounts;
mod brand;
mod fields;
mod problem;
#[cfg(test)]
mod tests;
mod web_url;

pub use accounts::{SignUpConfirmation, SignUpMode, Usernames};
pub use brand::{Brand, Color, Ink, Link, Logo, Scheme};
pub use problem::{ConfigError, FieldProblem};
pub use web_url::WebUrl;

use cognito::{ClientId, Endpoint};
use fields::Fields;

/// A checked `config.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppConfig {
    /// The user pool and the app client that people sign in to.
    pub cognito: CognitoConfig,
    /// The Authsignal tenant that asks people for a passkey or a code.
    pub authsignal: AuthsignalConfig,
    /// Base URL of the API through which people see, add and remove their passkeys (`apiEndpoint`), with or
    /// without a slash at its end. Without it the app has no page for that.
    pub api_endpoint: Option<WebUrl>,
    /// Where and how people answer a challenge.
    pub challenge_mode: ChallengeMode,
    /// What people sign in with.
    pub usernames: Usernames,
    /// Whether the API is asked by which name Cognito knows a person (`usernameLookup`): for pools whose user
    /// names are neither email addresses nor phone numbers, nor have them as aliases. `api_endpoint` is there then.
    pub username_lookup: bool,
    /// How accounts come to be.
    pub sign_up: SignUpMode,
    /// Name, logo, colours, and links of the operator's.
    pub brand: Brand,
}

/// The `cognito` object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CognitoConfig {
    /// AWS region, as in `eu-central-1`.
    pub region: String,
    /// User pool id, as in `eu-central-1_AbCdEfGhI`.
    pub user_pool_id: String,
    /// Id of the app client; it must have no secret, since a browser cannot keep one.
    pub user_pool_client_id: ClientId,
    /// Where the Cognito API is reached: `https://cognito-idp.<region>.amazonaws.com/` unless
    /// `cognito.endpoint` says otherwise (the local stack, a proxy on your own domain).
    pub endpoint: Endpoint,
}

/// The `authsignal` object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthsignalConfig {
    /// Tenant id, from the Authsignal portal under Settings > API keys.
    pub tenant_id: String,
    /// Base URL of the Client API of the tenant's region, ending in `/v1` without a slash behind it.
    pub base_url: WebUrl,
    /// The action that signing in is at Authsignal: the triggers' `AUTHSIGNAL_ACTION`.
    pub action: String,
}

const DEFAULT_ACTION: &str = "cognitoAuth";

/// Where and how people answer a challenge (`challengeMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChallengeMode {
    /// In Authsignal's pre-built UI, in a dialog over the sign-in page.
    #[default]
    Popup,
    /// In the pre-built UI in place of the app, which the person comes back to at `/callback`.
    Redirect,
    /// In the pre-built UI in a window of its own; where the browser refuses it, in place of the app.
    Window,
    /// On the app's own pages.
    Embedded,
}

const CHALLENGE_MODES: &[(&str, ChallengeMode)] = &[
    ("popup", ChallengeMode::Popup),
    ("redirect", ChallengeMode::Redirect),
    ("window", ChallengeMode::Window),
    ("embedded", ChallengeMode::Embedded),
];

impl AppConfig {
    /// Reads and checks the text of a `config.json`.
    ///
    /// # Errors
    /// [`ConfigError::NotJson`] when the text is no JSON object, [`ConfigError::Fields`] with every
    /// field that is missing, misspelt or holds something it may not.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| ConfigError::NotJson(error.to_string()))?;
        let serde_json::Value::Object(object) = value else {
            return Err(ConfigError::NotJson("it is not an object".to_owned()));
        };
        let mut problems = Vec::new();
        let mut root = Fields::root(&object, &mut problems);
        let cognito = root.object("cognito", cognito);
        let authsignal = root.object("authsignal", authsignal);
        let api_endpoint = root.optional_url("apiEndpoint");
        let challenge_mode = root.choice("challengeMode", CHALLENGE_MODES);
        let usernames = accounts::usernames(&mut root);
        let username_lookup = accounts::username_lookup(&mut root);
        let sign_up = accounts::sign_up(&mut root);
        let brand = root.optional_object("brand", brand::read);
        root.finish();
        match (cognito.flatten(), authsignal.flatten(), problems.is_empty()) {
            (Some(cognito), Some(authsignal), true) => Ok(Self {
                cognito,
                authsignal,
                api_endpoint,
                challenge_mode: challenge_mode.unwrap_or_default(),
                usernames,
                username_lookup,
                sign_up,
                brand: brand.unwrap_or_default(),
            }),
            _ => Err(ConfigError::Fields(problems)),
        }
    }
}

const CLIENT_ID: &str = "an app client id: letters and digits";
const ENDPOINT: &str = "a URL of scheme, host and port that starts with https:// \
    (http:// only for localhost)";

fn cognito(fields: &mut Fields<'_>) -> Option<CognitoConfig> {
    let region = fields.text("region", "an AWS region such as eu-central-1", is_region);
    let user_pool_id = fields.text(
        "userPoolId",
        "a user pool id such as eu-central-1_AbCdEfGhI",
        is_user_pool_id,
    );
    let user_pool_client_id = fields.text("userPoolClientId", CLIENT_ID, |id| {
        ClientId::new(id).is_ok()
    });
    let endpoint =
        fields.optional_text("endpoint", ENDPOINT, |url| Endpoint::from_url(url).is_ok());
    if let (Some(region), Some(pool)) = (&region, &user_pool_id)
        && pool.split('_').next() != Some(region)
    {
        fields.problem("userPoolId", "names another region than cognito.region");
    }
    let region = region?;
    let endpoint = match endpoint {
        Some(url) => Endpoint::from_url(&url).ok()?,
        None => Endpoint::for_region(&region).ok()?,
    };
    Some(CognitoConfig {
        user_pool_client_id: ClientId::new(user_pool_client_id?).ok()?,
        user_pool_id: user_pool_id?,
        region,
        endpoint,
    })
}

fn authsignal(fields: &mut Fields<'_>) -> Option<AuthsignalConfig> {
    let tenant_id = fields.text(
        "tenantId",
        "the tenant id from the Authsignal portal",
        |id| {
            !id.is_empty()
                && id.len() <= 128
                && id
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        },
    );
    let base_url = fields.url("baseUrl");
    if base_url
        .as_ref()
        .is_some_and(|url| !url.path().ends_with("/v1"))
    {
        fields.problem(
            "baseUrl",
            "must end in /v1, as in https://api.authsignal.com/v1",
        );
    }
    let action = fields.optional_text("action", "the name of an action at Authsignal", |action| {
        !action.is_empty()
            && action.len() <= 64
            && action
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c))
    });
    Some(AuthsignalConfig {
        tenant_id: tenant_id?,
        base_url: base_url?,
        action: action.unwrap_or_else(|| DEFAULT_ACTION.to_owned()),
    })
}

fn is_region(text: &str) -> bool {
    Endpoint::for_region(text).is_ok()
}

fn is_user_pool_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(region, id)| {
        is_region(region)
            && (1..=46).contains(&id.len())
            && id.chars().all(|c| c.is_ascii_alphanumeric())
    })
}
