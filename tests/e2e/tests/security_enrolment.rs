//! Further ways to sign in: added on the page about security, used, and removed there.

use e2e::authenticator_app::AuthenticatorApp;
use e2e::browser::Role;
use e2e::embedded::heading;
use e2e::wait::eventually;
use e2e::{Result, World, e2e, ensure};
use serde_json::json;
use thirtyfour::By;

use crate::USUAL;
use crate::content_security::unknown_user;

const PAGE: &str = "/account/security";

/// Somebody who is signed in, at the page about security.
async fn at_the_page(world: &World) -> Result<String> {
    let email = world.new_email();
    world.begin_embedded(&email).await?;
    world.enter_code_sent_to(&email).await?;
    world.sees_signed_in(&email).await?;
    world.open(PAGE).await?;
    world.sees_heading("Security").await?;
    Ok(email)
}

/// The key that the page shows for an app: for those who type it, and for apps on this device.
async fn shown_key(world: &World) -> Result<String> {
    world.sees_text("Scan this").await?;
    let driver = world.browser.driver();
    let written = driver.find(By::Css(".app-key code")).await?.text().await?;
    let written: String = written.split_whitespace().collect();
    let link = driver.find(By::Css(".app-key a")).await?;
    let uri = link.attr("href").await?.unwrap_or_default();
    ensure!(uri.contains(&format!("secret={written}&")), "{uri}");
    Ok(written)
}

/// Removes the factor of this name, which asks first.
async fn removes(world: &World, name: &str) -> Result<()> {
    for _ in 0..2 {
        eventually(&format!("\"Remove\" of \"{name}\""), async || {
            for card in world.browser.driver().find_all(By::Css("li.key")).await? {
                if card.find(By::Css("h3")).await?.text().await? != name {
                    continue;
                }
                for button in card.find_all(By::Css("button")).await? {
                    if button.text().await? == "Remove" {
                        button.click().await?;
                        return Ok(Some(()));
                    }
                }
            }
            Ok(None)
        })
        .await?;
    }
    Ok(())
}

/// The names of what the page lists.
async fn listed(world: &World) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for card in world
        .browser
        .driver()
        .find_all(By::Css("li.key h3"))
        .await?
    {
        names.push(card.text().await?);
    }
    names.sort();
    Ok(names)
}

/// The page lists these.
async fn lists(world: &World, mut names: Vec<&str>) -> Result<()> {
    names.sort_unstable();
    e2e::wait::until(&format!("the list of {names:?}"), async || {
        Ok(listed(world).await? == names)
    })
    .await
}

#[test]
fn an_authenticator_app_is_added_used_and_removed() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = at_the_page(world).await?;
        world.press("Add an authenticator app").await?;
        let mut app = AuthenticatorApp::with_key(&shown_key(world).await?)?;
        world.write("Code", "000000").await?;
        world.sees_wrong_code().await?;
        world.write("Code", &app.next_code().await?).await?;
        world.sees_status("Authenticator app added").await?;
        lists(world, vec!["Code by email", "Authenticator app"]).await?;

        world.open("/").await?;
        world.sign_out().await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::APP).await?;
        world.write("Code", &app.next_code().await?).await?;
        world.sees_signed_in(&email).await?;

        world.open(PAGE).await?;
        removes(world, "Authenticator app").await?;
        world.sees_status("Authenticator app removed").await?;
        lists(world, vec!["Code by email"]).await?;
        world.open("/").await?;
        world.sign_out().await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        let another = world
            .browser
            .find_now(Role::Button, "Use another method")
            .await?;
        ensure!(another.is_none(), "there is no other way any more");
        Ok(())
    })
}

#[test]
fn a_phone_number_and_a_link_are_added_and_removed() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = at_the_page(world).await?;
        let phone = world.new_phone();
        world.press("Add a phone number").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.sees_heading(heading::SMS).await?;
        world.press("Cancel").await?;
        world.sees_heading("Security").await?;
        lists(world, vec!["Code by email"]).await?;
        world.authsignal.next_code(&phone).await?;
        world.press("Add a phone number").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_status("Phone number added").await?;

        world.press("Add sign-in by email link").await?;
        world.press("Continue").await?;
        world.sees_heading(heading::LINK).await?;
        let link = world.authsignal.next_link(&email).await?;
        world.follows_link(&link).await?;
        world.sees_status("Sign-in by email link added").await?;
        let all = vec!["Code by email", "Code by text message", "Link by email"];
        lists(world, all).await?;

        removes(world, "Code by text message").await?;
        world.sees_status("Phone number removed").await?;
        removes(world, "Link by email").await?;
        world.sees_status("Sign-in by email link removed").await?;
        lists(world, vec!["Code by email"]).await?;
        world.console_is_clean(unknown_user).await
    })
}

#[test]
fn an_email_address_is_added_to_a_number_and_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let (phone, email) = (world.new_phone(), world.new_email());
        world.configure(|config| {
            config["challengeMode"] = json!("embedded");
            config["usernames"] = json!(["phone"]);
        });
        world.open("/sign-in").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_heading("You are signed in").await?;
        world.open(PAGE).await?;
        world.press("Add an email address").await?;
        world.write("Email", &email).await?;
        world.press("Continue").await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_status("Email address added").await?;

        world.open("/").await?;
        world.sign_out().await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        // The one that was used last.
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_heading("You are signed in").await?;
        world.open(PAGE).await?;
        removes(world, "Code by email").await?;
        world.sees_status("Email address removed").await?;
        lists(world, vec!["Code by text message"]).await
    })
}
