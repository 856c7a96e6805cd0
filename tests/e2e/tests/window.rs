//! Window mode: the challenge in a window of its own.

use e2e::{Result, World, e2e, ensure};
use serde_json::json;
use thirtyfour::WindowHandle;

use crate::USUAL;
use e2e::wait::{eventually, until};

/// The app's tab, once the window of the challenge is open and entered.
async fn enter_window(world: &World) -> Result<WindowHandle> {
    let driver = world.browser.driver();
    let app = driver.window().await?;
    let window = eventually("the window", async || {
        let windows = driver.windows().await?;
        Ok(windows.into_iter().find(|window| *window != app))
    })
    .await?;
    driver.switch_to_window(window).await?;
    Ok(app)
}

async fn start(world: &World, email: &str) -> Result<()> {
    world.configure(|config| config["challengeMode"] = json!("window"));
    world.open("/sign-in").await?;
    world.submit_email(email).await
}

async fn is_alone(world: &World) -> Result<()> {
    until("the window is gone", async || {
        Ok(world.browser.driver().windows().await?.len() == 1)
    })
    .await
}

#[test]
fn the_window_signs_in_and_closes() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        start(world, &email).await?;
        world
            .sees_status("Finish signing in in the window that opened")
            .await?;
        let app = enter_window(world).await?;
        let code = world.authsignal.next_code(&email).await?;
        world.write("Code", &code).await?;
        world.press("Verify").await?;
        world.browser.driver().switch_to_window(app).await?;
        world.sees_signed_in(&email).await?;
        is_alone(world).await
    })
}

#[test]
fn closing_the_window_is_calm() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        start(world, &email).await?;
        let app = enter_window(world).await?;
        world.sees_heading("Check your email").await?;
        world.browser.driver().close_window().await?;
        world.browser.driver().switch_to_window(app).await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        world.press("Continue").await?;
        let app = enter_window(world).await?;
        world.press("Cancel").await?;
        world.browser.driver().switch_to_window(app).await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        is_alone(world).await
    })
}

#[test]
fn giving_up_here_closes_the_window() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        start(world, &email).await?;
        let app = enter_window(world).await?;
        world.sees_heading("Check your email").await?;
        world.browser.driver().switch_to_window(app).await?;
        world.press("Cancel").await?;
        is_alone(world).await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await
    })
}

#[test]
fn failures_in_the_window_are_said_here() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        start(world, &email).await?;
        let app = enter_window(world).await?;
        let code = world.authsignal.next_code(&email).await?;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for words in [
            "That code is not right",
            "That code is not right",
            "Too many",
        ] {
            world.write("Code", wrong).await?;
            world.press("Verify").await?;
            world.sees_text(words).await?;
        }
        world.press("Back").await?;
        world.browser.driver().switch_to_window(app).await?;
        world
            .sees_alert("We could not confirm that it is you")
            .await?;
        world.sees_form_ready(&email).await?;
        is_alone(world).await
    })
}

#[test]
fn a_blocked_window_offers_this_tab_with_one_click() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world
            .browser
            .before_every_page("window.open = () => null;")
            .await?;
        start(world, &email).await?;
        world.sees_alert("Your browser blocked the window").await?;
        let asked = world.cognito.operations();
        ensure!(asked.is_empty(), "nothing is begun: {asked:?}");
        world.press("Continue in this tab").await?;
        world.sees_heading("Check your email").await?;
        let code = world.authsignal.next_code(&email).await?;
        world.write("Code", &code).await?;
        world.press("Verify").await?;
        world.sees_signed_in(&email).await
    })
}
