//! What somebody with a page, an authenticator or a program of their own could try.

use e2e::passkeys::Lie;
use e2e::web_sdk::SdkAnswer;
use e2e::{Context, Result, World, bail, e2e, ensure};
use serde_json::{Value, json};

use crate::USUAL;

/// Authsignal's refusal of an assertion.
fn refused(answer: SdkAnswer, reason: &str) -> Result<()> {
    match answer {
        SdkAnswer::Token(_) => bail!("it was taken, in spite of: {reason}"),
        SdkAnswer::Refused(code, description) => {
            ensure!(
                code == "invalid_credential" && description.contains(reason),
                "it should be refused for \"{reason}\", not as {code}: {description}"
            );
            Ok(())
        }
    }
}

/// Whose passkey it is: Cognito signs in that person, and nobody else, with the token.
async fn signs_in(world: &World, email: &str, token: &str) -> Result<()> {
    let (session, _) = world.begin_sign_in(email).await?;
    let answer = world.answer_challenge(email, &session, token).await?;
    let answer = answer.success()?;
    ensure!(
        answer["AuthenticationResult"]["AccessToken"].is_string(),
        "{email} should be signed in: {answer}"
    );
    Ok(())
}

#[test]
fn a_dishonest_authenticator_is_refused_and_an_honest_one_is_not() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open_without_app().await?;
        for (lie, reason) in [
            (Lie::Signature, "signature"),
            (Lie::NobodyVerified, "User verification"),
            (Lie::NobodyPresent, "User presence"),
        ] {
            device.lies(Some(lie)).await?;
            refused(world.sdk_sign_in().await?, reason).with_context(|| format!("{lie:?}"))?;
        }
        device.lies(None).await?;
        let token = world.sdk_sign_in().await?.token()?;
        signs_in(world, &email, &token).await?;

        // A page that does not insist gets what it asked for, and Authsignal insists.
        world.ask_for_no_verification().await?;
        refused(world.sdk_sign_in().await?, "User verification")
    })
}

#[test]
fn an_assertion_is_good_once_and_for_its_own_challenge() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open_without_app().await?;
        let seen = "window.seen = [];
            const real = window.fetch;
            window.fetch = (url, init) => {
                if (String(url).endsWith('/verify/passkey')) seen.push(JSON.parse(init.body));
                return real(url, init);
            };";
        world.browser.evaluate::<()>(seen).await?;
        let token = world.sdk_sign_in().await?.token()?;
        let mut replayed: Value = world.browser.evaluate("return seen[0];").await?;

        let again = world.ask_client_api("verify/passkey", &replayed).await?;
        ensure!(
            again.status == 400 && again.body["errorCode"] == "expired_challenge",
            "a replayed assertion: {again:?}"
        );
        let begun = json!({"action": "cognitoAuth"});
        let challenge = world.ask_client_api("challenge", &begun).await?.success()?;
        let path = "user-authenticators/passkey/authentication-options";
        world.ask_client_api(path, &challenge).await?.success()?;
        replayed["challengeId"] = challenge["challengeId"].clone();
        let elsewhere = world.ask_client_api("verify/passkey", &replayed).await?;
        ensure!(
            elsewhere.status == 400 && elsewhere.body["errorCode"] == "invalid_credential",
            "an assertion for another challenge: {elsewhere:?}"
        );
        ensure!(
            again.body.get("accessToken").is_none() && elsewhere.body.get("accessToken").is_none(),
            "a refusal comes with a token"
        );
        // The first use is not undone by the attempts.
        signs_in(world, &email, &token).await
    })
}

#[test]
fn the_token_of_one_persons_passkey_signs_in_nobody_else() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let victim = world.new_email();
        world.sign_in(&victim).await?;
        world.sign_out().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open_without_app().await?;

        let token = world.sdk_sign_in().await?.token()?;
        let (session, _) = world.begin_sign_in(&victim).await?;
        let answer = world.answer_challenge(&victim, &session, &token).await?;
        ensure!(
            answer.body.get("AuthenticationResult").is_none(),
            "the passkey's token signed in somebody else: {answer:?}"
        );
        // The session names the victim: to name oneself besides does not help.
        let (session, _) = world.begin_sign_in(&victim).await?;
        let answer = world.answer_challenge(&email, &session, &token).await?;
        ensure!(
            answer.body.get("AuthenticationResult").is_none(),
            "the victim's session took another's token: {answer:?}"
        );

        let token = world.sdk_sign_in().await?.token()?;
        signs_in(world, &email, &token).await
    })
}

#[test]
fn the_token_of_one_persons_passkey_signs_in_once() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open_without_app().await?;
        let token = world.sdk_sign_in().await?.token()?;
        signs_in(world, &email, &token).await?;
        let (session, _) = world.begin_sign_in(&email).await?;
        let answer = world.answer_challenge(&email, &session, &token).await?;
        ensure!(
            answer.body.get("AuthenticationResult").is_none(),
            "a used token signed in again: {answer:?}"
        );
        Ok(())
    })
}

#[test]
fn a_challenge_takes_the_passkeys_of_its_own_person_only() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let victim = world.new_email();
        world.has_passkey(&victim).await?;
        for passkey in device.passkeys().await? {
            device.take(&passkey).await?;
        }
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open_without_app().await?;
        let (session, token) = world.begin_sign_in(&victim).await?;
        world.ask_for_any_passkey().await?;
        refused(
            world.sdk_sign_in_for(&token).await?,
            "belongs to another user",
        )?;
        let answer = world.answer_challenge(&victim, &session, &token).await?;
        ensure!(
            answer.body.get("AuthenticationResult").is_none(),
            "a challenge that nobody answered signed in: {answer:?}"
        );
        Ok(())
    })
}
