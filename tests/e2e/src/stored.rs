//! The session that the browser keeps, in Amplify's layout.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::Role;
use crate::wait::until;
use crate::world::World;

/// What localStorage holds of a session.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Stored {
    /// The user's name in the user pool.
    pub username: String,
    /// The access token.
    pub access: String,
    /// The ID token.
    pub id: String,
    /// The refresh token.
    pub refresh: String,
    /// By how many milliseconds Cognito's clock is ahead of the device's.
    pub drift: i64,
}

impl Stored {
    /// When the access token expires by the device's clock: milliseconds since 1970.
    ///
    /// # Errors
    /// When it is no token.
    pub fn expires_here(&self) -> Result<i64> {
        #[derive(Deserialize)]
        struct Claims {
            exp: i64,
        }
        let payload = self.access.split('.').nth(1).context("no token")?;
        let payload = BASE64_URL_SAFE_NO_PAD.decode(payload)?;
        Ok(serde_json::from_slice::<Claims>(&payload)?.exp * 1000 - self.drift)
    }

    /// What the ID token says of the person.
    ///
    /// # Errors
    /// When it is no token.
    pub fn claims(&self) -> Result<Value> {
        let payload = self.id.split('.').nth(1).context("no token")?;
        Ok(serde_json::from_slice(
            &BASE64_URL_SAFE_NO_PAD.decode(payload)?,
        )?)
    }
}

impl World {
    /// The session that is kept for the world's app client.
    ///
    /// # Errors
    /// When there is none, or not all of it.
    pub async fn stored_session(&self) -> Result<Stored> {
        let client_id = self.client_id();
        let script = format!(
            "const prefix = 'CognitoIdentityServiceProvider.{client_id}';
             const username = localStorage[`${{prefix}}.LastAuthUser`];
             const field = (name) => localStorage[`${{prefix}}.${{username}}.${{name}}`];
             return {{
                 username, access: field('accessToken'), id: field('idToken'),
                 refresh: field('refreshToken'), drift: Number(field('clockDrift')),
             }};"
        );
        self.browser
            .evaluate(&script)
            .await
            .context("the stored session is not complete")
    }

    /// Whether Cognito takes this session's access token (GetUser).
    ///
    /// # Errors
    /// When Cognito does not answer.
    pub async fn cognito_takes(&self, session: &Stored) -> Result<bool> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let answer = client
            .post(&self.stack().cognito.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", "AWSCognitoIdentityProviderService.GetUser")
            .body(json!({"AccessToken": session.access}).to_string())
            .send()
            .await?;
        Ok(answer.status().is_success())
    }

    /// The home page with this session: it shows when the access token expires, to the millisecond.
    ///
    /// # Errors
    /// When it shows another one.
    pub async fn sees_session(&self, session: &Stored) -> Result<()> {
        let expires = session.expires_here()?;
        until("the page to show that session", async || {
            Ok(self.shown_expiry().await? == expires)
        })
        .await
    }

    /// The home page with the session that is stored.
    ///
    /// # Errors
    /// When it shows another one.
    pub async fn sees_stored_session(&self) -> Result<()> {
        until("the page to show the stored session", async || {
            let stored = self.stored_session().await?;
            Ok(self.shown_expiry().await? == stored.expires_here()?)
        })
        .await
    }

    async fn shown_expiry(&self) -> Result<i64> {
        let times = self.browser.all(Role::Time).await?;
        let time = times.first().context("the page shows no time")?;
        let shown = time.attr("datetime").await?.unwrap_or_default();
        self.browser
            .evaluate(&format!("return Date.parse('{shown}');"))
            .await
    }
}
