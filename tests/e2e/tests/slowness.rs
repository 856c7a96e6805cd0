//! Slow services: a hint with a way out, and in the end words. These tests mostly wait, hence side by side.

use e2e::cognito::Fault;
use e2e::{Result, World, e2e_together, ensure, scenario};
use serde_json::json;

use crate::USUAL;

const TIMED_OUT: &str = "did not answer in time";

#[test]
fn slow_services_end_in_words_and_can_be_given_up() -> Result<()> {
    e2e_together([
        scenario(USUAL, a_slow_start),
        scenario(USUAL, a_slow_end),
        scenario(USUAL, a_slow_tenant),
    ])
}

/// The first call is slow: the person cancels, tries again, and at last is told.
async fn a_slow_start(world: &World) -> Result<()> {
    let email = world.new_email();
    world.open("/sign-in").await?;
    world.cognito.inject(Fault::hold().on("InitiateAuth"));
    world.submit_email(&email).await?;
    world.sees_busy(true).await?;
    world.sees_status("Still working").await?;
    world.press("Cancel").await?;
    world.sees_form_ready(&email).await?;
    world.sees_no_alert().await?;
    let status = world.browser.visible_text().await?;
    ensure!(!status.contains("Still working"), "the hint is gone");

    world.press("Continue").await?;
    world.sees_alert(TIMED_OUT).await?;
    world.sees_form_ready(&email).await?;
    world.cognito.recover();
    ensure!(
        !world.browser.has_popup().await?,
        "an answer that comes too late opens nothing"
    );
    world.press("Continue").await?;
    world.finish_sign_in(&email).await
}

/// The last call is slow.
async fn a_slow_end(world: &World) -> Result<()> {
    let email = world.new_email();
    world.open("/sign-in").await?;
    world
        .cognito
        .inject(Fault::hold().on("RespondToAuthChallenge"));
    world.submit_email(&email).await?;
    let code = world.authsignal.next_code(&email).await?;
    world.submit_code(&code).await?;
    world.sees_status("Still working").await?;
    world.sees_alert(TIMED_OUT).await?;
    world.sees_form_ready(&email).await?;
    world.cognito.recover();
    world.press("Continue").await?;
    world.finish_sign_in(&email).await
}

/// Authsignal is slower than a trigger may be.
async fn a_slow_tenant(world: &World) -> Result<()> {
    let email = world.new_email();
    world.open("/sign-in").await?;
    world
        .authsignal
        .inject(&email, json!({"delayMs": 30_000, "pathPrefix": "/v1"}))
        .await?;
    world.submit_email(&email).await?;
    world.sees_alert("Continue").await?;
    world.sees_form_ready(&email).await?;
    world.authsignal.recover(&email).await?;
    world.press("Continue").await?;
    world.finish_sign_in(&email).await
}
