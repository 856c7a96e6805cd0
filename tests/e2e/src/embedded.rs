//! Our own challenge screens (`challengeMode: "embedded"`), as a person uses them.

use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

use crate::browser::Role;
use crate::wait::{eventually, until};
use crate::world::World;

/// The screens' headings.
pub mod heading {
    /// A code by email.
    pub const EMAIL: &str = "Enter the code from your email";
    /// A code by SMS.
    pub const SMS: &str = "Enter the code from your text message";
    /// A code by WhatsApp.
    pub const WHATSAPP: &str = "Enter the code from WhatsApp";
    /// A code of an authenticator app.
    pub const APP: &str = "Enter the code from your authenticator app";
    /// A link by email.
    pub const LINK: &str = "Follow the link in your email";
    /// A passkey.
    pub const PASSKEY: &str = "Use your passkey";
    /// The list of all ways.
    pub const LIST: &str = "Choose how to sign in";
}

/// Counts what the page asks of other origins, from before its own scripts run.
const WATCH_REQUESTS: &str = "
    window.requested = [];
    const realFetch = window.fetch;
    window.fetch = (request, options) => {
        window.requested.push(String(request?.url ?? request));
        return realFetch(request, options);
    };";

impl World {
    /// Has challenges answered on the app's own screens, from the next page on.
    pub fn embedded(&self) {
        self.configure(|config| config["challengeMode"] = json!("embedded"));
    }

    /// Opens the sign-in page with the app's own screens and goes on with this email address.
    ///
    /// # Errors
    /// When there is no such form.
    pub async fn begin_embedded(&self, email: &str) -> Result<()> {
        self.embedded();
        self.open("/sign-in").await?;
        self.submit_email(email).await
    }

    /// Takes the new code from the inbox and writes it; its last digit submits it.
    ///
    /// # Errors
    /// When there is no code, or no field for it.
    pub async fn enter_code_sent_to(&self, address: &str) -> Result<()> {
        let code = self.authsignal.next_code(address).await?;
        self.write("Code", &code).await
    }

