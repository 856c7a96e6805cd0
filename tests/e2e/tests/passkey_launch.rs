//! Passkeys in the pre-built UI outside of its dialog: by redirect, and in a window.

use e2e::wait::{eventually, until};
use e2e::{Context, Result, World, e2e, ensure};
use serde_json::{Value, json};

use crate::USUAL;

const HEADING: &str = "Use your passkey";
const USE_A_PASSKEY: &str = "Use a passkey";

fn in_mode(world: &World, mode: &str) {
    world.configure(|config: &mut Value| config["challengeMode"] = json!(mode));
}

#[test]
fn by_redirect_a_passkey_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        in_mode(world, "redirect");
        world.open("/sign-in").await?;
        world.autofill_waits().await?;
        world.submit_email(&email).await?;
        world.sees_heading(HEADING).await?;
        world.press(USE_A_PASSKEY).await?;
        world.sees_signed_in(&email).await?;
        let address = world.browser.driver().current_url().await?;
        ensure!(address.query().is_none(), "the token stayed in {address}");
        Ok(())
    })
}

#[test]
fn in_a_window_a_passkey_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        let passkey = device.passkeys().await?.pop().context("no passkey")?;
        in_mode(world, "window");
        world.open("/sign-in").await?;
        world.autofill_waits().await?;
        world.submit_email(&email).await?;

        let driver = world.browser.driver();
        let app = driver.window().await?;
        let window = eventually("the window", async || {
            let windows = driver.windows().await?;
            Ok(windows.into_iter().find(|window| *window != app))
        });
        driver.switch_to_window(window.await?).await?;
        world.sees_heading(HEADING).await?;
        // The same device, as far as a person is concerned.
        let device = world.browser.add_authenticator().await?;
        device.put(&passkey).await?;
        world.press(USE_A_PASSKEY).await?;
        driver.switch_to_window(app).await?;
        world.sees_signed_in(&email).await?;
        until("the window to close", async || {
            Ok(driver.windows().await?.len() == 1)
        })
        .await
    })
}
