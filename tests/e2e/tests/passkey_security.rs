//! The passkeys of an account: seen, added, removed; and what a removed one is still good for.

use e2e::browser::Role;
use e2e::direct::Told;
use e2e::passkeys::{Authenticator, Passkey, Person};
use e2e::wait::{eventually, until};
use e2e::{Context, Result, World, e2e, ensure};
use reqwest::Method;

use crate::USUAL;
use crate::passkey_sign_in::BUTTON;

const PAGE: &str = "/account/security";
const ADD: &str = "Add a passkey";
const REMOVE: &str = "Remove";
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

/// Waits until so many passkeys can be removed on the page.
async fn lists(world: &World, count: usize) -> Result<()> {
    until(
        &format!("{count} passkeys that can be removed"),
        async || Ok(removals(world).await?.len() == count),
    )
    .await
}

/// The buttons that remove a passkey, from the top.
async fn removals(world: &World) -> Result<Vec<thirtyfour::WebElement>> {
    let mut removals = Vec::new();
    for button in world.browser.all(Role::Button).await? {
        if world.browser.label(&button).await? == REMOVE {
            removals.push(button);
        }
    }
    Ok(removals)
}

/// Presses the topmost "Remove".
async fn press_remove(world: &World) -> Result<()> {
    eventually("a passkey to remove", async || {
        let Some(button) = removals(world).await?.into_iter().next() else {
            return Ok(None);
        };
        button.click().await?;
        Ok(Some(()))
    })
    .await
}

/// Signs in with an email code, has a passkey on the device, and opens the page.
async fn at_the_page(world: &World) -> Result<(Authenticator<'_>, String)> {
    world.watch_passkeys().await?;
    let device = world.browser.add_authenticator().await?;
    let email = world.new_email();
    world.sign_in(&email).await?;
    world.makes_passkey(&email).await?;
    let link = world.browser.find(Role::Link, "Security").await?;
    link.click().await?;
    world.sees_heading("Security").await?;
    world.is_at(PAGE).await?;
    lists(world, 1).await?;
    Ok((device, email))
}

#[test]
fn the_page_lists_what_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let (_, email) = at_the_page(world).await?;
        for text in ["Passkey", "This device", "Created", "Code by email", &email] {
            world.sees_text(text).await?;
        }
        let text = world.browser.visible_text().await?;
        ensure!(!text.contains("Invalid Date"), "{text}");
        world.fits_sideways().await?;
        world
            .console_is_clean(|line| !line.is_csp_violation())
            .await?;
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn one_more_on_the_same_device_is_good_news_and_a_cancel_is_none() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, _) = at_the_page(world).await?;
        world.press(ADD).await?;
        world
            .sees_status("You already have a passkey on this device")
            .await?;
        world.sees_no_alert().await?;
        lists(world, 1).await?;
        device.keeps(1).await?;

        device.take(&only_passkey(&device).await?).await?;
        device.person(Person::Cancels).await?;
        world.press(ADD).await?;
        world.modal_request_ends("NotAllowedError").await?;
        world.sees_no_alert().await?;
        lists(world, 1).await
    })
}

#[test]
fn a_second_passkey_signs_in_like_the_first() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, email) = at_the_page(world).await?;
        let first = only_passkey(&device).await?;
        // The second one is another device's.
        device.take(&first).await?;
        world.press(ADD).await?;
        world.sees_status("Passkey created").await?;
        lists(world, 2).await?;
        let second = only_passkey(&device).await?;
        ensure!(
            first.id() != second.id() && first.user_handle() == second.user_handle(),
            "another passkey of the same person"
        );
        for (there, gone) in [(&second, &first), (&first, &second)] {
            if device
                .passkeys()
                .await?
                .iter()
                .any(|kept| kept.id() == gone.id())
            {
                device.take(gone).await?;
                device.put(there).await?;
            }
            world.open("/").await?;
            world.sign_out().await?;
            world.pick_passkey().await?;
            world.sees_signed_in(&email).await?;
        }
        Ok(())
    })
}

