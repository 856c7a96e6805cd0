//! The pre-built UI in its dialog: wrong codes, another code, closing it.

use e2e::{Result, World, e2e, ensure};
use thirtyfour::Key;

use crate::USUAL;

/// A code of the same shape that is not `code`.
pub(crate) fn other_than(code: &str) -> String {
    let swap = |digit: char| if digit == '1' { '2' } else { '1' };
    code.chars().map(swap).collect()
}

#[test]
fn three_wrong_codes_end_the_attempt_and_the_next_one_succeeds() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        let code = world.authsignal.next_code(&email).await?;
        for _ in 0..2 {
            world.submit_code(&other_than(&code)).await?;
            world.sees_in_popup("That code is not right").await?;
        }
        world.submit_code(&other_than(&code)).await?;
        world.sees_in_popup("Too many").await?;
        world.press_in_popup("Back").await?;
        world
            .sees_alert("We could not confirm that it is you")
            .await?;
        world.sees_form_ready(&email).await?;

        world.press("Continue").await?;
        world.finish_sign_in(&email).await?;
        world.sees_no_alert().await
    })
}

#[test]
fn one_wrong_code_is_forgiven() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        let code = world.authsignal.next_code(&email).await?;
        world.submit_code(&other_than(&code)).await?;
        world.sees_in_popup("That code is not right").await?;
        world.submit_code(&code).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_code_that_was_sent_anew_replaces_the_first() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        let first = world.authsignal.next_code(&email).await?;
        world.press_in_popup("Resend code").await?;
        let second = world.authsignal.next_code(&email).await?;
        if first != second {
            world.submit_code(&first).await?;
            world.sees_in_popup("That code is not right").await?;
        }
        world.submit_code(&second).await?;
        world.sees_signed_in(&email).await
    })
}

/// However the dialog is closed: nothing alarming is said, the email is kept, the next try works.
async fn closing_is_calm(world: &World, close: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
    let email = world.new_email();
    world.open("/sign-in").await?;
    world.submit_email(&email).await?;
    world.sees_code_form().await?;
    close().await?;
    world.sees_form_ready(&email).await?;
    world.sees_no_alert().await?;
    let asked = world.cognito.operations();
    ensure!(
        !asked.contains(&"RespondToAuthChallenge".to_owned()),
        "nothing is answered: {asked:?}"
    );

    world.press("Continue").await?;
    world.sees_code_form().await?;
    world.finish_sign_in(&email).await
}

#[test]
fn the_dialog_closed_by_escape_is_calm() -> Result<()> {
    e2e(USUAL, async |world| {
        closing_is_calm(world, async || world.escape_dialog().await).await
    })
}

#[test]
fn the_dialog_closed_by_a_click_beside_it_is_calm() -> Result<()> {
    e2e(USUAL, async |world| {
        closing_is_calm(world, async || world.click_beside_dialog().await).await
    })
}

#[test]
fn the_dialog_closed_by_its_own_button_is_calm() -> Result<()> {
    e2e(USUAL, async |world| {
        closing_is_calm(world, async || world.press_in_popup("Cancel").await).await
    })
}

#[test]
fn leaving_the_page_takes_the_dialog_along() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/nowhere").await?;
        world
            .browser
            .find(e2e::browser::Role::Link, "Go to the start page")
            .await?
            .click()
            .await?;
        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        world.browser.driver().back().await?;
        world.sees_heading("This page does not exist").await?;
        ensure!(!world.browser.has_popup().await?, "the dialog is gone");
        world.browser.driver().forward().await?;
        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn one_submission_is_one_attempt_however_often_the_button_is_pressed() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world
            .cognito
            .inject(e2e::cognito::Fault::hold().on("InitiateAuth"));
        world.submit_email(&email).await?;
        world.sees_busy(true).await?;
        world.press("Continue").await?;
        world.press_key(Key::Enter).await?;
        world.cognito.recover();
        world.finish_sign_in(&email).await?;
        world
            .cognito_was_asked_for(&[
                "InitiateAuth",
                "SignUp",
                "InitiateAuth",
                "RespondToAuthChallenge",
            ])
            .await
    })
}

#[test]
fn a_dialog_that_somebody_else_opened_is_left_alone_and_the_attempt_fails_in_words() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        world.escape_dialog().await?;
        world.sees_form_ready(&email).await?;
        // The SDK is loaded now: another script of the site opens a dialog, while Cognito is being asked.
        world
            .cognito
            .inject(e2e::cognito::Fault::hold().on("InitiateAuth"));
        world.press("Continue").await?;
        let open = format!(
            "const sdk = new authsignal.Authsignal({{tenantId: 'other', baseUrl: '{0}/v1'}});
             sdk.launch('{0}/challenge?token=theirs', {{mode: 'popup'}});",
            world.authsignal.origin()
        );
        world.browser.evaluate::<()>(&open).await?;
        world.sees_dialog().await?;
        world.cognito.recover();
        world
            .sees_alert("Signing in is not possible right now")
            .await?;
        ensure!(world.browser.has_popup().await?, "it is not ours to close");
        world.escape_dialog().await?;
        let code = world.authsignal.next_code(&email).await?;
        world.press("Continue").await?;
        world.sees_code_form().await?;
        let next = world.authsignal.next_code(&email).await?;
        ensure!(code.len() == next.len(), "two codes were sent");
        world.submit_code(&next).await?;
        world.sees_signed_in(&email).await
    })
}
