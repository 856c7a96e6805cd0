//! Signing in with a passkey where something is wrong: each ends in words with a way on, and the passkey stays.

use e2e::browser::Role;
use e2e::passkeys::Lie;
use e2e::{Result, e2e, ensure};
use serde_json::json;

use crate::USUAL;
use crate::passkey_sign_in::{BUTTON, BY_PASSKEY, comes_back, nobody_is_signed_in};

const VERIFY: &str = "/v1/client/verify/passkey";

#[test]
fn a_dishonest_authenticator_signs_nobody_in_and_keeps_its_passkey() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        for lie in [Lie::Signature, Lie::NobodyVerified] {
            device.lies(Some(lie)).await?;
            world.press(BUTTON).await?;
            world
                .sees_alert("We could not confirm your passkey")
                .await?;
            nobody_is_signed_in(world).await?;
        }
        device.keeps(1).await?;
        device.lies(None).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn authsignal_down_after_the_passkey_is_said_in_words_and_the_passkey_stays() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        for (fault, words) in [
            (json!({"drop": true}), "We cannot reach the sign-in service"),
            (
                json!({"status": 500}),
                "Signing in is not possible right now",
            ),
            (json!({"status": 429}), "Too many attempts"),
        ] {
            let mut fault = fault;
            fault["pathPrefix"] = json!(VERIFY);
            world.authsignal.inject(&email, fault).await?;
            world.press(BUTTON).await?;
            world.sees_alert(words).await?;
            nobody_is_signed_in(world).await?;
            world.authsignal.recover(&email).await?;
        }
        device.keeps(1).await?;
        world.autofill_waits().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn cognito_down_after_the_passkey_is_said_in_words() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        for operation in BY_PASSKEY {
            world
                .cognito
                .inject(e2e::cognito::Fault::drop().on(operation));
            world.press(BUTTON).await?;
            world
                .sees_alert("We cannot reach the sign-in service")
                .await?;
            ensure!(world.stored_keys().await?.is_empty(), "there is a session");
            world.cognito.recover();
        }
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn without_support_the_button_says_what_to_do_and_the_email_works() -> Result<()> {
    e2e(USUAL, async |world| {
        world
            .browser
            .before_every_page("delete window.PublicKeyCredential;")
            .await?;
        let email = world.new_email();
        world.open("/").await?;
        world.write("Email", &email).await?;
        world.press(BUTTON).await?;
        world
            .sees_alert(
                "This browser cannot use passkeys on this page. Enter your email to sign in.",
            )
            .await?;
        world.sees_form_ready(&email).await?;
        world.press("Continue").await?;
        world.finish_sign_in(&email).await?;
        let offered = world.browser.find_now(Role::Button, "Create a passkey");
        ensure!(offered.await?.is_none(), "what cannot be is not offered");
        Ok(())
    })
}

#[test]
fn a_wrong_relying_party_is_said_and_the_email_works() -> Result<()> {
    e2e(USUAL, async |world| {
        world
            .browser
            .before_every_page(
                "const ask = navigator.credentials.get.bind(navigator.credentials);
                 navigator.credentials.get = (options) =>
                     ask({...options, publicKey: {...options.publicKey, rpId: 'example.com'}});",
            )
            .await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.open("/").await?;
        world.press(BUTTON).await?;
        world
            .sees_alert("Passkeys are not set up correctly on this site. Enter your email")
            .await?;
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await
    })
}
