//! What a screen reader is given and where Tab goes, from the form to the account: as docs/accessibility.md walks through
//! it, and as the files in `accessibility_tree/` keep it.

use e2e::browser::Role;
use e2e::embedded::heading;
use e2e::wait::until;
use e2e::{Result, e2e};
use thirtyfour::Key;

use crate::USUAL;
use crate::passkey_autofill::CLOCK;

#[test]
fn the_way_from_the_form_to_the_account() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let reads_as = async |stop: &str| {
            let masked = [(email.as_str(), "ada@example.com")];
            world.reads_as(stop, &masked).await
        };
        world.browser.before_every_page(CLOCK).await?;
        world.embedded();
        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        reads_as("1-sign-in").await?;

        world.write("Email", "nonsense").await?;
        world.press_key(Key::Enter).await?;
        world.sees_alert("whole email address").await?;
        world.takes_focus(Role::Textbox, "Email").await?;
        reads_as("2-a-problem-with-the-field").await?;

        world.submit_email(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.takes_focus(Role::Textbox, "Code").await?;
        world.type_keys("000000").await?;
        world.sees_wrong_code().await?;
        // Until another code may be asked for, seconds are counted.
        world
            .browser
            .evaluate::<()>("window.minutesAhead = 1;")
            .await?;
        until("another code to be possible", async || {
            Ok(!world.must_wait_for("Resend code").await?)
        })
        .await?;
        reads_as("3-a-wrong-code").await?;

        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        world
            .takes_focus(Role::Heading, "You are signed in")
            .await?;
        reads_as("4-home").await?;

        world.open("/account/security").await?;
        world.browser.find(Role::Button, "Add a passkey").await?;
        reads_as("5-security").await
    })
}
