//! Creating a passkey after another way of signing in: the offer on the home page, and what came of it.

use e2e::browser::Role;
use e2e::passkey_requests::PasswordManager;
use e2e::passkeys::{Authenticator, Person};
use e2e::wait::until;
use e2e::{Result, World, e2e, ensure};
use reqwest::Method;
use serde_json::json;

use crate::USUAL;
use crate::passkey_autofill::CLOCK;

const CREATE: &str = "Create a passkey";
const CREATED: &str = "Passkey created";

/// A watched browser on a device that can keep passkeys.
async fn device(world: &World) -> Result<Authenticator<'_>> {
    world.watch_passkeys().await?;
    world.browser.before_every_page(CLOCK).await?;
    world.browser.add_authenticator().await
}

async fn sees_offer(world: &World) -> Result<()> {
    world.browser.find(Role::Button, CREATE).await.map(drop)
}

/// The home page, for long enough to know, offers no passkey.
async fn sees_no_offer(world: &World, email: &str) -> Result<()> {
    world.sees_signed_in(email).await?;
    // The page asks the API before it offers one: it has had its answer when these have theirs.
    let session = world.stored_session().await?;
    for _ in 0..5 {
        world
            .ask_api(Method::GET, "/authenticators", &session)
            .await?
            .success()?;
    }
    let offered = world.browser.find_now(Role::Button, CREATE).await?;
    ensure!(offered.is_none(), "a passkey is offered");
    Ok(())
}

/// How often this page called the API.
async fn api_calls(world: &World) -> Result<usize> {
    world
        .browser
        .evaluate(
            "return performance.getEntriesByType('resource')
                 .filter(({name, initiatorType}) =>
                     initiatorType === 'fetch' && name.includes('/authenticators')
                         && !name.includes('/client/')).length;",
        )
        .await
}

async fn minutes_ahead(world: &World, minutes: u32) -> Result<()> {
    world
        .browser
        .evaluate(&format!("window.minutesAhead = {minutes};"))
        .await
}

#[test]
fn a_passkey_created_after_an_email_code_signs_in_next_time() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        sees_offer(world).await?;
        let asked = api_calls(world).await?;
        world.press(CREATE).await?;
        world.sees_status(CREATED).await?;
        device.keeps(1).await?;
        sees_no_offer(world, &email).await?;
        ensure!(
            api_calls(world).await? == asked,
            "what proved the sign-in is good enough to create one"
        );
        world.asked_one_at_a_time().await?;
        world.reload().await?;
        sees_no_offer(world, &email).await?;

        world.sign_out().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        sees_no_offer(world, &email).await?;
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn a_cancelled_creation_is_calm_and_can_be_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        device.person(Person::Cancels).await?;
        world.press(CREATE).await?;
        world.modal_request_ends("NotAllowedError").await?;
        world.sees_no_alert().await?;
        device.person(Person::Agrees).await?;
        world.press(CREATE).await?;
        world.sees_status(CREATED).await?;
        device.keeps(1).await
    })
}

#[test]
fn not_now_holds_for_two_weeks_and_for_one_person() -> Result<()> {
    e2e(USUAL, async |world| {
        device(world).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.press("Not now").await?;
        sees_no_offer(world, &email).await?;
        world.reload().await?;
        sees_no_offer(world, &email).await?;
        world.sign_out().await?;

        let other = world.new_email();
        world.sign_in(&other).await?;
        sees_offer(world).await?;
        world.sign_out().await?;

        for (days, due) in [(13, false), (15, true)] {
            let minutes = days * 24 * 60;
            world
                .browser
                .before_every_page(&format!("window.minutesAhead = {minutes};"))
                .await?;
            world.reload().await?;
            world.sign_in(&email).await?;
            if due {
                sees_offer(world).await?;
            } else {
                sees_no_offer(world, &email).await?;
            }
            world.sign_out().await?;
        }
        Ok(())
    })
}

#[test]
fn who_does_not_want_to_be_asked_again_is_not() -> Result<()> {
    e2e(USUAL, async |world| {
        device(world).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.press("Don't ask again").await?;
        sees_no_offer(world, &email).await?;
        world.sign_out().await?;
        let year = 365 * 24 * 60;
        world
            .browser
            .before_every_page(&format!("window.minutesAhead = {year};"))
            .await?;
        world.reload().await?;
        world.sign_in(&email).await?;
        sees_no_offer(world, &email).await
    })
}

#[test]
fn who_has_a_passkey_elsewhere_is_offered_none() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        // It is on another device, and this browser knows nothing.
        for passkey in device.passkeys().await? {
            device.take(&passkey).await?;
        }
        world
            .browser
            .evaluate::<()>("localStorage.clear();")
            .await?;
        world.reload().await?;
        world.submit_email(&email).await?;
        world.press_in_popup("Use another method").await?;
        world.finish_sign_in(&email).await?;
        sees_no_offer(world, &email).await
    })
}

#[test]
fn a_device_that_can_keep_none_is_offered_none() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        sees_no_offer(world, &email).await
    })
}

#[test]
fn an_older_sign_in_takes_a_fresh_token_of_the_api() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        for reloaded in [false, true] {
            let email = world.new_email();
            world.sign_in(&email).await?;
            if reloaded {
                // What proved the sign-in is kept in memory only.
                world.reload().await?;
            }
            sees_offer(world).await?;
            let asked = api_calls(world).await?;
            if !reloaded {
                minutes_ahead(world, 11).await?;
            }
            world.press(CREATE).await?;
            world.sees_status(CREATED).await?;
            ensure!(
                api_calls(world).await? > asked,
                "the API should be asked for a token"
            );
            for passkey in device.passkeys().await? {
                device.take(&passkey).await?;
            }
            world.sign_out().await?;
        }
        Ok(())
    })
}

#[test]
fn a_creation_that_fails_is_said_in_words() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        sees_offer(world).await?;
        for (fault, words) in [
            (json!({"drop": true}), "we could not reach the service"),
            (json!({"status": 429}), "Too many attempts"),
            (json!({"status": 500}), "No passkey was created. Try again"),
        ] {
            let mut fault = fault;
            fault["pathPrefix"] = json!("/v1/client/user-authenticators/passkey");
            world.authsignal.inject(&email, fault).await?;
            world.press(CREATE).await?;
            world.sees_alert(words).await?;
            device.keeps(0).await?;
            world.authsignal.recover(&email).await?;
        }
        world.press(CREATE).await?;
        world.sees_status(CREATED).await?;
        device.keeps(1).await
    })
}

#[test]
fn a_password_manager_makes_one_unasked() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        world.has_password_manager(PasswordManager::Creates).await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.sees_status(CREATED).await?;
        device.keeps(1).await?;
        sees_no_offer(world, &email).await?;
        world.sign_out().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_password_manager_that_hesitates_makes_way_for_the_person() -> Result<()> {
    e2e(USUAL, async |world| {
        let device = device(world).await?;
        world
            .has_password_manager(PasswordManager::Hesitates)
            .await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        until("the password manager to be asked", async || {
            let requests = world.passkey_requests().await?;
            let asked = |kind: &str, mediation: &str| {
                let mut all = requests.iter();
                all.any(|request| request.kind == kind && request.mediation == mediation)
            };
            Ok(asked("create", "conditional"))
        })
        .await?;
        world.press(CREATE).await?;
        world.sees_status(CREATED).await?;
        device.keeps(1).await?;
        world.asked_one_at_a_time().await
    })
}
