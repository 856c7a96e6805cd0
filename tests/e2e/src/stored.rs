//! The session that the browser keeps, in Amplify's layout.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

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
}
