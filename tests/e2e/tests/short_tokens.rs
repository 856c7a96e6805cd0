//! Tokens that live for two seconds: what happens to a session in hours happens to it in a test.

use std::time::{Duration, Instant};

use e2e::cognito::Fault;
use e2e::stored::Stored;
use e2e::wait::{eventually, until};
use e2e::{Result, Setup, World, e2e_together, ensure, scenario};
use serde_json::json;

use crate::USUAL;

/// A world with such tokens.
pub(crate) const SHORT: Setup = Setup {
    token_seconds: Some(2),
    ..USUAL
};

const OFFLINE: &str = "You seem to be offline";

#[test]
fn tokens_of_two_seconds_sign_nobody_out() -> Result<()> {
    e2e_together([
        scenario(SHORT, a_minute_of_use),
        scenario(SHORT, offline_for_longer_than_a_token_lives_and_back),
    ])
}

async fn a_minute_of_use(world: &World) -> Result<()> {
    let email = world.new_email();
    world.sign_in(&email).await?;
    watch(world).await?;
    // A page that is left may not learn the answer to a renewal: the next one uses the same token again.
    world.cognito.rotate_refresh_tokens(true);
    world.cognito.forget_calls();
    let begun = Instant::now();
    let mut session = world.stored_session().await?;
    let mut loads: u32 = 0;
    while begun.elapsed() < Duration::from_secs(60) {
        match loads % 4 {
            0 => world.open("/no-such-page").await?,
            1 => world.browser.driver().back().await?,
            2 => world.reload().await?,
            _ => world.open("/sign-in").await?,
        }
        loads += 1;
        if loads % 4 == 1 {
            world.sees_heading("This page does not exist").await?;
        } else {
            world.sees_signed_in(&email).await?;
        }
        session = good_token_after(world, &session).await?;
    }
    renewed_as_often_as_needed(world, begun, loads)?;
    nothing_troubled(world).await
}

async fn offline_for_longer_than_a_token_lives_and_back(world: &World) -> Result<()> {
    let email = world.new_email();
    world.sign_in(&email).await?;
    watch(world).await?;
    world.reload().await?;
    world.sees_signed_in(&email).await?;

    set_offline(world, true).await?;
    world.sees_status(OFFLINE).await?;
    set_offline(world, false).await?;
    is_back(world, &email).await?;

    for fault in [
        Fault::drop(),
        Fault::error(500, "InternalErrorException"),
        Fault::page(503),
        Fault::error(400, "TooManyRequestsException"),
    ] {
        world.cognito.inject(fault);
        world.sees_status(OFFLINE).await?;
        let tries = world.cognito.operations().len();
        until("another try", async || {
            Ok(world.cognito.operations().len() > tries)
        })
        .await?;
        // Somebody who reloads now is no worse off.
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        world.sees_status(OFFLINE).await?;
        world.cognito.recover();
        is_back(world, &email).await?;
    }
    nothing_troubled(world).await
}

/// The notice has gone, and the session goes on with a token that is good.
async fn is_back(world: &World, email: &str) -> Result<()> {
    until("the notice to go", async || {
        Ok(!world.browser.visible_text().await?.contains(OFFLINE))
    })
    .await?;
    world.sees_signed_in(email).await?;
    let session = world.stored_session().await?;
    good_token_after(world, &session).await.map(drop)
}

/// Takes the browser off the network, with what it tells pages then.
async fn set_offline(world: &World, offline: bool) -> Result<()> {
    let cdp = world.browser.driver().cdp();
    cdp.send_raw("Network.enable", json!({})).await?;
    let conditions =
        json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    cdp.send_raw("Network.emulateNetworkConditions", conditions)
        .await?;
    Ok(())
}

/// The stored session, once it has another access token than `before` that Cognito takes.
pub(crate) async fn good_token_after(world: &World, before: &Stored) -> Result<Stored> {
    eventually("a new access token that Cognito takes", async || {
        let stored = world.stored_session().await?;
        let good = stored.access != before.access && world.cognito_takes(&stored).await?;
        Ok(good.then_some(stored))
    })
    .await
}

/// Neither too seldom for tokens of two seconds, nor in a storm; whoever loads the page may need one more.
pub(crate) fn renewed_as_often_as_needed(world: &World, begun: Instant, loads: u32) -> Result<()> {
    let seconds = begun.elapsed().as_secs_f64();
    let renewals = f64::from(u32::try_from(world.cognito.operations().len())?);
    ensure!(
        (seconds / 4.0..seconds * 1.5 + f64::from(loads) + 1.0).contains(&renewals),
        "{renewals} renewals in {seconds} s and {loads} loads of the page"
    );
    Ok(())
}

/// From the next page on, notes whenever the sign-in page or an alert shows, however briefly.
pub(crate) async fn watch(world: &World) -> Result<()> {
    world
        .browser
        .before_every_page(
            "new MutationObserver(() => {
                 for (const found of document.querySelectorAll(':is(h1, [role=alert]):not(#boot *)'))
                     if (found.textContent && (found.localName != 'h1' || found.textContent == 'Sign in'))
                         sessionStorage.trouble = found.textContent;
             }).observe(document, {subtree: true, childList: true, characterData: true});",
        )
        .await
}

pub(crate) async fn nothing_troubled(world: &World) -> Result<()> {
    let trouble: Option<String> = world
        .browser
        .evaluate("return sessionStorage.trouble ?? null;")
        .await?;
    ensure!(trouble.is_none(), "meanwhile there showed {trouble:?}");
    Ok(())
}
