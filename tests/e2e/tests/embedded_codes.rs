//! Codes on the app's own screens: by email, text message, WhatsApp and from an authenticator app.

use e2e::browser::{Line, Role};
use e2e::embedded::heading;
use e2e::wait::until;
use e2e::{Context, Result, World, e2e, ensure};
use serde_json::json;
use thirtyfour::Key;

use crate::USUAL;
use crate::challenge::other_than;
use crate::content_security::unknown_user;
use crate::passkey_autofill::CLOCK;

const RESEND: &str = "Resend code";

#[test]
fn a_new_person_signs_up_by_email_and_comes_back() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.begin_embedded(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.is_at("/sign-in").await?;
        world.takes_focus(Role::Textbox, "Code").await?;
        ensure!(!world.browser.has_popup().await?, "there is no dialog");
        // What keyboards and password managers go by.
        let field = world.browser.find(Role::Textbox, "Code").await?;
        for (name, value) in [("autocomplete", "one-time-code"), ("inputmode", "numeric")] {
            ensure!(field.attr(name).await?.as_deref() == Some(value), "{name}");
        }
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        world.is_at("/").await?;
        let claims = world.stored_session().await?.claims()?;
        ensure!(claims["email_verified"] == true, "{claims}");

        world.sign_out().await?;
        world.cognito.forget_calls();
        world.submit_email(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        world
            .cognito_was_asked_for(&["InitiateAuth", "RespondToAuthChallenge"])
            .await?;
        // A browser may take a moment to give up what autofill asked for; the page then asks again.
        let expected = |line: &Line| {
            unknown_user(line) || line.message.contains("A request is already pending")
        };
        world.console_is_clean(expected).await?;
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn each_kind_of_code_signs_in_and_the_last_one_used_comes_first() -> Result<()> {
    e2e(USUAL, async |world| {
        let (email, phone) = (world.new_email(), world.new_phone());
        let account = world.has_account(&email).await?;
        world.enrols(&account, "SMS", &phone).await?;
        let mut app = world.enrols_app(&account).await?;

        world.begin_embedded(&email).await?;
        world.sees_heading(heading::APP).await?;
        let resend = world.browser.find_now(Role::Button, RESEND).await?;
        ensure!(resend.is_none(), "an app is sent nothing");
        world.write("Code", &app.next_code().await?).await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;

        world.submit_email(&email).await?;
        world.sees_heading(heading::APP).await?;
        world.use_another_method("Code by text message").await?;
        world.sees_heading(heading::SMS).await?;
        let message = world.authsignal.next_message(&phone).await?;
        let code = message.code.context("no code")?;
        // The line that WebOTP goes by.
        let text = message.text.unwrap_or_default();
        ensure!(text.ends_with(&format!("\n@localhost #{code}")), "{text}");
        world.write("Code", &code).await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;

        world.submit_email(&email).await?;
        world.sees_heading(heading::SMS).await?;
        world.use_another_method("Code by WhatsApp").await?;
        world.sees_heading(heading::WHATSAPP).await?;
        let message = world.authsignal.next_message(&phone).await?;
        ensure!(message.channel == "whatsapp", "by {}", message.channel);
        world
            .write("Code", &message.code.context("no code")?)
            .await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;

        world.submit_email(&email).await?;
        world.sees_heading(heading::SMS).await?;
        world.use_another_method("Code by email").await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

/// A browser that reads text messages, as soon as `phoneGets` is called with one (WebOTP).
const READS_TEXTS: &str = "
    window.OTPCredential = class {};
    const real = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => options?.otp
        ? new Promise((resolve, reject) => {
            window.phoneGets = (text) => resolve({code: text.match(/@localhost #(\\d+)$/)[1]});
            options.signal.onabort = () => {
                window.phoneGets = undefined;
                reject(options.signal.reason);
            };
        })
        : real(options);";

#[test]
fn a_browser_that_reads_text_messages_fills_in_the_code() -> Result<()> {
    e2e(USUAL, async |world| {
        let (email, phone) = (world.new_email(), world.new_phone());
        let account = world.has_account(&email).await?;
        world.enrols(&account, "SMS", &phone).await?;
        world.browser.before_every_page(READS_TEXTS).await?;
        world.begin_embedded(&email).await?;
        let reads = "return window.phoneGets != null;";
        for way_back in [true, false] {
            world.use_another_method("Code by text message").await?;
            world.sees_heading(heading::SMS).await?;
            until("the page to wait for the message", async || {
                world.browser.evaluate(reads).await
            })
            .await?;
            if way_back {
                world.use_another_method("Code by email").await?;
                world.sees_heading(heading::EMAIL).await?;
                until("nobody to wait for the message", async || {
                    Ok(!world.browser.evaluate::<bool>(reads).await?)
                })
                .await?;
                world.authsignal.next_message(&phone).await?;
            }
        }
        let message = world.authsignal.next_message(&phone).await?;
        let text = json!(message.text.context("no text")?);
        world
            .browser
            .evaluate::<()>(&format!("phoneGets({text});"))
            .await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_wrong_code_is_said_and_typed_over() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.begin_embedded(&email).await?;
        let code = world.authsignal.next_code(&email).await?;
        world.write("Code", &other_than(&code)).await?;
        world.sees_wrong_code().await?;
        world.type_keys(&code).await?;
        world.sees_signed_in(&email).await?;
        world.sees_no_alert().await
    })
}

#[test]
fn too_many_wrong_codes_end_the_attempt_and_the_next_one_succeeds() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.begin_embedded(&email).await?;
        let code = world.authsignal.next_code(&email).await?;
        for _ in 0..2 {
            world.write("Code", &other_than(&code)).await?;
            world.sees_wrong_code().await?;
        }
        world.write("Code", &other_than(&code)).await?;
        world.sees_alert("Too many attempts").await?;
        world.sees_form_ready(&email).await?;
        ensure!(world.stored_keys().await?.is_empty(), "there is no session");

        world.press("Continue").await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn another_code_can_be_had_after_a_while_and_replaces_the_first() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.browser.before_every_page(CLOCK).await?;
        world.begin_embedded(&email).await?;
        let first = world.authsignal.next_code(&email).await?;
        ensure!(world.must_wait_for(RESEND).await?, "one was sent just now");
        world.sees_text("You can resend it in").await?;
        world.press(RESEND).await?;
        ensure!(
            world.authsignal.message_count(&email).await? == 1,
            "who has to wait is sent nothing"
        );
        world
            .browser
            .evaluate::<()>("window.minutesAhead = 1;")
            .await?;
        world.resend(RESEND).await?;
        let second = world.authsignal.next_code(&email).await?;
        until("the wait to begin anew", async || {
            world.must_wait_for(RESEND).await
        })
        .await?;
        if first != second {
            world.write("Code", &first).await?;
            world.sees_wrong_code().await?;
        }
        world.write("Code", &second).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn an_expired_token_leads_to_a_new_challenge_without_the_email_being_typed_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.begin_embedded(&email).await?;
        let fault = json!({
            "pathPrefix": "/v1/client/verify", "status": 401, "code": "expired_token", "times": 1,
        });
        world.authsignal.inject(&email, fault).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_alert("That took too long").await?;
        world.sees_form_ready(&email).await?;
        world.press("Continue").await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_lost_connection_is_said_and_nothing_has_to_be_typed_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let sending = json!({"pathPrefix": "/v1/client/user-authenticators", "drop": true});
        world.authsignal.inject(&email, sending).await?;
        world.begin_embedded(&email).await?;
        world.sees_alert("Check your connection").await?;
        world.authsignal.recover(&email).await?;
        world.press("Try again").await?;
        let code = world.authsignal.next_code(&email).await?;

        let verifying = json!({"pathPrefix": "/v1/client/verify", "drop": true});
        world.authsignal.inject(&email, verifying).await?;
        world.write("Code", &code).await?;
        world.sees_alert("Check your connection").await?;
        let field = world.browser.find(Role::Textbox, "Code").await?;
        ensure!(field.value().await?.as_deref() == Some(&*code), "it stays");
        world.authsignal.recover(&email).await?;
        world.press("Verify").await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn codes_by_email_that_somebody_guessed_at_are_locked_and_the_other_ways_stay_open() -> Result<()> {
    e2e(USUAL, async |world| {
        let (email, phone) = (world.new_email(), world.new_phone());
        let account = world.has_account(&email).await?;
        world.enrols(&account, "SMS", &phone).await?;
        world.guesses_codes(&email, 10).await?;
        world.begin_embedded(&email).await?;
        world.sees_alert("Too many attempts").await?;
        world.use_another_method("Code by text message").await?;
        world.sees_heading(heading::SMS).await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn starting_over_is_calm_and_keeps_the_email() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.begin_embedded(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.press("Start over").await?;
        world.sees_form_ready(&email).await?;
        world.sees_no_alert().await?;
        let asked = world.cognito.operations();
        ensure!(
            !asked.contains(&"RespondToAuthChallenge".to_owned()),
            "nothing is answered: {asked:?}"
        );
        let abandoned = world.authsignal.next_code(&email).await?;
        world.press("Continue").await?;
        let code = world.authsignal.next_code(&email).await?;
        if abandoned != code {
            world.write("Code", &abandoned).await?;
            world.sees_wrong_code().await?;
        }
        world.write("Code", &code).await?;
        world.sees_signed_in(&email).await
    })
}

/// Signs in with a code that is put in at once, in this form.
async fn pastes(world: &World, email: &str, separator: &str) -> Result<()> {
    world.submit_email(email).await?;
    world.takes_focus(Role::Textbox, "Code").await?;
    let code = world.authsignal.next_code(email).await?;
    let (left, right) = code.split_at(3);
    world.paste(&format!("{left}{separator}{right}")).await?;
    world.sees_signed_in(email).await?;
    world.sign_out().await
}

#[test]
fn codes_can_be_pasted_as_messages_write_them() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.embedded();
        world.open("/sign-in").await?;
        for separator in [" ", "-"] {
            pastes(world, &email, separator).await?;
        }
        Ok(())
    })
}

#[test]
fn too_few_digits_are_said_and_cost_nothing() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.begin_embedded(&email).await?;
        let code = world.authsignal.next_code(&email).await?;
        let (begin, rest) = code.split_at(4);
        for _ in 0..4 {
            world.write("Code", begin).await?;
            world.press_key(Key::Enter).await?;
            until("an alert", async || {
                Ok(world.browser.texts(Role::Alert).await?.len() == 1)
            })
            .await?;
        }
        world.press_key(Key::End).await?;
        world.type_keys(rest).await?;
        world.sees_signed_in(&email).await
    })
}