    /// Goes to the list of ways and chooses one.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn use_another_method(&self, method: &str) -> Result<()> {
        self.press("Use another method").await?;
        self.sees_heading(heading::LIST).await?;
        self.press(method).await
    }

    /// Puts text in at once, where the focus is, as pasting does.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn paste(&self, text: &str) -> Result<()> {
        let cdp = self.browser.driver().cdp();
        cdp.send_raw("Input.insertText", json!({"text": text}))
            .await?;
        Ok(())
    }

    /// Presses Tab until the focus is on the element of this role and name.
    ///
    /// # Errors
    /// When the focus never gets there.
    pub async fn tab_to(&self, role: Role, name: &str) -> Result<()> {
        self.browser.find(role, name).await?;
        for _ in 0..24 {
            if self.has_focus(role, name).await? {
                return Ok(());
            }
            self.press_key(Key::Tab).await?;
        }
        anyhow::bail!("Tab never reaches \"{name}\"");
    }

    /// Reaches a button by keyboard and presses it.
    ///
    /// # Errors
    /// When the focus never gets there.
    pub async fn press_by_keyboard(&self, button: &str) -> Result<()> {
        self.tab_to(Role::Button, button).await?;
        self.press_key(Key::Enter).await
    }

    /// Reaches the next of several buttons of one name by keyboard and presses it; forth at first, then back.
    ///
    /// # Errors
    /// When the focus never gets there.
    pub async fn press_next_by_keyboard(&self, button: &str) -> Result<()> {
        for back in [false, true] {
            for _ in 0..24 {
                let focused = self.browser.driver().active_element().await?;
                if focused.tag_name().await? == "button" && focused.text().await? == button {
                    return self.press_key(Key::Enter).await;
                }
                if back {
                    let chain = self.browser.driver().action_chain();
                    let chain = chain.key_down(Key::Shift).send_keys(Key::Tab);
                    chain.key_up(Key::Shift).perform().await?;
                } else {
                    self.press_key(Key::Tab).await?;
                }
            }
        }
        anyhow::bail!("Tab never reaches \"{button}\"");
    }

    /// Whether the focus is on the element of this role and name.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn has_focus(&self, role: Role, name: &str) -> Result<bool> {
        let Some(element) = self.browser.find_now(role, name).await? else {
            return Ok(false);
        };
        Ok(self.browser.driver().active_element().await? == element)
    }

    /// The focus gets to the element of this role and name by itself.
    ///
    /// # Errors
    /// When it does not.
    pub async fn takes_focus(&self, role: Role, name: &str) -> Result<()> {
        until(&format!("the focus to be on \"{name}\""), async || {
            self.has_focus(role, name).await
        })
        .await
    }

    /// An alert about the code, whose text is selected, so that typing replaces it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn sees_wrong_code(&self) -> Result<()> {
        self.sees_alert("That code is not right. Check it and try again.")
            .await?;
        self.takes_focus(Role::Textbox, "Code").await?;
        until("the wrong code to be selected", async || {
            self.browser
                .evaluate(
                    "const field = document.activeElement;
                     return field.getAttribute('aria-invalid') === 'true' && field.value.length > 0
                         && field.selectionStart === 0 && field.selectionEnd === field.value.length;",
                )
                .await
        })
        .await
    }

    /// Waits until another code or link can be sent, and asks for it.
    ///
    /// # Errors
    /// When it never can.
    pub async fn resend(&self, button: &str) -> Result<()> {
        until(&format!("\"{button}\" to be possible"), async || {
            Ok(!self.must_wait_for(button).await?)
        })
        .await?;
        self.press(button).await
    }

    /// Whether a button says that it has to wait.
    ///
    /// # Errors
    /// When there is no such button.
    pub async fn must_wait_for(&self, button: &str) -> Result<bool> {
        let found = self.browser.find(Role::Button, button).await?;
        Ok(found.attr("aria-disabled").await?.as_deref() == Some("true"))
    }

    /// From the next page on, takes down what pages ask for.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn watch_requests(&self) -> Result<()> {
        self.browser.before_every_page(WATCH_REQUESTS).await
    }

    /// How often this page asked for an address with this in it.
    ///
    /// # Errors
    /// When requests are not watched.
    pub async fn requests(&self, part: &str) -> Result<usize> {
        let script =
            format!("return window.requested.filter((url) => url.includes('{part}')).length;");
        self.browser.evaluate(&script).await
    }

    /// Lets everything happen in the page that it planned for the next `seconds`: timers go off in their order, and this
    /// waits for one that is planned now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn outlasts_timers(&self, seconds: u32) -> Result<()> {
        let plan = format!(
            "const mark = {{}}; window.mark = mark;
             setTimeout(() => mark.passed = true, {seconds} * 1000);"
        );
        self.browser.evaluate::<()>(&plan).await?;
        until("the page's timers to go off", async || {
            self.browser
                .evaluate("return window.mark?.passed === true;")
                .await
        })
        .await
    }

    /// Opens a link of an email in a window of its own, confirms there that it is meant, and closes it.
    ///
    /// # Errors
    /// When the link does not work.
    pub async fn follows_link(&self, link: &str) -> Result<()> {
        let driver = self.browser.driver();
        let here = driver.window().await?;
        let other = driver.new_tab().await?;
        driver.switch_to_window(other).await?;
        let followed = async {
            driver.goto(link).await?;
            self.press("Confirm").await?;
            self.sees_heading("Confirmed").await
        };
        let followed = followed.await;
        driver.close_window().await?;
        driver.switch_to_window(here).await?;
        followed
    }

    /// What a person sees of the page: its headings and its text, without what is their own (`address`) and without
    /// numbers, which count seconds.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn look(&self, address: &str) -> Result<String> {
        eventually("the page to be at rest", async || {
            let look = async || -> Result<String> {
                let headings = self.browser.texts(Role::Heading).await?;
                let text = self.browser.visible_text().await?;
                let look = format!("{headings:?}\n{text}").replace(address, "(address)");
                let is_digit = |letter: &char| letter.is_ascii_digit();
                anyhow::Ok(look.chars().filter(|letter| !is_digit(letter)).collect())
            };
            let (first, second) = (look().await?, look().await?);
            Ok((first == second).then_some(first))
        })
        .await
    }
}
