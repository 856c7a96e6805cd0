//! Authsignal down, broken or busy, as the triggers, the pre-built UI and the SDK meet it: each ends in
//! words with a way on.

use e2e::browser::Role;
use e2e::{Result, e2e, ensure};
use serde_json::json;

use crate::USUAL;

const UNAVAILABLE: &str = "Signing in is not possible right now";

#[test]
fn with_authsignal_down_the_form_says_so_and_recovers() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.write("Email", &email).await?;
        for fault in [
            json!({"drop": true}),
            json!({"status": 500}),
            json!({"status": 429}),
        ] {
            world.authsignal.inject(&email, fault).await?;
            world.press("Continue").await?;
            world.sees_alert(UNAVAILABLE).await?;
            world.sees_form_ready(&email).await?;
            world.authsignal.recover(&email).await?;
        }
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn with_authsignal_down_when_the_code_is_checked_nobody_is_signed_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.write("Email", &email).await?;
        for status in [500, 503] {
            world.press("Continue").await?;
            let code = world.authsignal.next_code(&email).await?;
            let fault = json!({"status": status, "pathPrefix": "/v1/validate"});
            world.authsignal.inject(&email, fault).await?;
            world.submit_code(&code).await?;
            world.sees_alert(UNAVAILABLE).await?;
            world.sees_form_ready(&email).await?;
            ensure!(world.stored_keys().await?.is_empty(), "there is no session");
            world.authsignal.recover(&email).await?;
        }
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn a_pre_built_ui_that_does_not_load_can_be_closed_and_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world
            .authsignal
            .inject(&email, json!({"drop": true, "pathPrefix": "/challenge"}))
            .await?;
        world.submit_email(&email).await?;
        world.escape_dialog().await?;
        world.sees_form_ready(&email).await?;
        world.authsignal.recover(&email).await?;
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn a_pre_built_ui_that_fails_says_so_and_can_be_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        for (status, words) in [(500, UNAVAILABLE), (429, "Too many attempts")] {
            let fault = json!({"status": status, "pathPrefix": "/challenge"});
            world.authsignal.inject(&email, fault).await?;
            world.submit_email(&email).await?;
            world.sees_in_popup("Try again").await?;
            world.escape_dialog().await?;
            world.sees_alert(words).await?;
            world.sees_form_ready(&email).await?;
            world.authsignal.recover(&email).await?;
        }
        let fault = json!({"status": 500, "pathPrefix": "/challenge", "times": 1});
        world.authsignal.inject(&email, fault).await?;
        world.press("Continue").await?;
        world
            .browser
            .in_popup(async || {
                let link = world.browser.find(Role::Link, "Try again").await?;
                Ok(link.click().await?)
            })
            .await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn an_sdk_that_does_not_load_is_said_and_loaded_with_the_next_try() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.site.withhold(Some("/vendor/"));
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        world.sees_alert(UNAVAILABLE).await?;
        world.sees_form_ready(&email).await?;
        world.site.withhold(None);
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}
