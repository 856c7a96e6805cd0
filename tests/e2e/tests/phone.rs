//! Phone numbers as user names: signing up, coming back, proved by what is sent there.

use e2e::browser::Role;
use e2e::embedded::heading;
use e2e::{Context, Result, World, e2e, ensure};
use serde_json::json;
use thirtyfour::components::SelectElement;

use crate::USUAL;

/// A site whose people sign in with these, and answer on its own screens.
fn takes(world: &World, usernames: &[&str]) {
    world.configure(|config| {
        config["challengeMode"] = json!("embedded");
        config["usernames"] = json!(usernames);
    });
}

/// The ID token says that this number is the person's.
async fn number_is_proved(world: &World, phone: &str) -> Result<()> {
    let claims = world.stored_session().await?.claims()?;
    ensure!(
        claims["phone_number"] == phone && claims["phone_number_verified"] == true,
        "{claims}"
    );
    Ok(())
}

#[test]
fn a_number_signs_up_and_comes_back() -> Result<()> {
    e2e(USUAL, async |world| {
        let phone = world.new_phone();
        takes(world, &["phone"]);
        world.open("/sign-in").await?;
        world.browser.find(Role::Combobox, "Country").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.sees_heading(heading::SMS).await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_heading("You are signed in").await?;
        number_is_proved(world, &phone).await?;
        world.sign_out().await?;

        // As people in its country write it.
        let country = world.browser.find(Role::Combobox, "Country").await?;
        SelectElement::new(&country)
            .await?
            .select_by_value("DE")
            .await?;
        let national = phone.strip_prefix("+49").context("no German number")?;
        world.write("Phone number", &format!("0{national}")).await?;
        world.press("Continue").await?;
        world.sees_heading(heading::SMS).await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_heading("You are signed in").await?;
        number_is_proved(world, &phone).await
    })
}

#[test]
fn a_new_person_can_have_the_first_code_by_whatsapp() -> Result<()> {
    e2e(USUAL, async |world| {
        let phone = world.new_phone();
        takes(world, &["phone"]);
        world.open("/sign-in").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.sees_heading(heading::SMS).await?;
        world.authsignal.next_message(&phone).await?;
        world.use_another_method("Code by WhatsApp").await?;
        world.sees_heading(heading::WHATSAPP).await?;
        let message = world.authsignal.next_message(&phone).await?;
        ensure!(message.channel == "whatsapp", "by {}", message.channel);
        world
            .write("Code", &message.code.context("no code")?)
            .await?;
        world.sees_heading("You are signed in").await?;
        number_is_proved(world, &phone).await
    })
}

#[test]
fn where_either_will_do_each_is_known_by_what_is_typed() -> Result<()> {
    const FIELD: &str = "Email or phone number";
    e2e(USUAL, async |world| {
        let (email, phone) = (world.new_email(), world.new_phone());
        takes(world, &["email", "phone"]);
        world.open("/sign-in").await?;
        world.write(FIELD, &email).await?;
        let country = world.browser.find_now(Role::Combobox, "Country").await?;
        ensure!(country.is_none(), "an email address has no country");
        world.press("Continue").await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        let claims = world.stored_session().await?.claims()?;
        ensure!(claims["email_verified"] == true, "{claims}");
        world.sign_out().await?;

        let national = phone.strip_prefix("+49").context("no German number")?;
        world.write(FIELD, &format!("0{national}")).await?;
        let country = world.browser.find(Role::Combobox, "Country").await?;
        SelectElement::new(&country)
            .await?
            .select_by_value("DE")
            .await?;
        world.press("Continue").await?;
        world.sees_heading(heading::SMS).await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_heading("You are signed in").await?;
        number_is_proved(world, &phone).await
    })
}

#[test]
fn the_pre_built_ui_serves_numbers_too() -> Result<()> {
    e2e(USUAL, async |world| {
        let phone = world.new_phone();
        world.configure(|config| config["usernames"] = json!(["phone"]));
        world.open("/sign-in").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.sees_in_popup("Check your phone").await?;
        let code = world.authsignal.next_code(&phone).await?;
        world.submit_code(&code).await?;
        world.sees_heading("You are signed in").await?;
        number_is_proved(world, &phone).await
    })
}
