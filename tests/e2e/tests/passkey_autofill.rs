//! Autofill for as long as the page is open: its challenge is renewed, failures pass, and it makes way.

use e2e::browser::Role;
use e2e::passkey_requests::Request;
use e2e::wait::{eventually, until};
use e2e::{Result, World, e2e, ensure};

use crate::USUAL;
use crate::passkey_sign_in::{BUTTON, comes_back};

#[test]
fn autofill_goes_on_for_longer_than_a_challenge_lives() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.before_every_page(CLOCK).await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let mut challenges = Vec::new();
        for minutes in [5, 10, 15] {
            challenges.push(world.autofill_waits().await?.challenge);
            let awake = format!(
                "window.minutesAhead = {minutes}; window.dispatchEvent(new Event('focus'));"
            );
            world.browser.evaluate::<()>(&awake).await?;
            eventually("autofill to wait for another challenge", async || {
                let request = world.autofill_waits().await?;
                Ok((!challenges.contains(&request.challenge)).then_some(()))
            })
            .await?;
        }
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await?;
        let requests = world.passkey_requests().await?;
        ensure!(
            requests.len() == 4 && requests.last().is_some_and(|last| last.state == "done"),
            "one challenge after the other, and the last is used: {requests:?}"
        );
        Ok(())
    })
}

#[test]
fn a_look_at_a_young_challenge_leaves_it_alone() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.before_every_page(CLOCK).await?;
        world.browser.add_authenticator().await?;
        world.open("/").await?;
        let first = world.autofill_waits().await?;
        let awake = "window.minutesAhead = 3;
            for (const _ of [1, 2, 3]) window.dispatchEvent(new Event('focus'));";
        world.browser.evaluate::<()>(awake).await?;
        world.press(BUTTON).await?;
        world.modal_request_ends("NotAllowedError").await?;
        let requests = world.passkey_requests().await?;
        ensure!(
            requests.first()
                == Some(&Request {
                    state: "AbortError".into(),
                    ..first
                })
                && requests.get(1).is_some_and(|second| !second.is_autofill()),
            "the challenge was replaced: {requests:?}"
        );
        Ok(())
    })
}

/// The page's clock, to be set ahead by `minutesAhead`.
pub(crate) const CLOCK: &str = "{
    const Right = Date;
    const now = () => Right.now() + (window.minutesAhead ?? 0) * 60000;
    Date = class extends Right {
        constructor(...given) { given.length ? super(...given) : super(now()); }
        static now() { return now(); }
    };
}";

#[test]
fn autofill_recovers_from_a_challenge_that_could_not_be_fetched() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        let mut told = 0;
        for path in ["/client/challenge", "/authentication-options"] {
            world.open_without_app().await?;
            world.cut_off(&[format!("*{path}")]).await?;
            world.open("/").await?;
            world.sees_heading("Sign in").await?;
            until("the fetch to fail", async || {
                Ok(told_so(world).await? > told)
            })
            .await?;
            world.sees_no_alert().await?;
            let marked = "window.sameDocument = true;";
            world.browser.evaluate::<()>(marked).await?;
            world.cut_off(&[]).await?;
            let online = "window.dispatchEvent(new Event('online'));";
            world.browser.evaluate::<()>(online).await?;
            world.autofill_waits().await?;
            told = told_so(world).await?;
            ensure!(
                world
                    .browser
                    .evaluate::<bool>("return window.sameDocument === true;")
                    .await?,
                "it should recover without a reload"
            );
        }
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await
    })
}

/// How often developers were told that autofill is not to be had.
async fn told_so(world: &World) -> Result<usize> {
    let console = world.browser.console().await?;
    let told = console
        .iter()
        .filter(|line| line.message.contains("passkeys are not offered"));
    Ok(told.count())
}

#[test]
fn leaving_the_page_ends_what_it_asked_for() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open("/nowhere").await?;
        let link = world
            .browser
            .find(Role::Link, "Go to the start page")
            .await?;
        link.click().await?;
        world.autofill_waits().await?;
        world.browser.driver().back().await?;
        world.sees_heading("This page does not exist").await?;
        all_ended(world).await?;

        // The same for the button's request, which no authenticator answers.
        world.browser.driver().forward().await?;
        world.autofill_waits().await?;
        device.answers(false).await?;
        world.press(BUTTON).await?;
        world.modal_request_ends("pending").await?;
        world.browser.driver().back().await?;
        world.sees_heading("This page does not exist").await?;
        all_ended(world).await?;

        device.answers(true).await?;
        world.browser.driver().forward().await?;
        world.autofill_waits().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

/// Nothing that this page asked for is pending, and there was something.
async fn all_ended(world: &World) -> Result<()> {
    until("all passkey requests to end", async || {
        let requests = world.passkey_requests().await?;
        Ok(!requests.is_empty() && requests.iter().all(|request| request.state != "pending"))
    })
    .await
}

#[test]
fn signing_in_in_another_tab_ends_autofill_in_this_one() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        world.open("/").await?;
        world.autofill_waits().await?;
        let driver = world.browser.driver();
        let here = driver.window().await?;
        let there = driver.new_tab().await?;
        driver.switch_to_window(there).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        driver.switch_to_window(here).await?;
        world.sees_signed_in(&email).await?;
        all_ended(world).await
    })
}

#[test]
fn autofill_makes_way_for_the_email_and_comes_back() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let owner = comes_back(world).await?;
        let email = world.new_email();
        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        all_ended(world).await?;
        world.escape_dialog().await?;
        world.sees_form_ready(&email).await?;
        world.autofill_waits().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&owner).await?;
        world.asked_one_at_a_time().await
    })
}