#[test]
fn a_removed_passkey_is_gone_from_the_account_and_from_the_device() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, email) = at_the_page(world).await?;
        let passkey = only_passkey(&device).await?;
        press_remove(world).await?;
        world.sees_text("Remove your last passkey?").await?;
        world.press("Keep").await?;
        ensure!(enrolled(world).await?.len() == 1, "it was to be kept");
        device.keeps(1).await?;

        press_remove(world).await?;
        world.sees_text("Remove your last passkey?").await?;
        press_remove(world).await?;
        world.sees_status("Passkey removed").await?;
        lists(world, 0).await?;
        device.keeps(0).await?;
        ensure!(enrolled(world).await?.is_empty(), "it should be removed");

        // A password manager that did not listen.
        device.put(&passkey).await?;
        world.open("/").await?;
        world.sign_out().await?;
        world.pick_passkey().await?;
        world.sees_alert(UNKNOWN).await?;
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn a_removal_that_fails_is_said_and_leaves_everything_as_it_was() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, _) = at_the_page(world).await?;
        world.cut_off(&["*/authenticators/*".to_owned()]).await?;
        press_remove(world).await?;
        world.sees_text("Remove your last passkey?").await?;
        press_remove(world).await?;
        world.sees_alert("Check your connection").await?;
        device.keeps(1).await?;
        world.cut_off(&[]).await?;
        ensure!(enrolled(world).await?.len() == 1, "nothing was removed");
        press_remove(world).await?;
        world.sees_status("Passkey removed").await?;
        device.keeps(0).await
    })
}

#[test]
fn who_signed_in_long_ago_signs_in_again_to_remove_one() -> Result<()> {
    e2e(USUAL, async |world| {
        let (device, _) = at_the_page(world).await?;
        // As the API answers a quarter of an hour after the sign-in.
        let refuse = "const real = window.fetch;
            window.refuses = true;
            window.fetch = (request, init) => {
                const {method = 'GET', url = request} = request instanceof Request ? request : init ?? {};
                const changes = method !== 'GET' && new URL(url).pathname.startsWith('/authenticators');
                if (!changes || !window.refuses) return real(request, init);
                const body = {code: 'SIGN_IN_AGAIN', message: 'Sign in again.'};
                return Promise.resolve(Response.json(body, {status: 403}));
            };";
        world.browser.evaluate::<()>(refuse).await?;
        press_remove(world).await?;
        world.sees_text("Remove your last passkey?").await?;
        press_remove(world).await?;
        world.sees_alert("Your sign-in is a while ago").await?;
        device.keeps(1).await?;

        world.press("Sign in again").await?;
        world.sees_heading("Sign in").await?;
        world
            .browser
            .evaluate::<()>("window.refuses = false;")
            .await?;
        world.pick_passkey().await?;
        world.sees_heading("Security").await?;
        press_remove(world).await?;
        world.sees_text("Remove your last passkey?").await?;
        press_remove(world).await?;
        world.sees_status("Passkey removed").await?;
        device.keeps(0).await
    })
}

#[test]
fn the_page_says_when_the_api_is_away_and_can_be_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        at_the_page(world).await?;
        world.cut_off(&["*/authenticators".to_owned()]).await?;
        world.reload().await?;
        world.sees_alert("Check your connection").await?;
        world.cut_off(&[]).await?;
        world.press("Try again").await?;
        lists(world, 1).await?;
        world.sees_no_alert().await
    })
}

#[test]
fn the_page_is_for_who_is_signed_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.watch_passkeys().await?;
        world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.has_passkey(&email).await?;
        world.open(PAGE).await?;
        world.sees_heading("Sign in").await?;
        world.pick_passkey().await?;
        world.sees_heading("Security").await?;
        lists(world, 1).await?;
        world.is_at(PAGE).await
    })
}

#[test]
fn without_an_api_there_is_no_such_page() -> Result<()> {
    e2e(USUAL, async |world| {
        world.configure(|config| {
            if let Some(config) = config.as_object_mut() {
                config.remove("apiEndpoint");
            }
        });
        let email = world.new_email();
        world.sign_in(&email).await?;
        let link = world.browser.find_now(Role::Link, "Security").await?;
        ensure!(link.is_none(), "it leads nowhere");
        world.open(PAGE).await?;
        world.sees_heading("This page does not exist").await
    })
}

#[test]
fn the_last_way_in_cannot_be_removed() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let session = world.stored_session().await?;
        let list = world.ask_api(Method::GET, "/authenticators", &session);
        let list = list.await?.success()?;
        let only = list["authenticators"][0]["id"].as_str();
        let path = format!("/authenticators/{}", only.context("nothing is enrolled")?);
        let told = world.ask_api(Method::DELETE, &path, &session).await?;
        ensure!(
            told.status == 409 && told.body["code"] == "LAST_WAY_IN",
            "{told:?}"
        );
        Ok(())
    })
}
