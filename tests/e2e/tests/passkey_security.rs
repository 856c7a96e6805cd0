//! The passkeys of an account: seen, added, removed; and what a removed one is still good for.

use e2e::direct::Told;
use e2e::passkeys::{Authenticator, Passkey};
use e2e::{Context, Result, World, e2e, ensure};
use reqwest::Method;

use crate::USUAL;
use crate::passkey_sign_in::BUTTON;

const UNKNOWN: &str = "This passkey is not known here any more";

/// The identifiers of the signed-in person's passkeys at Authsignal.
async fn enrolled(world: &World) -> Result<Vec<String>> {
    let session = world.stored_session().await?;
    let list = world.ask_api(Method::GET, "/authenticators", &session);
    let list = list.await?.success()?;
    let all = list["authenticators"].as_array().context("no list")?;
    Ok(all
        .iter()
        .filter(|one| one["verificationMethod"] == "PASSKEY")
        .filter_map(|one| Some(one["id"].as_str()?.to_owned()))
        .collect())
}

/// The only passkey on the device.
async fn only_passkey(device: &Authenticator<'_>) -> Result<Passkey> {
    device.keeps(1).await?;
    device.passkeys().await?.pop().context("no passkey")
}

#[test]
fn a_passkey_removed_elsewhere_signs_nobody_in_and_is_forgotten_by_the_device() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.makes_passkey(&email).await?;
        let passkey = only_passkey(&device).await?;
        let session = world.stored_session().await?;
        for id in enrolled(world).await? {
            let path = format!("/authenticators/{id}");
            let removed = world.ask_api(Method::DELETE, &path, &session);
            ensure!(removed.await?.status == 204, "it should be removed");
        }
        world.sign_out().await?;
        world.cognito.forget_calls();

        for by_button in [false, true] {
            if by_button {
                world.press(BUTTON).await?;
            } else {
                world.pick_passkey().await?;
            }
            world.sees_alert(UNKNOWN).await?;
            let asked = world.cognito.operations();
            ensure!(asked.is_empty(), "Cognito was asked for {asked:?}");
            // The browser is told that nobody knows it (signalUnknownCredential).
            device.keeps(0).await?;
            device.put(&passkey).await?;
        }
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn nobody_sees_adds_or_removes_the_passkeys_of_somebody_else() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let victim = world.new_email();
        world.sign_in(&victim).await?;
        world.makes_passkey(&victim).await?;
        let theirs = enrolled(world).await?;
        ensure!(theirs.len() == 1, "{theirs:?}");
        let before = world.stored_session().await?;
        world.sign_out().await?;

        let email = world.new_email();
        world.sign_in(&email).await?;
        ensure!(
            enrolled(world).await?.is_empty(),
            "somebody else's passkey is listed"
        );
        let session = world.stored_session().await?;
        for id in &theirs {
            let path = format!("/authenticators/{id}");
            let Told { status, body } = world.ask_api(Method::DELETE, &path, &session).await?;
            ensure!(
                status == 404 && body["code"] == "NO_SUCH_AUTHENTICATOR",
                "{status} {body}"
            );
        }
        // An ID token is no access token, and nothing at all is neither.
        for stranger in [session.id.clone(), String::new(), "stranger".to_owned()] {
            let stranger = e2e::stored::Stored {
                access: stranger,
                ..session.clone()
            };
            for method in [Method::GET, Method::POST] {
                let told = world.ask_api(method, "/authenticators", &stranger).await?;
                ensure!([401, 403].contains(&told.status), "{told:?}");
            }
        }
        let kept = world
            .ask_api(Method::GET, "/authenticators", &before)
            .await?;
        let kept = kept.success()?.to_string();
        ensure!(
            theirs.iter().all(|id| kept.contains(id)),
            "the passkey is still theirs"
        );
        Ok(())
    })
}
