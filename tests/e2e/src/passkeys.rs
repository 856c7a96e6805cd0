//! Passkeys: virtual authenticators (WebAuthn, section 11) in the place of a person's device, and what pages
//! ask of them.
//!
//! A virtual authenticator answers at once, in the name of a person who agrees to everything or cancels
//! everything ([`Authenticator::person`]). With [`World::watch_passkeys`] autofill waits until somebody picks a
//! passkey, as in life.

use std::sync::Arc;

use anyhow::{Result, ensure};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};

use crate::browser::Browser;
use crate::wait::{eventually, until};
use crate::world::World;

const WATCH: &str = include_str!("passkeys.js");

/// What a person does when their device asks for their fingerprint, face or screen lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// They show it.
    Agrees,
    /// They do not: the page learns that the request was not allowed, as for any other reason to say no.
    Cancels,
}

/// What a password manager does that is asked to make a passkey by itself (conditional create).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordManager {
    /// It makes one.
    Creates,
    /// It does not answer.
    Hesitates,
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

/// What a page asked of passkeys.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Request {
    /// `get` or `create`.
    pub kind: String,
    /// `conditional` for autofill, `modal` for a dialog.
    pub mediation: String,
    /// What was to be signed, in base64.
    pub challenge: String,
    /// `pending`, `done`, or the name of the error.
    pub state: String,
}

impl Request {
    /// Whether autofill waits for somebody to pick a passkey.
    #[must_use]
    pub fn is_waiting_autofill(&self) -> bool {
        self.is_autofill() && self.state == "pending"
    }

    /// Whether the person cancelled it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state == "NotAllowedError"
    }

    /// Whether it is autofill's.
    #[must_use]
    pub fn is_autofill(&self) -> bool {
        self.kind == "get" && self.mediation == "conditional"
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

impl World {
    /// From the next page on, takes down what pages ask of passkeys, and lets autofill wait until
    /// [`World::pick_passkey`].
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn watch_passkeys(&self) -> Result<()> {
        self.browser.before_every_page(WATCH).await
    }

    /// From the next page on, lets the browser itself answer what autofill asks for.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn let_browser_autofill(&self) -> Result<()> {
        self.browser
            .before_every_page("window.autofillIsReal = true;")
            .await
    }

    /// From the next page on, there is a password manager; without one the browser refuses to make passkeys unasked.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn has_password_manager(&self, manager: PasswordManager) -> Result<()> {
        let name = match manager {
            PasswordManager::Creates => "creates",
            PasswordManager::Hesitates => "hesitates",
        };
        self.browser
            .before_every_page(&format!("window.passwordManager = '{name}';"))
            .await
    }

    /// What this page asked of passkeys so far.
    ///
    /// # Errors
    /// When it is not watched.
    pub async fn passkey_requests(&self) -> Result<Vec<Request>> {
        self.browser.evaluate("return passkeys.list();").await
    }

    /// Autofill waits for somebody to pick a passkey.
    ///
    /// # Errors
    /// When it does not.
    pub async fn autofill_waits(&self) -> Result<Request> {
        eventually("autofill to wait for a passkey", async || {
            let requests = self.passkey_requests().await?;
            Ok(requests.into_iter().find(Request::is_waiting_autofill))
        })
        .await
    }

    /// Picks what autofill offers.
    ///
    /// # Errors
    /// When it offers nothing.
    pub async fn pick_passkey(&self) -> Result<()> {
        until("autofill to offer a passkey", async || {
            self.browser.evaluate("return passkeys.pick();").await
        })
        .await
    }

    /// Has this page, or the frame that is entered, ask for any passkey from now on, instead of the user's.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn ask_for_any_passkey(&self) -> Result<()> {
        self.change_passkey_options("delete publicKey.allowCredentials;")
            .await
    }

    /// Has this page not insist on user verification from now on.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn ask_for_no_verification(&self) -> Result<()> {
        self.change_passkey_options("publicKey.userVerification = 'discouraged';")
            .await
    }

    async fn change_passkey_options(&self, change: &str) -> Result<()> {
        let script = format!(
            "const ask = navigator.credentials.get.bind(navigator.credentials);
             navigator.credentials.get = (options) => {{
                 const publicKey = {{...options.publicKey}};
                 {change}
                 return ask({{...options, publicKey}});
             }};"
        );
        self.browser.evaluate(&script).await
    }

    /// The pre-built UI after the person cancelled: nothing alarming, and ready for another try.
    ///
    /// # Errors
    /// When it is not.
    pub async fn sees_passkey_cancelled_in_popup(&self) -> Result<()> {
        until("the request in the dialog to be cancelled", async || {
            self.browser
                .in_popup(async || {
                    let requests = self.passkey_requests().await?;
                    Ok(requests.last().is_some_and(Request::is_cancelled))
                })
                .await
        })
        .await?;
        self.browser
            .in_popup(async || self.sees_no_alert().await)
            .await
    }

    /// A dialog's request of this page that ended so: `done`, or with the name of an error.
    ///
    /// # Errors
    /// When none did.
    pub async fn modal_request_ends(&self, state: &str) -> Result<()> {
        until(&format!("a dialog's request to end: {state}"), async || {
            let requests = self.passkey_requests().await?;
            let last = requests
                .iter()
                .rfind(|request| request.mediation == "modal");
            Ok(last.is_some_and(|request| request.state == state))
        })
        .await
    }

    /// This page never asked two things of passkeys at a time; looks once, now.
    ///
    /// # Errors
    /// When it did, or asked nothing at all.
    pub async fn asked_one_at_a_time(&self) -> Result<()> {
        let most: u32 = self.browser.evaluate("return passkeys.most;").await?;
        ensure!(most == 1, "{most} passkey requests were pending at a time");
        Ok(())
    }
}
