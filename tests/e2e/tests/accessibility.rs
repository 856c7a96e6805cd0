//! Keyboards, screen readers and small screens.

use e2e::browser::{Options, Role};
use e2e::{Result, Setup, World, bail, e2e, ensure};
use thirtyfour::Key;

use crate::USUAL;

pub(crate) const PHONE: Setup = Setup {
    browser: Options {
        viewport: Some((320, 640)),
        ..USUAL.browser
    },
    ..USUAL
};

/// Presses Tab until the focus is on the element of this role and name.
async fn tab_to(world: &World, role: Role, name: &str) -> Result<()> {
    for _ in 0..12 {
        world.press_key(Key::Tab).await?;
        if has_focus(world, role, name).await? {
            return Ok(());
        }
    }
    bail!("Tab never reaches \"{name}\"");
}

async fn has_focus(world: &World, role: Role, name: &str) -> Result<bool> {
    let Some(element) = world.browser.find_now(role, name).await? else {
        return Ok(false);
    };
    let focused = world.browser.driver().active_element().await?;
    Ok(focused == element)
}

#[test]
fn a_keyboard_is_enough() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/").await?;
        world.sees_heading("Sign in").await?;
        tab_to(world, Role::Textbox, "Email").await?;
        world.type_keys(&email).await?;
        world.press_key(Key::Enter).await?;

        // The dialog takes the focus, and the code's field in it.
        let code = world.authsignal.next_code(&email).await?;
        world.sees_code_form().await?;
        e2e::wait::until("the focus to be in the field \"Code\"", async || {
            let frame: bool = world
                .browser
                .evaluate("return document.activeElement?.closest('#__authsignal-popup-container') != null;")
                .await?;
            Ok(frame
                && world.browser.in_popup(async || has_focus(world, Role::Textbox, "Code").await).await?)
        })
        .await?;
        world.type_keys(&code).await?;
        world.press_key(Key::Enter).await?;

        world.sees_signed_in(&email).await?;
        tab_to(world, Role::Button, "Sign out").await?;
        world.press_key(Key::Space).await?;
        world.sees_heading("Sign in").await
    })
}

#[test]
fn a_page_that_replaces_another_takes_the_focus_to_its_heading() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        e2e::wait::until("the focus to be on the heading", async || {
            has_focus(world, Role::Heading, "You are signed in").await
        })
        .await?;
        ensure!(
            world.browser.driver().title().await? == "You are signed in",
            "the title says it too"
        );
        Ok(())
    })
}

#[test]
fn the_focus_returns_to_the_form_when_the_dialog_is_closed() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        world.escape_dialog().await?;
        world.sees_form_ready(&email).await?;
        e2e::wait::until("the focus to be in the form", async || {
            world
                .browser
                .evaluate("return document.activeElement?.closest('form') != null;")
                .await
        })
        .await
    })
}

#[test]
fn every_page_fits_a_small_phone() -> Result<()> {
    e2e(PHONE, async |world| {
        world
            .open("/no/such/page/with/quite/a/long/address")
            .await?;
        world.sees_heading("This page does not exist").await?;
        world.fits_sideways().await?;

        let email = format!("{}-{}", "x".repeat(28), world.new_email());
        world.open("/").await?;
        world.sees_heading("Sign in").await?;
        world.fits_sideways().await?;
        world.submit_email("nonsense").await?;
        world.sees_alert("Enter a whole email address").await?;
        world.fits_sideways().await?;

        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        let dialog: (f64, f64) = world
            .browser
            .evaluate(
                "const frame = document.querySelector('#__authsignal-popup-container iframe');
                 const { left, right } = frame.getBoundingClientRect();
                 return [left, right];",
            )
            .await?;
        ensure!(
            dialog.0 >= 0.0 && dialog.1 <= 320.0,
            "the dialog reaches from {} to {} px",
            dialog.0,
            dialog.1
        );
        world
            .browser
            .in_popup(async || world.fits_sideways().await)
            .await?;

        world.finish_sign_in(&email).await?;
        world.fits_sideways().await
    })
}
