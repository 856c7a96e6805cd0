//! Redirect mode: the challenge in place of the app, the way back, and what somebody could try there.

use e2e::browser::Options;
use e2e::cognito::Fault;
use e2e::site::ConfigJson;
use e2e::wait::{eventually, until};
use e2e::{Result, Setup, World, e2e, ensure};
use serde_json::json;

use crate::USUAL;

/// How the pre-built UI's page is known in the app's own tab.
const CHALLENGE_HEADING: &str = "Check your email";

pub(crate) fn by_redirect(world: &World) {
    world.configure(|config| config["challengeMode"] = json!("redirect"));
}

/// Submits the email and arrives at the pre-built UI.
async fn leave(world: &World, email: &str) -> Result<()> {
    world.submit_email(email).await?;
    world.sees_heading(CHALLENGE_HEADING).await
}

/// Answers the challenge in this tab with the code from the inbox.
async fn answer(world: &World, email: &str) -> Result<()> {
    let code = world.authsignal.next_code(email).await?;
    world.write("Code", &code).await?;
    world.press("Verify").await
}

/// The token of the last answer that was sent to Cognito.
async fn last_token(world: &World) -> Result<String> {
    eventually("an answer to the challenge", async || {
        let calls = world.cognito.calls();
        let token = calls
            .iter()
            .rev()
            .find_map(|call| call.request.pointer("/ChallengeResponses/ANSWER")?.as_str());
        Ok(token.map(str::to_owned))
    })
    .await
}

/// The callback's page signs nobody in and says `words`; the form is there, the token is not.
async fn refuses(world: &World, words: &str) -> Result<()> {
    world.sees_alert(words).await?;
    world.sees_heading("Sign in").await?;
    world.sees_busy(false).await?;
    world.is_at("/callback").await?;
    ensure!(
        world.stored_keys().await?.is_empty(),
        "nobody may be signed in"
    );
    Ok(())
}

const NOTHING_PENDING: &str = "There is no sign-in to finish here";
const NOT_PROVEN: &str = "We could not confirm that it is you";

#[test]
fn the_challenge_takes_the_tab_and_leads_back_to_the_page_first_asked_for() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/?from=mail#top").await?;
        leave(world, &email).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await?;
        world.is_at("/?from=mail#top").await?;
        let left: Vec<String> = world
            .browser
            .evaluate("return [...Object.keys(sessionStorage), ...Object.keys(localStorage)];")
            .await?;
        ensure!(
            !left.iter().any(|key| key.contains("pending")),
            "what was kept for coming back is gone: {left:?}"
        );
        world.reload().await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn giving_up_in_the_pre_built_ui_is_calm() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        world.press("Cancel").await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        world.is_at("/callback").await?;
        world.press("Continue").await?;
        world.sees_heading(CHALLENGE_HEADING).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn wrong_codes_fail_in_words() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        let code = world.authsignal.next_code(&email).await?;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for _ in 0..2 {
            world.write("Code", wrong).await?;
            world.press("Verify").await?;
            world.sees_text("That code is not right").await?;
        }
        world.write("Code", wrong).await?;
        world.press("Verify").await?;
        world.sees_text("Too many").await?;
        world.press("Back").await?;
        refuses(world, NOT_PROVEN).await?;
        world.sees_form_ready(&email).await
    })
}

#[test]
fn the_back_button_gives_the_form_with_what_was_typed_and_forward_goes_on() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        let driver = world.browser.driver();
        driver.back().await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        driver.forward().await?;
        world.sees_heading(CHALLENGE_HEADING).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn another_tab_of_the_browser_can_finish() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        let driver = world.browser.driver();
        let challenge = driver.current_url().await?;
        let first = driver.window().await?;
        let second = driver.new_tab().await?;
        driver.switch_to_window(second).await?;
        driver.goto(challenge.as_str()).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await?;
        driver.switch_to_window(first).await?;
        world.open("/").await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn the_token_leaves_the_address_even_when_nothing_else_works() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        world.site.configure(ConfigJson::Unreachable);
        answer(world, &email).await?;
        world.sees_heading("The page could not be loaded").await?;
        world.is_at("/callback").await?;
        // The network is back: what was proved is not lost.
        by_redirect(world);
        world.press("Try again").await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn coming_back_without_a_network_fails_in_words() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        world
            .cognito
            .inject(Fault::drop().on("RespondToAuthChallenge"));
        answer(world, &email).await?;
        refuses(world, "We cannot reach the sign-in service").await?;
        world.sees_form_ready(&email).await?;
        world.cognito.recover();
        world.press("Continue").await?;
        world.sees_heading(CHALLENGE_HEADING).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn where_nothing_is_kept_the_challenge_is_a_dialog() -> Result<()> {
    let setup = Setup {
        browser: Options {
            blocks_storage: true,
            ..USUAL.browser
        },
        ..USUAL
    };
    e2e(setup, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn a_callback_that_nobody_waits_for_signs_nobody_in() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        for address in [
            "/callback?token=made-up",
            "/callback",
            "/callback/?token=x#y",
        ] {
            world.open(address).await?;
            refuses(world, NOTHING_PENDING).await?;
        }
        let asked = world.cognito.operations();
        ensure!(asked.is_empty(), "Cognito is not even asked: {asked:?}");
        let email = world.new_email();
        leave(world, &email).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await?;
        world.is_at("/").await
    })
}

