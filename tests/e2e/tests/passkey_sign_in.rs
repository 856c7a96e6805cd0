//! Signing in with a passkey from the sign-in page: where the email is typed, and by the button.

use e2e::browser::Role;
use e2e::passkeys::{Lie, Person, Request};
use e2e::wait::{eventually, until};
use e2e::{Result, World, e2e, ensure};
use serde_json::json;

use crate::USUAL;

pub(crate) const BUTTON: &str = "Sign in with a passkey";
const BY_PASSKEY: [&str; 2] = ["InitiateAuth", "RespondToAuthChallenge"];
const VERIFY: &str = "/v1/client/verify/passkey";

/// Somebody who has a passkey, at the sign-in page with autofill ready.
async fn comes_back(world: &World) -> Result<String> {
    let email = world.new_email();
    world.has_passkey(&email).await?;
    // What the page asks from here on is not mixed with what it asked before.
    world.reload().await?;
    world.autofill_waits().await?;
    world.cognito.forget_calls();
    Ok(email)
}

async fn nobody_is_signed_in(world: &World) -> Result<()> {
    ensure!(world.stored_keys().await?.is_empty(), "there is a session");
    let asked = world.cognito.operations();
    ensure!(asked.is_empty(), "Cognito was asked for {asked:?}");
    Ok(())
}

#[test]
fn a_passkey_picked_where_the_email_is_typed_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let messages = world.authsignal.message_count(&email).await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&BY_PASSKEY).await?;
        world.asked_one_at_a_time().await?;
        ensure!(
            world.authsignal.message_count(&email).await? == messages,
            "nothing is sent to who has a passkey"
        );
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn what_the_browser_itself_fills_in_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.makes_passkey(&email).await?;
        world.open_without_app().await?;
        world
            .browser
            .evaluate::<()>("localStorage.clear();")
            .await?;
        world.cognito.forget_calls();
        world.open("/").await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&BY_PASSKEY).await
    })
}

#[test]
fn the_button_takes_over_from_autofill() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&BY_PASSKEY).await?;
        world.asked_one_at_a_time().await?;
        let requests = world.passkey_requests().await?;
        let [autofill, modal] = requests.as_slice() else {
            e2e::bail!("two requests were expected: {requests:?}");
        };
        ensure!(
            autofill.is_autofill() && autofill.state == "AbortError",
            "{autofill:?}"
        );
        ensure!(
            modal.mediation == "modal" && modal.state == "done",
            "{modal:?}"
        );
        Ok(())
    })
}

#[test]
fn the_button_takes_over_from_an_autofill_that_the_browser_holds() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.let_browser_autofill().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.makes_passkey(&email).await?;
        device.answers(false).await?;
        world.sign_out().await?;
        world.autofill_waits().await?;
        device.answers(true).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn a_cancelled_button_is_calm_and_autofill_is_ready_again() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let typed = world.new_email();
        world.write("Email", &typed).await?;
        device.person(Person::Cancels).await?;
        for _ in 0..2 {
            world.press(BUTTON).await?;
            world.modal_request_ends("NotAllowedError").await?;
            world.autofill_waits().await?;
            world.sees_form_ready(&typed).await?;
            world.sees_no_alert().await?;
        }
        nobody_is_signed_in(world).await?;
        device.keeps(1).await?;
        device.person(Person::Agrees).await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn a_cancelled_autofill_is_calm_and_offered_again() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        let typed = world.new_email();
        world.write("Email", &typed).await?;
        device.person(Person::Cancels).await?;
        world.pick_passkey().await?;
        until("autofill to be cancelled", async || {
            let requests = world.passkey_requests().await?;
            Ok(requests.iter().any(Request::is_cancelled))
        })
        .await?;
        world.autofill_waits().await?;
        world.sees_form_ready(&typed).await?;
        world.sees_no_alert().await?;
        nobody_is_signed_in(world).await?;
        device.keeps(1).await?;
        device.person(Person::Agrees).await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn a_passkey_signs_in_its_own_person_whatever_email_was_typed() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let other = world.new_email();
        world.sign_in(&other).await?;
        world.sign_out().await?;
        let messages = world.authsignal.message_count(&other).await?;
        for by_button in [false, true] {
            let email = comes_back(world).await?;
            world.write("Email", &other).await?;
            if by_button {
                world.press(BUTTON).await?;
            } else {
                world.pick_passkey().await?;
            }
            // With several passkeys the browser takes the oldest: whoever it is, it is not who was typed.
            let text = eventually("somebody to be signed in", async || {
                let button = world.browser.find_now(Role::Button, "Sign out").await?;
                let text = world.browser.visible_text().await?;
                Ok(button.map(|_| text))
            })
            .await?;
            ensure!(!text.contains(&other), "the typed email is signed in");
            ensure!(by_button || text.contains(&email), "{text}");
            world.sign_out().await?;
        }
        ensure!(
            world.authsignal.message_count(&other).await? == messages,
            "no code is sent to who was typed"
        );
        Ok(())
    })
}

