//! What the browser keeps, cannot keep, or gives back damaged.

use e2e::browser::Options;
use e2e::wait::until;
use e2e::{Result, Setup, e2e, ensure};

use crate::USUAL;

#[test]
fn the_session_is_kept_as_amplify_keeps_it() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let prefix = format!("CognitoIdentityServiceProvider.{}", world.client_id());
        let user: String = world
            .browser
            .evaluate(&format!("return localStorage['{prefix}.LastAuthUser'];"))
            .await?;
        let mut expected: Vec<String> = [
            "accessToken",
            "clockDrift",
            "idToken",
            "refreshToken",
            "signInDetails",
        ]
        .iter()
        .map(|name| format!("{prefix}.{user}.{name}"))
        .collect();
        expected.push(format!("{prefix}.LastAuthUser"));
        expected.sort();
        let kept = world.stored_keys().await?;
        ensure!(kept == expected, "kept are {kept:?}");
        Ok(())
    })
}

#[test]
fn damaged_values_are_cleaned_up_and_others_left_alone() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let prefix = format!("CognitoIdentityServiceProvider.{}", world.client_id());
        let damaged = format!(
            "localStorage.clear();
             localStorage['{prefix}.LastAuthUser'] = 'ada';
             localStorage['{prefix}.ada.accessToken'] = 'not.a.token';
             localStorage['{prefix}.ada.idToken'] = '';
             localStorage['{prefix}.ada.refreshToken'] = 'x';
             localStorage['{prefix}.ada.clockDrift'] = 'NaN';
             localStorage['{prefix}.ada.signInDetails'] = '{{';
             localStorage['CognitoIdentityServiceProvider.another.LastAuthUser'] = 'kept';
             localStorage['theme'] = 'kept';"
        );
        world.open_without_app().await?;
        world.browser.evaluate::<()>(&damaged).await?;
        world.open("/").await?;
        world.sees_heading("Sign in").await?;
        world.sees_no_alert().await?;
        until("only what others keep is left", async || {
            let left: Vec<String> = world
                .browser
                .evaluate("return Object.keys(localStorage).sort();")
                .await?;
            Ok(left
                == [
                    "CognitoIdentityServiceProvider.another.LastAuthUser",
                    "theme",
                ])
        })
        .await?;
        world.sign_in(&email).await?;
        world.reload().await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_token_that_was_tampered_with_is_no_session() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world
            .browser
            .evaluate::<()>(
                "for (const key of Object.keys(localStorage))
                     if (key.endsWith('.accessToken')) localStorage[key] = localStorage[key].slice(0, 40);",
            )
            .await?;
        world.reload().await?;
        world.sees_heading("Sign in").await?;
        ensure!(
            world.stored_keys().await?.is_empty(),
            "what is damaged is cleaned up"
        );
        Ok(())
    })
}

#[test]
fn with_local_storage_full_the_session_lives_with_the_tab_and_says_so() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open_without_app().await?;
        world
            .browser
            .evaluate::<()>(
                "let n = 0;
                 for (let size = 1 << 22; size >= 1; size >>= 1)
                     for (;;) try { localStorage['fill' + n++] = 'x'.repeat(size); } catch { break; }",
            )
            .await?;
        world.sign_in(&email).await?;
        world.sees_status("until you close this tab").await?;
        ensure!(
            world.stored_keys().await?.is_empty(),
            "no half a session is left in localStorage"
        );
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        world.sees_status("until you close this tab").await?;
        world.sign_out().await?;
        world.reload().await?;
        world.sees_heading("Sign in").await
    })
}

#[test]
fn with_storage_blocked_by_the_browser_signing_in_works_and_says_so() -> Result<()> {
    let setup = Setup {
        browser: Options {
            blocks_storage: true,
            ..USUAL.browser
        },
        ..USUAL
    };
    e2e(setup, async |world| {
        let email = world.new_email();
        world.open("/").await?;
        let blocked: bool = world
            .browser
            .evaluate("try { return !window.sessionStorage; } catch { return true; }")
            .await?;
        ensure!(blocked, "the browser blocks storage");
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await?;
        world.sees_status("until you").await?;
        world.sign_out().await
    })
}
