//! What a person sees. Each check waits until it holds, except where it says otherwise.

use anyhow::{Result, ensure};

use crate::browser::{Line, Role};
use crate::cognito::Call;
use crate::wait::{eventually, until};
use crate::world::World;

impl World {
    /// The page's heading.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_heading(&self, heading: &str) -> Result<()> {
        self.browser.find(Role::Heading, heading).await.map(drop)
    }

    /// Some text on the page, or in the frame that is entered.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_text(&self, text: &str) -> Result<()> {
        until(&format!("the text \"{text}\""), async || {
            Ok(self.browser.visible_text().await?.contains(text))
        })
        .await
    }

    /// The SDK's dialog, whatever is in it.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_dialog(&self) -> Result<()> {
        self.browser.in_popup(async || Ok(())).await
    }

    /// Some text in the pre-built UI.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_in_popup(&self, text: &str) -> Result<()> {
        self.sees_dialog().await?;
        until(&format!("the text \"{text}\" in the dialog"), async || {
            self.browser
                .in_popup(async || Ok(self.browser.visible_text().await?.contains(text)))
                .await
        })
        .await
    }

    /// An alert that says this, and nothing else alarming.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_alert(&self, words: &str) -> Result<()> {
        until(&format!("the alert \"{words}\""), async || {
            let alerts = self.browser.texts(Role::Alert).await?;
            Ok(matches!(alerts.as_slice(), [alert] if alert.contains(words)))
        })
        .await
    }

    /// No alert; looks once, now.
    ///
    /// # Errors
    /// When there is one.
    pub async fn sees_no_alert(&self) -> Result<()> {
        let alerts = self.browser.texts(Role::Alert).await?;
        ensure!(
            alerts.is_empty(),
            "there should be no alert, but there is: {alerts:?}"
        );
        Ok(())
    }

    /// A status text that contains this.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_status(&self, words: &str) -> Result<()> {
        until(&format!("the status \"{words}\""), async || {
            let statuses = self.browser.texts(Role::Status).await?;
            Ok(statuses.iter().any(|status| status.contains(words)))
        })
        .await
    }

    /// The home page of the person with this email.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_signed_in(&self, email: &str) -> Result<()> {
        self.sees_heading("You are signed in").await?;
        self.sees_text(email).await?;
        self.browser.find(Role::Button, "Sign out").await.map(drop)
    }

    /// The sign-in form, ready for another try: no dialog, not busy, the email still in its field.
    ///
    /// # Errors
    /// When it is not.
    pub async fn sees_form_ready(&self, email: &str) -> Result<()> {
        until("the dialog to close", async || {
            Ok(!self.browser.has_popup().await?)
        })
        .await?;
        self.sees_heading("Sign in").await?;
        self.sees_busy(false).await?;
        let field = self.browser.find(Role::Textbox, "Email").await?;
        let held = field.value().await?.unwrap_or_default();
        ensure!(
            held == email,
            "the email should still be in its field, which holds \"{held}\""
        );
        ensure!(
            field.prop("readOnly").await?.as_deref() == Some("false"),
            "the email cannot be changed"
        );
        Ok(())
    }

    /// Whether the button "Continue" is busy; its name stays the same.
    ///
    /// # Errors
    /// When it is not so.
    pub async fn sees_busy(&self, busy: bool) -> Result<()> {
        let what = if busy {
            "\"Continue\" to be busy"
        } else {
            "\"Continue\" to be ready"
        };
        until(what, async || {
            let button = self.browser.find_now(Role::Button, "Continue").await?;
            let Some(button) = button else {
                return Ok(false);
            };
            Ok((button.attr("aria-busy").await?.as_deref() == Some("true")) == busy)
        })
        .await
    }

    /// The dialog with the pre-built UI that asks for the code.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn sees_code_form(&self) -> Result<()> {
        self.sees_dialog().await?;
        eventually("the field \"Code\" in the dialog", async || {
            self.browser
                .in_popup(async || {
                    Ok(self
                        .browser
                        .find_now(Role::Textbox, "Code")
                        .await?
                        .map(drop))
                })
                .await
        })
        .await
    }

    /// The page's address: path, query and fragment.
    ///
    /// # Errors
    /// When it is another one.
    pub async fn is_at(&self, address: &str) -> Result<()> {
        let wanted = self.address_of(address)?;
        until(&format!("the address {wanted}"), async || {
            Ok(self.browser.driver().current_url().await? == wanted)
        })
        .await
    }

    /// Nothing is cut off or has to be scrolled to sideways; looks once, now.
    ///
    /// # Errors
    /// When the page is wider than the window.
    pub async fn fits_sideways(&self) -> Result<()> {
        let page: (u32, u32) = self
            .browser
            .evaluate(
                "const page = document.documentElement;
                 return [Math.max(page.scrollWidth, document.body.scrollWidth), page.clientWidth];",
            )
            .await?;
        ensure!(
            page.0 <= page.1,
            "the page is {} px wide in a window of {} px",
            page.0,
            page.1
        );
        Ok(())
    }

    /// Nothing in the console but what `expected` allows; looks once, now.
    ///
    /// # Errors
    /// When there are other problems.
    pub async fn console_is_clean(&self, expected: impl Fn(&Line) -> bool) -> Result<()> {
        let mut problems = self.browser.console_problems().await?;
        problems.retain(|line| !expected(line));
        ensure!(
            problems.is_empty(),
            "the console should be clean, but there is {problems:#?}"
        );
        Ok(())
    }

    /// Nothing in the console that is nobody's business: no email, no token, no password, no session;
    /// looks once, now.
    ///
    /// # Errors
    /// When there is.
    pub async fn console_keeps_secrets(&self, email: &str) -> Result<()> {
        let calls = self.cognito.calls();
        let secrets: Vec<&str> = calls
            .iter()
            .flat_map(Call::secrets)
            .chain([email])
            .collect();
        ensure!(secrets.len() > 1, "there was nothing to keep");
        for line in self.browser.console().await? {
            let told = secrets.iter().any(|secret| line.message.contains(secret));
            ensure!(!told, "the console tells a secret: {line}");
        }
        Ok(())
    }

    /// Cognito is asked for exactly these operations, in this order.
    ///
    /// # Errors
    /// When it is asked for others.
    pub async fn cognito_was_asked_for(&self, operations: &[&str]) -> Result<()> {
        until(&format!("the calls {operations:?}"), async || {
            Ok(self.cognito.operations().len() >= operations.len())
        })
        .await?;
        let asked = self.cognito.operations();
        ensure!(
            asked == operations,
            "Cognito should be asked for {operations:?}, not {asked:?}"
        );
        Ok(())
    }

    /// The names of what localStorage holds for the app, without their prefix.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn stored_keys(&self) -> Result<Vec<String>> {
        let keys: Vec<String> = self
            .browser
            .evaluate("return Object.keys(localStorage).sort();")
            .await?;
        Ok(keys
            .into_iter()
            .filter(|key| key.starts_with("CognitoIdentityServiceProvider."))
            .collect())
    }
}
