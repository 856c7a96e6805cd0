//! Whole flows with nothing but a keyboard: Tab, Enter and typing.

use e2e::accounts::COGNITOS_CODE;
use e2e::authenticator_app::AuthenticatorApp;
use e2e::browser::Role;
use e2e::embedded::heading;
use e2e::{Context, Result, Setup, World, e2e};
use serde_json::json;
use thirtyfour::{By, Key};

use crate::USUAL;

const SEPARATE: Setup = Setup {
    separate: true,
    ..USUAL
};

/// Types the name that somebody signs in with.
async fn types_name(world: &World, field: &str, name: &str) -> Result<()> {
    world.tab_to(Role::Textbox, field).await?;
    world.type_keys(name).await?;
    world.press_key(Key::Enter).await
}

/// Types a code where the focus has gone by itself.
async fn types_code(world: &World, code: &str) -> Result<()> {
    world.takes_focus(Role::Textbox, "Code").await?;
    world.type_keys(code).await
}

async fn takes_another_way(world: &World, way: &str) -> Result<()> {
    world.press_by_keyboard("Use another method").await?;
    world.takes_focus(Role::Heading, heading::LIST).await?;
    world.press_by_keyboard(way).await
}

#[test]
fn signing_in_with_every_way_and_its_troubles() -> Result<()> {
    e2e(USUAL, async |world| {
        let (email, phone) = (world.new_email(), world.new_phone());
        let account = world.has_account(&email).await?;
        world.enrols(&account, "SMS", &phone).await?;
        world.enrols(&account, "EMAIL_MAGIC_LINK", &email).await?;
        world.embedded();
        world.open("/sign-in").await?;
        types_name(world, "Email", &email).await?;
        world.sees_heading(heading::EMAIL).await?;
        let code = world.authsignal.next_code(&email).await?;
        types_code(world, &crate::challenge::other_than(&code)).await?;
        world.sees_wrong_code().await?;
        world.press_by_keyboard("Start over").await?;
        world.takes_focus(Role::Heading, "Sign in").await?;
        world.press_by_keyboard("Continue").await?;
        world.sees_heading(heading::EMAIL).await?;
        world.authsignal.next_code(&email).await?;
        takes_another_way(world, "Code by text message").await?;
        world.sees_heading(heading::SMS).await?;
        let code = world.authsignal.next_code(&phone).await?;
        types_code(world, &code).await?;
        world.sees_signed_in(&email).await?;
        world.press_by_keyboard("Sign out").await?;

        types_name(world, "Email", &email).await?;
        world.sees_heading(heading::SMS).await?;
        takes_another_way(world, "Link by email").await?;
        world.takes_focus(Role::Heading, heading::LINK).await?;
        let link = world.authsignal.next_link(&email).await?;
        world.follows_link(&link).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn signing_up_apart_by_number() -> Result<()> {
    e2e(SEPARATE, async |world| {
        let phone = world.new_phone();
        world.configure(|config| {
            config["challengeMode"] = json!("embedded");
            config["signUp"] = json!("separate");
            config["signUpConfirmation"] = json!("cognito");
            config["usernames"] = json!(["phone"]);
        });
        world.open("/sign-in").await?;
        world.tab_to(Role::Link, "Create an account").await?;
        world.press_key(Key::Enter).await?;
        world.sees_heading("Create an account").await?;
        world.tab_to(Role::Combobox, "Country").await?;
        world.type_keys("Germany").await?;
        let national = phone.strip_prefix("+49").context("no German number")?;
        types_name(world, "Phone number", &format!("0{national}")).await?;
        world.sees_heading("Confirm your account").await?;
        types_code(world, COGNITOS_CODE).await?;
        world.sees_heading(heading::SMS).await?;
        let code = world.authsignal.next_code(&phone).await?;
        types_code(world, &code).await?;
        world.sees_heading("You are signed in").await
    })
}

#[test]
fn adding_and_removing_a_way_to_sign_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.embedded();
        world.open("/sign-in").await?;
        types_name(world, "Email", &email).await?;
        let code = world.authsignal.next_code(&email).await?;
        types_code(world, &code).await?;
        world.sees_signed_in(&email).await?;
        world.tab_to(Role::Link, "Security").await?;
        world.press_key(Key::Enter).await?;

        world.press_by_keyboard("Add an authenticator app").await?;
        world.sees_text("Scan this").await?;
        let key = world
            .browser
            .driver()
            .find(By::Css(".app-key code"))
            .await?;
        let mut app = AuthenticatorApp::with_key(&key.text().await?)?;
        // Whoever listens hears of the key first.
        world.takes_focus(Role::Heading, heading::APP).await?;
        world.tab_to(Role::Textbox, "Code").await?;
        types_code(world, &app.next_code().await?).await?;
        world.sees_status("Authenticator app added").await?;

        // Tab reaches the button of the newest way first.
        world.press_next_by_keyboard("Remove").await?;
        world.takes_focus(Role::Button, "Keep").await?;
        world.press_next_by_keyboard("Remove").await?;
        world.sees_status("removed").await
    })
}
