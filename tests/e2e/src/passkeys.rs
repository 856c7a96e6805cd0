//! Passkeys: virtual authenticators (WebAuthn, section 11) in the place of a person's device.
//!
//! A virtual authenticator answers at once, in the name of a person who agrees to everything or cancels
//! everything ([`Authenticator::person`]). With [`World::watch_passkeys`](crate::World::watch_passkeys) autofill
//! waits until somebody picks a passkey, as in life.

use std::sync::Arc;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};

use crate::browser::Browser;
use crate::wait::until;

/// What a person does when their device asks for their fingerprint, face or screen lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// They show it.
    Agrees,
    /// They do not: the page learns that the request was not allowed, as for any other reason to say no.
    Cancels,
}

/// How an authenticator lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It signs with another key.
    Signature,
    /// It says that nobody was there.
    NobodyPresent,
    /// It says that it does not know who was there.
    NobodyVerified,
}

/// A virtual authenticator in the browser's one tab: a device's own, that keeps passkeys.
#[derive(Debug)]
pub struct Authenticator<'a> {
    browser: &'a Browser,
    id: String,
}

/// A passkey in a virtual authenticator, with its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey(Value);

impl Passkey {
    /// The credential id, in base64url.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0["credentialId"].as_str().unwrap_or_default()
    }

    /// The user that it is for, in base64url.
    #[must_use]
    pub fn user_handle(&self) -> &str {
        self.0["userHandle"].as_str().unwrap_or_default()
    }
}

/// WebDriver's extension commands for virtual authenticators (WebAuthn, section 11.3).
#[derive(Debug)]
struct Authenticate {
    method: Method,
    path: String,
    parameters: Option<Value>,
}

impl ExtensionCommand for Authenticate {
    fn parameters_json(&self) -> Option<Value> {
        self.parameters.clone()
    }

    fn method(&self) -> Method {
        self.method.clone()
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/webauthn/authenticator{}", self.path).into()
    }
}

impl Browser {
    /// Gives the device an authenticator, with a person who agrees to everything.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn add_authenticator(&self) -> Result<Authenticator<'_>> {
        let parameters = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserConsenting": true,
            "isUserVerified": true,
        });
        let id = self.authenticate(Method::POST, "", Some(parameters));
        Ok(Authenticator {
            browser: self,
            id: serde_json::from_value(id.await?)?,
        })
    }

    async fn authenticate(
        &self,
        method: Method,
        path: &str,
        parameters: Option<Value>,
    ) -> Result<Value> {
        let command = Authenticate {
            method,
            path: path.to_owned(),
            parameters,
        };
        let command = Command::ExtensionCommand(Box::new(command));
        Ok(self.driver().cmd(command).await?.value()?)
    }
}

impl Authenticator<'_> {
    async fn command(
        &self,
        method: Method,
        path: &str,
        parameters: Option<Value>,
    ) -> Result<Value> {
        let path = format!("/{}{path}", self.id);
        self.browser.authenticate(method, &path, parameters).await
    }

    /// What the person does from now on.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn person(&self, person: Person) -> Result<()> {
        let verified = json!({"isUserVerified": person == Person::Agrees});
        self.command(Method::POST, "/uv", Some(verified))
            .await
            .map(drop)
    }

    /// Whether the authenticator answers at all from now on. What is asked while it does not stays unanswered
    /// for ever.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn answers(&self, answers: bool) -> Result<()> {
        let parameters = json!({"authenticatorId": self.id, "enabled": answers});
        self.cdp("WebAuthn.setAutomaticPresenceSimulation", parameters)
            .await
    }

    /// Has the authenticator lie from now on, or be honest again.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn lies(&self, lie: Option<Lie>) -> Result<()> {
        let parameters = json!({
            "authenticatorId": self.id,
            "isBogusSignature": lie == Some(Lie::Signature),
            "isBadUP": lie == Some(Lie::NobodyPresent),
            "isBadUV": lie == Some(Lie::NobodyVerified),
        });
        self.cdp("WebAuthn.setResponseOverrideBits", parameters)
            .await
    }

    /// The passkeys that it keeps.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>> {
        let passkeys = self.command(Method::GET, "/credentials", None).await?;
        let passkeys: Vec<Value> = serde_json::from_value(passkeys)?;
        Ok(passkeys.into_iter().map(Passkey).collect())
    }

    /// Waits until it keeps so many passkeys.
    ///
    /// # Errors
    /// When it does not.
    pub async fn keeps(&self, count: usize) -> Result<()> {
        until(&format!("{count} passkeys on the device"), async || {
            Ok(self.passkeys().await?.len() == count)
        })
        .await
    }

    /// Puts a passkey there.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn put(&self, passkey: &Passkey) -> Result<()> {
        let passkey = Some(passkey.0.clone());
        self.command(Method::POST, "/credential", passkey)
            .await
            .map(drop)
    }

    /// Takes a passkey away.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn take(&self, passkey: &Passkey) -> Result<()> {
        let path = format!("/credentials/{}", passkey.id());
        self.command(Method::DELETE, &path, None).await.map(drop)
    }

    async fn cdp(&self, method: &str, parameters: Value) -> Result<()> {
        let driver = self.browser.driver();
        driver.cdp().send_raw(method, parameters).await?;
        Ok(())
    }
}
