//! What pages ask of passkeys: taken down, and for autofill answered, by a script that is there before theirs.

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::wait::{eventually, until};
use crate::world::World;

const WATCH: &str = include_str!("passkey_requests.js");

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

/// What a password manager does that is asked to make a passkey by itself (conditional create).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordManager {
    /// It makes one.
    Creates,
    /// It does not answer.
    Hesitates,
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
