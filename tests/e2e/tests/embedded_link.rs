//! Links by email on the app's own screens: followed anywhere, and no longer waited for than somebody looks.

use e2e::embedded::heading;
use e2e::wait::until;
use e2e::{Result, World, e2e, ensure};
use serde_json::json;

use crate::USUAL;
use crate::content_security::unknown_user;
use crate::passkey_autofill::CLOCK;

const LINK: &str = "Link by email";
const QUESTION: &str = "/verify/email-magic-link/finalize";

/// Somebody whose page waits for a link.
async fn waits_for_link(world: &World) -> Result<String> {
    let email = world.new_email();
    world.begin_embedded(&email).await?;
    world.sees_heading(heading::EMAIL).await?;
    world.use_another_method(LINK).await?;
    world.sees_heading(heading::LINK).await?;
    Ok(email)
}

/// The page has asked, and asks no more.
async fn asks_no_more(world: &World) -> Result<()> {
    let asked = world.requests(QUESTION).await?;
    // The SDK asks once a second.
    world.outlasts_timers(2).await?;
    let later = world.requests(QUESTION).await?;
    ensure!(asked > 0 && asked == later, "asked {asked}, then {later}");
    Ok(())
}

async fn has_asked(world: &World) -> Result<()> {
    until(
        "the page to ask whether the link was followed",
        async || Ok(world.requests(QUESTION).await? > 0),
    )
    .await
}

#[test]
fn a_link_followed_in_another_window_signs_in_here() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = waits_for_link(world).await?;
        let link = world.authsignal.next_link(&email).await?;
        world.follows_link(&link).await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;

        // It is the way that was used last.
        world.submit_email(&email).await?;
        world.sees_heading(heading::LINK).await?;
        let link = world.authsignal.next_link(&email).await?;
        world.follows_link(&link).await?;
        world.sees_signed_in(&email).await?;
        world.console_is_clean(unknown_user).await
    })
}

#[test]
fn nobody_asks_for_a_link_that_is_no_longer_waited_for() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_requests().await?;
        let email = waits_for_link(world).await?;
        has_asked(world).await?;
        world.press("Start over").await?;
        world.sees_form_ready(&email).await?;
        asks_no_more(world).await?;

        // Leaving the page, within the app.
        world.open("/nowhere").await?;
        world
            .browser
            .find(e2e::browser::Role::Link, "Go to the start page")
            .await?
            .click()
            .await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.use_another_method(LINK).await?;
        has_asked(world).await?;
        world.browser.driver().back().await?;
        world.sees_heading("This page does not exist").await?;
        asks_no_more(world).await?;

        // Another way.
        world.browser.driver().forward().await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.use_another_method(LINK).await?;
        has_asked(world).await?;
        world.use_another_method("Code by email").await?;
        world.sees_heading(heading::EMAIL).await?;
        asks_no_more(world).await
    })
}

#[test]
fn a_token_that_expires_while_a_link_is_awaited_ends_the_wait() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_requests().await?;
        let email = waits_for_link(world).await?;
        has_asked(world).await?;
        let fault = json!({
            "pathPrefix": "/v1/client/verify/email-magic-link",
            "status": 401,
            "code": "expired_token",
        });
        world.authsignal.inject(&email, fault).await?;
        world.sees_alert("That took too long").await?;
        world.sees_form_ready(&email).await?;
        asks_no_more(world).await?;
        world.authsignal.recover(&email).await
    })
}

#[test]
fn a_lost_connection_does_not_lose_the_link() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_requests().await?;
        let email = waits_for_link(world).await?;
        has_asked(world).await?;
        let fault = json!({"pathPrefix": "/v1/client/verify/email-magic-link", "drop": true});
        world.authsignal.inject(&email, fault).await?;
        world.sees_alert("Check your connection").await?;
        let link = world.authsignal.next_link(&email).await?;
        world.authsignal.recover(&email).await?;
        world.follows_link(&link).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn another_link_replaces_the_first() -> Result<()> {
    e2e(USUAL, async |world| {
        world.browser.before_every_page(CLOCK).await?;
        let email = waits_for_link(world).await?;
        let first = world.authsignal.next_link(&email).await?;
        ensure!(world.must_wait_for("Resend link").await?, "just sent");
        world
            .browser
            .evaluate::<()>("window.minutesAhead = 1;")
            .await?;
        world.resend("Resend link").await?;
        let second = world.authsignal.next_link(&email).await?;
        let refused = world.follows_link(&first).await;
        ensure!(refused.is_err(), "the first link still works");
        world.follows_link(&second).await?;
        world.sees_signed_in(&email).await
    })
}