#[test]
fn a_callback_that_comes_too_late_says_so() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        let challenge = world.browser.driver().current_url().await?;
        world.open_without_app().await?;
        world
            .browser
            .evaluate::<()>(
                "for (const store of [sessionStorage, localStorage])
                     for (const key of Object.keys(store).filter((key) => key.endsWith('.pendingSignIn'))) {
                         const pending = JSON.parse(store[key]);
                         for (const time of ['started', 'expires']) pending[time] -= 16 * 60_000;
                         store[key] = JSON.stringify(pending);
                     }",
            )
            .await?;
        world.browser.driver().goto(challenge.as_str()).await?;
        answer(world, &email).await?;
        refuses(world, "That took too long").await?;
        world.sees_form_ready(&email).await?;
        let asked = world.cognito.operations();
        ensure!(
            !asked.contains(&"RespondToAuthChallenge".to_owned()),
            "it is not even tried: {asked:?}"
        );
        Ok(())
    })
}

#[test]
fn a_callback_that_is_reloaded_midway_signs_nobody_in_twice() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        world
            .cognito
            .inject(Fault::hold().on("RespondToAuthChallenge"));
        answer(world, &email).await?;
        last_token(world).await?;
        world.is_at("/callback").await?;
        world.reload().await?;
        refuses(world, NOTHING_PENDING).await?;
        world.cognito.recover();
        let answers = world.cognito.operations();
        let answers = answers.iter().filter(|it| *it == "RespondToAuthChallenge");
        ensure!(answers.count() == 1, "it is answered once");
        Ok(())
    })
}

#[test]
fn a_callback_that_was_used_is_of_no_use_again() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        let email = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &email).await?;
        answer(world, &email).await?;
        world.sees_signed_in(&email).await?;
        let used = format!("/callback?token={}", last_token(world).await?);
        // Whoever is signed in stays so, and sees the home page.
        world.open(&used).await?;
        world.sees_signed_in(&email).await?;
        world.is_at("/").await?;
        world.sign_out().await?;
        world.open(&used).await?;
        refuses(world, NOTHING_PENDING).await?;
        // Nor does it answer the challenge of another attempt.
        leave(world, &email).await?;
        world.open(&used).await?;
        refuses(world, NOT_PROVEN).await
    })
}

#[test]
fn a_strangers_token_signs_nobody_in() -> Result<()> {
    e2e(USUAL, async |world| {
        by_redirect(world);
        // Mallory answers her own challenge, and keeps the token instead of using it.
        let mallory = world.new_email();
        world.open("/sign-in").await?;
        leave(world, &mallory).await?;
        let answering = "RespondToAuthChallenge";
        world.cognito.inject(Fault::drop().on(answering));
        answer(world, &mallory).await?;
        let token = last_token(world).await?;
        refuses(world, "We cannot reach the sign-in service").await?;
        world.cognito.recover();
        // Then she has somebody open it: with nothing under way, and in the middle of their own sign-in.
        let strangers = format!("/callback?token={token}");
        world.open(&strangers).await?;
        refuses(world, NOTHING_PENDING).await?;
        let email = world.new_email();
        leave(world, &email).await?;
        world.open(&strangers).await?;
        refuses(world, NOT_PROVEN).await?;
        until("no token of the session shows", async || {
            Ok(!world.browser.visible_text().await?.contains(&mallory))
        })
        .await
    })
}
