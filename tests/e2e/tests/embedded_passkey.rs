//! Passkeys on the app's own screens, once the email is known.

use e2e::embedded::heading;
use e2e::passkeys::{Authenticator, Person};
use e2e::{Result, World, e2e, ensure};
use serde_json::json;

use crate::USUAL;
use crate::content_security::unknown_user;

/// Somebody with a passkey on this device, at the sign-in page.
async fn comes_back(world: &World) -> Result<(Authenticator<'_>, String)> {
    world.watch_passkeys().await?;
    let device = world.browser.add_authenticator().await?;
    let email = world.new_email();
    world.has_passkey(&email).await?;
    world.embedded();
    world.reload().await?;
    world.sees_heading("Sign in").await?;
    Ok((device, email))
}

#[test]
fn a_passkey_answers_the_challenge_of_an_email() -> Result<()> {
    e2e(USUAL, async |world| {
        let (_device, email) = comes_back(world).await?;
        let sent = world.authsignal.message_count(&email).await?;
        world.submit_email(&email).await?;
        world.sees_signed_in(&email).await?;
        ensure!(
            world.authsignal.message_count(&email).await? == sent,
            "nothing was sent"
        );
        ensure!(!world.browser.has_popup().await?, "there is no dialog");

        // Without the email as well.
        world.sign_out().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.console_is_clean(unknown_user).await
    })
}

#[test]
fn who_cancels_the_passkey_can_try_again_or_take_another_way() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, email) = comes_back(world).await?;
        device.person(Person::Cancels).await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::PASSKEY).await?;
        world.modal_request_ends("NotAllowedError").await?;
        world.use_another_method("Code by email").await?;
        world.sees_heading(heading::EMAIL).await?;
        world.use_another_method("Passkey").await?;
        world.sees_heading(heading::PASSKEY).await?;
        world.modal_request_ends("NotAllowedError").await?;
        device.person(Person::Agrees).await?;
        world.press("Try again").await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_passkey_that_is_refused_leaves_the_code_by_email() -> Result<()> {
    e2e(USUAL, async |world| {
        let (_device, email) = comes_back(world).await?;
        let fault = json!({"pathPrefix": "/v1/client/verify/passkey", "status": 500});
        world.authsignal.inject(&email, fault).await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::PASSKEY).await?;
        e2e::wait::until("an alert", async || {
            Ok(world.browser.texts(e2e::browser::Role::Alert).await?.len() == 1)
        })
        .await?;
        world.authsignal.recover(&email).await?;
        world.use_another_method("Code by email").await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_device_that_does_not_answer_can_be_given_up() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, email) = comes_back(world).await?;
        device.answers(false).await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::PASSKEY).await?;
        world.press("Start over").await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        world.modal_request_ends("AbortError").await
    })
}
