//! Signing in with an email code, staying signed in, signing out.

use e2e::{Result, e2e, ensure};
use serde_json::Value;

use crate::USUAL;

#[test]
fn a_new_user_signs_in_stays_signed_in_and_signs_out() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/").await?;
        world.is_at("/sign-in").await?;
        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        world.finish_sign_in(&email).await?;
        world.is_at("/").await?;
        world
            .cognito_was_asked_for(&[
                "InitiateAuth",
                "SignUp",
                "InitiateAuth",
                "RespondToAuthChallenge",
            ])
            .await?;

        world.reload().await?;
        world.sees_signed_in(&email).await?;

        world.sign_out().await?;
        ensure!(
            world.stored_keys().await?.is_empty(),
            "signing out leaves nothing behind"
        );
        world.open("/").await?;
        world.sees_heading("Sign in").await
    })
}

#[test]
fn a_returning_user_costs_one_initiate_auth_and_no_sign_up() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.sign_out().await?;
        world.open("/").await?;
        world.cognito.forget_calls();

        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await?;
        world
            .cognito_was_asked_for(&["InitiateAuth", "RespondToAuthChallenge"])
            .await
    })
}

#[test]
fn signing_out_revokes_the_refresh_token() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let calls = world.cognito.calls();
        let tokens = calls
            .iter()
            .rev()
            .find_map(|call| call.answer.as_ref()?.get("AuthenticationResult"));
        let refresh_token = tokens
            .and_then(|tokens| tokens.get("RefreshToken"))
            .cloned();
        ensure!(
            refresh_token.as_ref().is_some_and(Value::is_string),
            "there is a refresh token"
        );
        world.cognito.forget_calls();

        world.sign_out().await?;
        world.cognito_was_asked_for(&["RevokeToken"]).await?;
        let revoked = world
            .cognito
            .calls()
            .first()
            .and_then(|call| call.request.get("Token").cloned());
        ensure!(
            revoked == refresh_token,
            "the token of this session is revoked"
        );
        Ok(())
    })
}

#[test]
fn the_home_page_says_when_the_session_ends() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let left: f64 = world
            .browser
            .evaluate("return new Date(document.querySelector('time').dateTime) - Date.now();")
            .await?;
        ensure!(left > 0.0, "it ends in the future, not {left} ms from now");
        let shown: String = world
            .browser
            .evaluate("return document.querySelector('time').innerText;")
            .await?;
        ensure!(
            shown.contains(|c: char| c.is_ascii_digit()),
            "it is a time of day: {shown}"
        );
        Ok(())
    })
}

#[test]
fn a_restored_session_shows_no_flash_of_another_page() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world
            .browser
            .before_every_page(
                "window.headings = [];
                 new MutationObserver(() => document.querySelectorAll('h1').forEach((h1) => {
                     if (h1.getClientRects().length && !window.headings.includes(h1.textContent)) window.headings.push(h1.textContent);
                 })).observe(document, { childList: true, subtree: true, characterData: true });",
            )
            .await?;
        for path in ["/", "/sign-in"] {
            world.open(path).await?;
            world.sees_signed_in(&email).await?;
            let headings: Vec<String> = world.browser.evaluate("return window.headings;").await?;
            ensure!(
                headings == ["You are signed in"],
                "{path} showed {headings:?}"
            );
        }
        Ok(())
    })
}

#[test]
fn what_is_no_email_is_said_at_the_field() -> Result<()> {
    e2e(USUAL, async |world| {
        world.open("/sign-in").await?;
        for (typed, words) in [
            ("", "Enter your email."),
            ("ada", "Enter a whole email address"),
        ] {
            world.submit_email(typed).await?;
            world.sees_alert(words).await?;
            let field = world
                .browser
                .find(e2e::browser::Role::Textbox, "Email")
                .await?;
            ensure!(
                field.attr("aria-invalid").await?.as_deref() == Some("true"),
                "it is marked"
            );
            let described: String = world
                .browser
                .evaluate(
                    "const field = document.activeElement;
                     return document.getElementById(field.getAttribute('aria-describedby')).innerText;",
                )
                .await?;
            ensure!(
                described.contains(words),
                "the field with the focus is described by: {described}"
            );
        }
        ensure!(
            world.cognito.operations().is_empty(),
            "Cognito is not asked"
        );
        let email = world.new_email();
        world.submit_email(&email).await?;
        world.sees_no_alert().await?;
        world.finish_sign_in(&email).await
    })
}
