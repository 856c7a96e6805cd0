//! Signing in with a passkey from the sign-in page: where the email is typed, and by the button.

use e2e::passkey_requests::Request;
use e2e::passkeys::Person;
use e2e::wait::until;
use e2e::{Result, World, e2e, ensure};

use crate::USUAL;

pub(crate) const BUTTON: &str = "Sign in with a passkey";
pub(crate) const BY_PASSKEY: [&str; 2] = ["InitiateAuth", "RespondToAuthChallenge"];

/// Somebody who has a passkey, at the sign-in page with autofill ready.
pub(crate) async fn comes_back(world: &World) -> Result<String> {
    let email = world.new_email();
    world.has_passkey(&email).await?;
    // What the page asks from here on is not mixed with what it asked before.
    world.reload().await?;
    world.autofill_waits().await?;
    world.cognito.forget_calls();
    Ok(email)
}

pub(crate) async fn nobody_is_signed_in(world: &World) -> Result<()> {
    ensure!(world.stored_keys().await?.is_empty(), "there is a session");
    let asked = world.cognito.operations();
    ensure!(asked.is_empty(), "Cognito was asked for {asked:?}");
    Ok(())
}

#[test]
fn a_passkey_picked_where_the_email_is_typed_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let messages = world.authsignal.message_count(&email).await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&BY_PASSKEY).await?;
        world.asked_one_at_a_time().await?;
        ensure!(
            world.authsignal.message_count(&email).await? == messages,
            "nothing is sent to who has a passkey"
        );
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        world
            .console_is_clean(|line| !line.is_csp_violation())
            .await?;
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn what_the_browser_itself_fills_in_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.makes_passkey(&email).await?;
        world.open_without_app().await?;
        world
            .browser
            .evaluate::<()>("localStorage.clear();")
            .await?;
        world.cognito.forget_calls();
        world.open("/").await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&BY_PASSKEY).await
    })
}

#[test]
fn the_button_takes_over_from_autofill() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&BY_PASSKEY).await?;
        world.asked_one_at_a_time().await?;
        let requests = world.passkey_requests().await?;
        let [autofill, modal] = requests.as_slice() else {
            e2e::bail!("two requests were expected: {requests:?}");
        };
        ensure!(
            autofill.is_autofill() && autofill.state == "AbortError",
            "{autofill:?}"
        );
        ensure!(
            modal.mediation == "modal" && modal.state == "done",
            "{modal:?}"
        );
        Ok(())
    })
}

#[test]
fn the_button_takes_over_from_an_autofill_that_the_browser_holds() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.let_browser_autofill().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.makes_passkey(&email).await?;
        device.answers(false).await?;
        world.sign_out().await?;
        world.autofill_waits().await?;
        device.answers(true).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn a_cancelled_button_is_calm_and_autofill_is_ready_again() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let typed = world.new_email();
        world.write("Email", &typed).await?;
        device.person(Person::Cancels).await?;
        for _ in 0..2 {
            world.press(BUTTON).await?;
            world.modal_request_ends("NotAllowedError").await?;
            world.autofill_waits().await?;
            world.sees_form_ready(&typed).await?;
            world.sees_no_alert().await?;
        }
        nobody_is_signed_in(world).await?;
        device.keeps(1).await?;
        device.person(Person::Agrees).await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn a_cancelled_autofill_is_calm_and_offered_again() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let typed = world.new_email();
        world.write("Email", &typed).await?;
        device.person(Person::Cancels).await?;
        world.pick_passkey().await?;
        until("autofill to be cancelled", async || {
            let requests = world.passkey_requests().await?;
            Ok(requests.iter().any(Request::is_cancelled))
        })
        .await?;
        world.autofill_waits().await?;
        world.sees_form_ready(&typed).await?;
        world.sees_no_alert().await?;
        nobody_is_signed_in(world).await?;
        device.keeps(1).await?;
        device.person(Person::Agrees).await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn a_passkey_signs_in_its_own_person_whatever_email_was_typed() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let other = world.new_email();
        world.sign_in(&other).await?;
        world.sign_out().await?;
        let messages = world.authsignal.message_count(&other).await?;
        for by_button in [false, true] {
            // With several passkeys the browser would take the oldest.
            for passkey in device.passkeys().await? {
                device.take(&passkey).await?;
            }
            let email = comes_back(world).await?;
            world.write("Email", &other).await?;
            if by_button {
                world.press(BUTTON).await?;
            } else {
                world.pick_passkey().await?;
            }
            world.sees_signed_in(&email).await?;
            let text = world.browser.visible_text().await?;
            ensure!(!text.contains(&other), "the typed email is signed in");
            world.sign_out().await?;
        }
        ensure!(
            world.authsignal.message_count(&other).await? == messages,
            "no code is sent to who was typed"
        );
        Ok(())
    })
}

#[test]
fn a_request_that_nobody_answers_can_be_given_up() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        world.write("Email", &email).await?;
        device.answers(false).await?;
        world.press(BUTTON).await?;
        world
            .sees_status("Choose a passkey where your browser asks for it")
            .await?;
        world.press("Cancel").await?;
        world.modal_request_ends("AbortError").await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        world.autofill_waits().await?;
        device.answers(true).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn who_signed_in_with_a_passkey_is_greeted_and_can_be_forgotten() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        world
            .sees_text("Last time you signed in with your email")
            .await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;
        world
            .sees_text("Last time you signed in with a passkey")
            .await?;
        world.sees_form_ready(&email).await?;
        world.press("Use another account").await?;
        world.sees_form_ready("").await?;
        world.reload().await?;
        world.sees_form_ready("").await?;
        let text = world.browser.visible_text().await?;
        ensure!(!text.contains("Welcome back"), "it was forgotten: {text}");
        Ok(())
    })
}
