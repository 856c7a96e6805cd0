//! Several tabs with one session: one renews it for all, and each follows the others.

use e2e::cognito::Fault;
use e2e::wait::until;
use e2e::{Result, World, e2e, ensure};
use thirtyfour::WindowHandle;

use crate::USUAL;
use crate::session::{RENEWAL, let_the_tokens_expire};

#[test]
fn a_second_tab_finds_the_session_renewed_and_follows_the_sign_out() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let_the_tokens_expire(world).await?;
        let driver = world.browser.driver();
        let first = driver.window().await?;
        // Both tabs find the tokens expired and want to renew them: the first call is held meanwhile.
        world.cognito.inject(Fault::hold().on(RENEWAL).times(1));
        world.open("/").await?;
        let second = driver.new_tab().await?;
        driver.switch_to_window(second.clone()).await?;
        world.open("/").await?;
        world.cognito.recover();
        world.sees_signed_in(&email).await?;
        driver.switch_to_window(first).await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&[RENEWAL]).await?;
        world.sign_out().await?;
        driver.switch_to_window(second).await?;
        world.sees_heading("Sign in").await
    })
}

#[test]
fn three_tabs_that_wake_up_at_once_renew_once() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let tabs = three_tabs(world, &email, "").await?;
        world.cognito.rotate_refresh_tokens(false);
        world.cognito.inject(Fault::hold().on(RENEWAL));
        oversleep(world, &tabs).await?;
        until("one renews, the others wait for it", async || {
            let script = "return navigator.locks.query().then(({held, pending}) => {
                const ours = ({name}) => name.startsWith('latchkey.refresh.');
                return [held.filter(ours).length, pending.filter(ours).length];
            });";
            let locks: (usize, usize) = world.browser.evaluate(script).await?;
            Ok(locks == (1, 2))
        })
        .await?;
        world.cognito.recover();
        share_one_session(world, &tabs, &email).await?;
        world.cognito_was_asked_for(&[RENEWAL]).await
    })
}

#[test]
fn three_tabs_without_web_locks_renew_once_each_and_stay_signed_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let tabs = three_tabs(world, &email, "delete Navigator.prototype.locks;").await?;
        let locks: bool = world
            .browser
            .evaluate("return 'locks' in navigator;")
            .await?;
        ensure!(!locks, "the browser should have no locks");
        // In the template, a refresh token is good for a minute after it was replaced.
        world.cognito.rotate_refresh_tokens(true);
        world.cognito.inject(Fault::hold().on(RENEWAL));
        oversleep(world, &tabs).await?;
        world.cognito_was_asked_for(&[RENEWAL; 3]).await?;
        world.cognito.recover();
        share_one_session(world, &tabs, &email).await?;
        world.cognito_was_asked_for(&[RENEWAL; 3]).await?;
        let session = world.stored_session().await?;
        ensure!(world.cognito_takes(&session).await?, "the token is good");
        Ok(())
    })
}

/// Signs in, and opens the site in two more tabs; each page runs `script` before its own.
async fn three_tabs(world: &World, email: &str, script: &str) -> Result<[WindowHandle; 3]> {
    let driver = world.browser.driver();
    world.browser.before_every_page(script).await?;
    world.sign_in(email).await?;
    let mut tabs = [
        driver.window().await?,
        driver.new_tab().await?,
        driver.new_tab().await?,
    ];
    for tab in &mut tabs[1..] {
        driver.switch_to_window(tab.clone()).await?;
        world.browser.before_every_page(script).await?;
        world.open("/").await?;
        world.sees_signed_in(email).await?;
    }
    world.cognito.forget_calls();
    Ok(tabs)
}

/// Wakes all tabs, as after a sleep of the device in which the tokens nearly ran out.
async fn oversleep(world: &World, tabs: &[WindowHandle]) -> Result<()> {
    for tab in tabs {
        world.browser.driver().switch_to_window(tab.clone()).await?;
        world
            .browser
            .evaluate::<()>(
                "const now = Date.now;
                 Date.now = () => now() + 870000;
                 window.dispatchEvent(new Event('focus'));",
            )
            .await?;
    }
    Ok(())
}

/// All tabs come to show the session that is stored.
async fn share_one_session(world: &World, tabs: &[WindowHandle], email: &str) -> Result<()> {
    for tab in tabs {
        world.browser.driver().switch_to_window(tab.clone()).await?;
        world.sees_signed_in(email).await?;
        world.sees_stored_session().await?;
    }
    Ok(())
}
