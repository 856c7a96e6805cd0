//! Authsignal's Web SDK in a page of the site, without the app.

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use crate::environment;
use crate::world::World;

/// What a passkey's sign-in leaves behind at the SDK.
#[derive(Clone, Debug)]
pub enum SdkAnswer {
    /// The validation token.
    Token(String),
    /// Authsignal refused: its error code and what it says to developers.
    Refused(String, String),
}

impl SdkAnswer {
    /// The validation token.
    ///
    /// # Errors
    /// When there is none.
    pub fn token(self) -> Result<String> {
        match self {
            Self::Token(token) => Ok(token),
            Self::Refused(code, description) => bail!("refused: {code}: {description}"),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    data: Option<Data>,
    error_code: Option<String>,
    error_description: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    token: Option<String>,
}

impl World {
    /// Has the SDK sign in with a passkey of whoever has one, in the page that is open.
    ///
    /// # Errors
    /// When the browser gives no passkey.
    pub async fn sdk_sign_in(&self) -> Result<SdkAnswer> {
        self.sdk("sdk.passkey.signIn({action: 'cognitoAuth'})")
            .await
    }

    /// Has the SDK answer the challenge that this token was given for, in the page that is open.
    ///
    /// # Errors
    /// As [`World::sdk_sign_in`].
    pub async fn sdk_sign_in_for(&self, token: &str) -> Result<SdkAnswer> {
        self.sdk(&format!("sdk.passkey.signIn({{token: '{token}'}})"))
            .await
    }

    /// Signs in with an email code, has the SDK make a passkey, and signs out: somebody who has one.
    /// The passkey is on the device.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn has_passkey(&self, email: &str) -> Result<()> {
        self.sign_in(email).await?;
        self.makes_passkey(email).await?;
        self.sign_out().await
    }

    /// Has the SDK make a passkey for whoever is signed in with this email, in the page that is open.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn makes_passkey(&self, email: &str) -> Result<()> {
        let session = self.stored_session().await?;
        let enrolment = self
            .ask_api(Method::POST, "/authenticators", &session)
            .await?
            .success()?;
        let token = enrolment["token"].as_str().context("no token")?;
        self.sdk(&format!(
            "sdk.passkey.signUp({{token: '{token}', username: '{email}', displayName: '{email}'}})"
        ))
        .await?
        .token()
        .map(drop)
    }

    async fn sdk(&self, call: &str) -> Result<SdkAnswer> {
        let config = &self.stack().authsignal;
        let script = format!(
            "return (async () => {{
                 // Where the app is not, nobody says which scripts may be loaded.
                 if (window.trustedTypes && !trustedTypes.defaultPolicy)
                     trustedTypes.createPolicy('default', {{createScriptURL: (url) => url}});
                 if (!window.authsignal) await new Promise((resolve, reject) => {{
                     const script = document.createElement('script');
                     Object.assign(script, {{src: '{}', onload: resolve, onerror: reject}});
                     document.head.append(script);
                 }});
                 const sdk = new authsignal.Authsignal({{tenantId: '{}', baseUrl: '{}'}});
                 return {call};
             }})();",
            environment::web_sdk()?,
            config.tenant_id,
            config.base_url,
        );
        let answer: Value = self.browser.evaluate(&script).await?;
        let response: Response = serde_json::from_value(answer)?;
        match response {
            Response {
                error_code: Some(code),
                error_description,
                ..
            } => Ok(SdkAnswer::Refused(
                code,
                error_description.unwrap_or_default(),
            )),
            Response { data, .. } => {
                let token = data.and_then(|data| data.token);
                Ok(SdkAnswer::Token(token.context("the SDK gave no token")?))
            }
        }
    }
}
