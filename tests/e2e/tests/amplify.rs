//! Another app of the same origin, which uses aws-amplify itself: one session for both.

use e2e::amplify::Amplify;
use e2e::{Context, Result, World, e2e, ensure};
use serde_json::{Value, json};

use crate::USUAL;
use crate::session::{RENEWAL, let_the_tokens_expire};

#[test]
fn amplify_finds_our_user_and_our_very_tokens() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let stored = world.stored_session().await?;
        let amplify = Amplify::open(world).await?;
        world.cognito.forget_calls();

        let user = amplify.current_user().await?.context("nobody")?;
        ensure!(user.username == stored.username, "it is {user:?}");
        ensure!(user.user_id == stored.username, "it is {user:?}");
        ensure!(user.sign_in_details.login_id == email, "it is {user:?}");
        ensure!(
            user.sign_in_details.auth_flow_type == "CUSTOM_WITHOUT_SRP",
            "it is {user:?}"
        );
        let tokens = amplify.tokens().await?;
        ensure!(tokens.access.as_ref() == Some(&stored.access), "another");
        ensure!(tokens.id.as_ref() == Some(&stored.id), "another");
        ensure!(
            world.cognito.operations().is_empty(),
            "Amplify should be content with the tokens that are there"
        );
        Ok(())
    })
}

#[test]
fn the_tokens_that_amplify_renewed_are_taken_over_by_an_open_tab() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.cognito.rotate_refresh_tokens(false);
        let before = world.stored_session().await?;
        world.sees_session(&before).await?;
        let ours = world.browser.driver().window().await?;
        let amplify = Amplify::open(world).await?;
        world.cognito.forget_calls();

        let renewed = amplify.refresh().await?;
        let stored = world.stored_session().await?;
        ensure!(
            stored.access != before.access && stored.refresh != before.refresh,
            "Amplify should have new tokens"
        );
        ensure!(renewed.access.as_ref() == Some(&stored.access), "another");
        ensure!(renewed.id.as_ref() == Some(&stored.id), "another");

        world.browser.driver().switch_to_window(ours).await?;
        world.sees_session(&stored).await?;
        world.sees_signed_in(&email).await?;
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        ensure!(
            world.stored_session().await? == stored,
            "the session should stay as Amplify left it"
        );
        // One renewal, by Amplify: ours did not answer it with another.
        world.cognito_was_asked_for(&[RENEWAL]).await?;

        let_the_tokens_expire(world).await?;
        world.open("/").await?;
        world.sees_signed_in(&email).await?;
        world.cognito_was_asked_for(&[RENEWAL]).await
    })
}

#[test]
fn amplifys_sign_out_signs_an_open_tab_out() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let ours = world.browser.driver().window().await?;
        let amplify = Amplify::open(world).await?;
        amplify.sign_out().await?;
        world.browser.driver().switch_to_window(ours).await?;
        world.sees_heading("Sign in").await?;
        world.sees_no_alert().await?;
        world.reload().await?;
        world.sees_heading("Sign in").await?;
        nothing_is_kept(world).await
    })
}

#[test]
fn amplify_sees_our_sign_out() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let ours = world.browser.driver().window().await?;
        let amplify = Amplify::open(world).await?;
        ensure!(amplify.current_user().await?.is_some(), "it sees somebody");
        world.browser.driver().switch_to_window(ours).await?;
        world.sign_out().await?;
        let user = amplify.current_user().await?;
        ensure!(user.is_none(), "Amplify still sees {user:?}");
        let tokens = amplify.refresh().await?;
        ensure!(
            tokens.access.is_none() && tokens.id.is_none(),
            "no tokens are left"
        );
        Ok(())
    })
}

#[test]
fn a_session_that_amplify_wrote_signs_an_open_tab_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        // Cognito tells Amplify the user's name in the pool when it sends the challenge. The local emulation does
        // not, and Amplify would take the address for the name: so it signs in with the name.
        let name = world.stored_session().await?.username;
        world.sign_out().await?;
        let ours = world.browser.driver().window().await?;

        let amplify = Amplify::open(world).await?;
        let token = amplify.sign_in(&name).await?;
        let answer = prove_address(world, &email, &token).await?;
        amplify.confirm_sign_in(&answer).await?;
        let stored = world.stored_session().await?;
        let user = amplify.current_user().await?.context("nobody")?;
        ensure!(user.username == stored.username, "it is {user:?}");

        world.browser.driver().switch_to_window(ours).await?;
        world.sees_signed_in(&email).await?;
        world.sees_session(&stored).await?;
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        ensure!(
            world.stored_session().await? == stored,
            "the session should stay as Amplify wrote it"
        );
        world.sign_out().await?;
        nothing_is_kept(world).await
    })
}

async fn nothing_is_kept(world: &World) -> Result<()> {
    let keys = world.stored_keys().await?;
    ensure!(keys.is_empty(), "kept are {keys:?}");
    Ok(())
}

/// Proves to Authsignal that one reads `email`, as its mobile SDKs do: without a page. What comes back answers
/// Cognito's challenge.
async fn prove_address(world: &World, email: &str, token: &str) -> Result<String> {
    let base = &world.stack().authsignal.base_url;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let post = async |path: &str, body: Value| -> Result<Value> {
        let request = client.post(format!("{base}/client/{path}"));
        let answer = request.bearer_auth(token).json(&body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    };
    post("challenge/email-otp", json!({})).await?;
    let code = world.authsignal.next_code(email).await?;
    let proved = post("verify/email-otp", json!({ "verificationCode": code })).await?;
    let answer = proved["accessToken"].as_str();
    Ok(answer.context("the code was not accepted")?.to_owned())
}
