//! What a person does.

use anyhow::Result;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::browser::Role;
use crate::wait::eventually;
use crate::world::World;

impl World {
    /// Opens a page of the site, by its path.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn open(&self, path: &str) -> Result<()> {
        Ok(self
            .browser
            .driver()
            .goto(self.address_of(path)?.as_str())
            .await?)
    }

    /// Reloads the page.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.browser.driver().refresh().await?)
    }

    /// Opens an address of the site without the app, to prepare what the browser keeps for it.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn open_without_app(&self) -> Result<()> {
        self.open("/config.json").await
    }

    /// Presses the button of this name.
    ///
    /// # Errors
    /// When there is no such button, or it cannot be pressed.
    pub async fn press(&self, button: &str) -> Result<()> {
        eventually(&format!("the button \"{button}\" to press"), async || {
            let Some(found) = self.browser.find_now(Role::Button, button).await? else {
                return Ok(None);
            };
            found.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Writes into the field of this name, in place of what it holds.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn write(&self, field: &str, text: &str) -> Result<()> {
        let field = self.browser.find(Role::Textbox, field).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn press_key(&self, key: Key) -> Result<()> {
        Ok(self
            .browser
            .driver()
            .action_chain()
            .send_keys(key)
            .perform()
            .await?)
    }

    /// Types, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn type_keys(&self, text: &str) -> Result<()> {
        Ok(self
            .browser
            .driver()
            .action_chain()
            .send_keys(text)
            .perform()
            .await?)
    }

    /// Presses Escape in the dialog, outside of its frame: keys that are pressed in a frame of another origin
    /// never reach the page.
    ///
    /// # Errors
    /// When there is no dialog.
    pub async fn escape_dialog(&self) -> Result<()> {
        self.sees_dialog().await?;
        self.browser.focus_popup().await?;
        self.press_key(Key::Escape).await
    }

    /// Clicks where the dialog is not.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn click_beside_dialog(&self) -> Result<()> {
        Ok(self
            .browser
            .driver()
            .action_chain()
            .move_to(5, 5)
            .click()
            .perform()
            .await?)
    }

    /// Fills in the email and continues.
    ///
    /// # Errors
    /// When there is no such form.
    pub async fn submit_email(&self, email: &str) -> Result<()> {
        self.write("Email", email).await?;
        self.press("Continue").await
    }

    /// Fills in a code in the pre-built UI and has it verified.
    ///
    /// # Errors
    /// When there is no such form.
    pub async fn submit_code(&self, code: &str) -> Result<()> {
        self.browser
            .in_popup(async || {
                self.write("Code", code).await?;
                self.press("Verify").await
            })
            .await
    }

    /// Presses a button in the pre-built UI.
    ///
    /// # Errors
    /// When there is no such button.
    pub async fn press_in_popup(&self, button: &str) -> Result<()> {
        self.browser
            .in_popup(async || self.press(button).await)
            .await
    }

    /// Takes the new code from the inbox and signs in with it.
    ///
    /// # Errors
    /// When that does not lead to the home page.
    pub async fn finish_sign_in(&self, email: &str) -> Result<()> {
        let code = self.authsignal.next_code(email).await?;
        self.submit_code(&code).await?;
        self.sees_signed_in(email).await
    }

    /// Signs in, from the start page to the home page.
    ///
    /// # Errors
    /// When that does not lead to the home page.
    pub async fn sign_in(&self, email: &str) -> Result<()> {
        self.open("/").await?;
        self.submit_email(email).await?;
        self.finish_sign_in(email).await
    }

    /// Signs out.
    ///
    /// # Errors
    /// When that does not lead to the sign-in page.
    pub async fn sign_out(&self) -> Result<()> {
        self.press("Sign out").await?;
        self.sees_heading("Sign in").await
    }

    /// From now on, no request of the browser reaches these addresses (`*` stands for anything); none ends that.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn cut_off(&self, addresses: &[String]) -> Result<()> {
        let cdp = self.browser.driver().cdp();
        cdp.send_raw("Network.enable", json!({})).await?;
        cdp.send_raw("Network.setBlockedURLs", json!({"urls": addresses}))
            .await?;
        Ok(())
    }

    /// Lets the page wait for ever for what [`World::waits_for_ever_for`] names, from the next page on.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn may_wait_for_ever(&self) -> Result<()> {
        // Held here and not by the network, which the driver waits for before it takes another command.
        self.browser
            .before_every_page(
                "const realFetch = window.fetch;
                 window.fetch = (request, options) => {
                     const held = sessionStorage.getItem('held-by-test');
                     const address = String(request?.url ?? request);
                     return held && address.endsWith(held)
                         ? new Promise(() => {})
                         : realFetch(request, options);
                 };",
            )
            .await
    }

    /// From the next request on, what the page fetches from addresses that end like this never comes; nothing ends that.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn waits_for_ever_for(&self, ending: &str) -> Result<()> {
        let held = serde_json::to_string(ending)?;
        self.browser
            .evaluate(&format!("sessionStorage.setItem('held-by-test', {held});"))
            .await
    }
}