#[test]
fn a_dishonest_authenticator_signs_nobody_in_and_keeps_its_passkey() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        for lie in [Lie::Signature, Lie::NobodyVerified] {
            device.lies(Some(lie)).await?;
            world.press(BUTTON).await?;
            world
                .sees_alert("We could not confirm your passkey")
                .await?;
            nobody_is_signed_in(world).await?;
        }
        device.keeps(1).await?;
        device.lies(None).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn authsignal_down_after_the_passkey_is_said_in_words_and_the_passkey_stays() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        for (fault, words) in [
            (json!({"drop": true}), "We cannot reach the sign-in service"),
            (
                json!({"status": 500}),
                "Signing in is not possible right now",
            ),
            (json!({"status": 429}), "Too many attempts"),
        ] {
            let mut fault = fault;
            fault["pathPrefix"] = json!(VERIFY);
            world.authsignal.inject(&email, fault).await?;
            world.press(BUTTON).await?;
            world.sees_alert(words).await?;
            nobody_is_signed_in(world).await?;
            world.authsignal.recover(&email).await?;
        }
        device.keeps(1).await?;
        world.autofill_waits().await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn cognito_down_after_the_passkey_is_said_in_words() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        for operation in BY_PASSKEY {
            world
                .cognito
                .inject(e2e::cognito::Fault::drop().on(operation));
            world.press(BUTTON).await?;
            world
                .sees_alert("We cannot reach the sign-in service")
                .await?;
            ensure!(world.stored_keys().await?.is_empty(), "there is a session");
            world.cognito.recover();
        }
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await
    })
}

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
fn without_support_the_button_says_what_to_do_and_the_email_works() -> Result<()> {
    e2e(USUAL, async |world| {
        world
            .browser
            .before_every_page("delete window.PublicKeyCredential;")
            .await?;
        let email = world.new_email();
        world.open("/").await?;
        world.write("Email", &email).await?;
        world.press(BUTTON).await?;
        world
            .sees_alert(
                "This browser cannot use passkeys on this page. Enter your email to sign in.",
            )
            .await?;
        world.sees_form_ready(&email).await?;
        world.press("Continue").await?;
        world.finish_sign_in(&email).await?;
        let offered = world.browser.find_now(Role::Button, "Create a passkey");
        ensure!(offered.await?.is_none(), "what cannot be is not offered");
        Ok(())
    })
}

#[test]
fn a_wrong_relying_party_is_said_and_the_email_works() -> Result<()> {
    e2e(USUAL, async |world| {
        world
            .browser
            .before_every_page(
                "const ask = navigator.credentials.get.bind(navigator.credentials);
                 navigator.credentials.get = (options) =>
                     ask({...options, publicKey: {...options.publicKey, rpId: 'example.com'}});",
            )
            .await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.open("/").await?;
        world.press(BUTTON).await?;
        world
            .sees_alert("Passkeys are not set up correctly on this site. Enter your email")
            .await?;
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await
    })
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

#[test]
fn a_request_that_nobody_answers_can_be_given_up() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        world.write("Email", &email).await?;
        device.answers(false).await?;
        world.press(BUTTON).await?;
        world
            .sees_status("Choose a passkey where your browser asks for it")
            .await?;
        world.press("Cancel").await?;
        world.modal_request_ends("AbortError").await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        world.autofill_waits().await?;
        device.answers(true).await?;
        world.press(BUTTON).await?;
        world.sees_signed_in(&email).await?;
        world.asked_one_at_a_time().await
    })
}

#[test]
fn who_signed_in_with_a_passkey_is_greeted_and_can_be_forgotten() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = comes_back(world).await?;
        world
            .sees_text("Last time you signed in with your email")
            .await?;
        world.pick_passkey().await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;
        world
            .sees_text("Last time you signed in with a passkey")
            .await?;
        world.sees_form_ready(&email).await?;
        world.press("Use another account").await?;
        world.sees_form_ready("").await?;
        world.reload().await?;
        world.sees_form_ready("").await?;
        let text = world.browser.visible_text().await?;
        ensure!(!text.contains("Welcome back"), "it was forgotten: {text}");
        Ok(())
    })
}
