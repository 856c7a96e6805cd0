//! The parts of the app that are not in the first download: what happens where one cannot be fetched. A site that was
//! built in one piece has no such parts.

use e2e::browser::Role;
use e2e::wait::until;
use e2e::{Result, World, e2e, ensure};

use crate::USUAL;

const NOT_LOADED: &str = "The page could not be loaded";

/// Waits until this part was asked for, and so was withheld.
async fn was_asked_for(world: &World, part: &str) -> Result<()> {
    until(&format!("{part} to be asked for"), async || {
        Ok(world.site.asked().iter().any(|path| path.starts_with(part)))
    })
    .await
}

#[test]
fn a_page_whose_part_cannot_be_fetched_says_so_and_can_be_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.site.withhold(Some("/part-account"));
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        let code = world.authsignal.next_code(&email).await?;
        world.submit_code(&code).await?;
        world.sees_heading(NOT_LOADED).await?;
        was_asked_for(world, "/part-account").await?;
        world
            .is_accessible("a page that could not be loaded")
            .await?;

        // Still not there.
        world.press("Try again").await?;
        world.sees_heading(NOT_LOADED).await?;
        world.site.withhold(None);
        world.press("Try again").await?;
        world.sees_signed_in(&email).await?;

        // It is there now, for all that it has.
        world.site.withhold(Some("/part-"));
        world
            .browser
            .find(Role::Link, "Security")
            .await?
            .click()
            .await?;
        world.sees_heading("Security").await
    })
}

#[test]
fn a_sign_in_waits_for_a_part_until_the_network_is_back() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.site.withhold(Some("/part-challenge"));
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        was_asked_for(world, "/part-challenge").await?;
        world.sees_busy(true).await?;
        world.site.withhold(None);
        world
            .browser
            .evaluate::<()>("dispatchEvent(new Event('online'));")
            .await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn who_only_looks_at_the_form_gets_nothing_of_the_account() -> Result<()> {
    e2e(USUAL, async |world| {
        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        // What is fetched while somebody reads the form.
        was_asked_for(world, "/part-passkey").await?;
        let asked = world.site.asked();
        ensure!(
            !asked.iter().any(|path| path.starts_with("/part-account")),
            "{asked:?}"
        );
        Ok(())
    })
}
