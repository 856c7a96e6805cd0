//! Passkeys in the pre-built UI's dialog, for an email that was typed.

use e2e::passkeys::{Lie, Person};
use e2e::{Result, World, e2e, ensure};

use crate::USUAL;

const USE_A_PASSKEY: &str = "Use a passkey";

/// Somebody who has a passkey, and typed their email.
async fn asked_for_a_passkey(world: &World) -> Result<String> {
    let email = world.new_email();
    world.has_passkey(&email).await?;
    world.cognito.forget_calls();
    world.submit_email(&email).await?;
    world.sees_in_popup(USE_A_PASSKEY).await?;
    Ok(email)
}

/// Authsignal was not satisfied, and Cognito is not even asked.
async fn nobody_is_signed_in(world: &World) -> Result<()> {
    ensure!(world.stored_keys().await?.is_empty(), "there is a session");
    let asked = world.cognito.operations();
    ensure!(
        !asked.contains(&"RespondToAuthChallenge".to_owned()),
        "something was answered: {asked:?}"
    );
    Ok(())
}

#[test]
fn a_passkey_signs_in_inside_the_dialog() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = asked_for_a_passkey(world).await?;
        let messages = world.authsignal.message_count(&email).await?;
        world.press_in_popup(USE_A_PASSKEY).await?;
        world.sees_signed_in(&email).await?;
        world
            .cognito_was_asked_for(&["InitiateAuth", "RespondToAuthChallenge"])
            .await?;
        ensure!(
            world.authsignal.message_count(&email).await? == messages,
            "who has a passkey is sent no code unasked"
        );
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn a_passkey_cancelled_inside_the_dialog_can_be_used_after_all() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = asked_for_a_passkey(world).await?;
        device.person(Person::Cancels).await?;
        world.press_in_popup(USE_A_PASSKEY).await?;
        world.sees_passkey_cancelled_in_popup().await?;
        nobody_is_signed_in(world).await?;
        device.person(Person::Agrees).await?;
        world.press_in_popup(USE_A_PASSKEY).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn who_cannot_use_their_passkey_takes_the_code() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = asked_for_a_passkey(world).await?;
        for passkey in device.passkeys().await? {
            device.take(&passkey).await?;
        }
        world.press_in_popup(USE_A_PASSKEY).await?;
        world.sees_passkey_cancelled_in_popup().await?;
        world.press_in_popup("Use another method").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn a_dishonest_authenticator_signs_nobody_in_inside_the_dialog() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = asked_for_a_passkey(world).await?;
        device.lies(Some(Lie::Signature)).await?;
        world.press_in_popup(USE_A_PASSKEY).await?;
        world.sees_in_popup("That passkey was not accepted").await?;
        nobody_is_signed_in(world).await?;
        device.lies(None).await?;
        world.press_in_popup(USE_A_PASSKEY).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn somebody_elses_passkey_does_not_sign_in_who_was_typed() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let theirs = world.new_email();
        world.has_passkey(&theirs).await?;
        let stolen = device.passkeys().await?;
        let email = asked_for_a_passkey(world).await?;
        // Only the other one's passkey is on the device, and the page asks for any.
        for passkey in device.passkeys().await? {
            if !stolen.contains(&passkey) {
                device.take(&passkey).await?;
            }
        }
        device.keeps(1).await?;
        world
            .browser
            .in_popup(async || world.ask_for_any_passkey().await)
            .await?;
        world.press_in_popup(USE_A_PASSKEY).await?;
        world
            .sees_in_popup("That passkey belongs to another account")
            .await?;
        nobody_is_signed_in(world).await?;
        world.press_in_popup("Cancel").await?;
        world.sees_form_ready(&email).await
    })
}
