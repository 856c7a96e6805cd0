//! Accounts made apart from signing in, and what strangers can learn of them: nothing, from what the pages show.

use e2e::accounts::COGNITOS_CODE;
use e2e::browser::Role;
use e2e::embedded::heading;
use e2e::{Result, Setup, World, e2e, ensure};
use serde_json::json;

use crate::USUAL;
use crate::challenge::other_than;

const SEPARATE: Setup = Setup {
    separate: true,
    ..USUAL
};

/// A site that keeps signing up apart, on its own screens.
fn separate(world: &World, confirmation: &str) {
    world.configure(|config| {
        config["challengeMode"] = json!("embedded");
        config["signUp"] = json!("separate");
        config["signUpConfirmation"] = json!(confirmation);
    });
}

#[test]
fn an_account_is_confirmed_by_cognitos_code_and_then_signs_in() -> Result<()> {
    e2e(SEPARATE, async |world| {
        let email = world.new_email();
        separate(world, "cognito");
        world.open("/sign-in").await?;
        world
            .browser
            .find(Role::Link, "Create an account")
            .await?
            .click()
            .await?;
        world.sees_heading("Create an account").await?;
        world.is_at("/sign-up").await?;
        world.submit_email(&email).await?;
        world.sees_heading("Confirm your account").await?;
        world.write("Code", &other_than(COGNITOS_CODE)).await?;
        world.sees_wrong_code().await?;
        world.type_keys(COGNITOS_CODE).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        let claims = world.stored_session().await?.claims()?;
        ensure!(claims["email_verified"] == true, "{claims}");
        world.sign_out().await?;
        world.submit_email(&email).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn an_account_that_was_left_unconfirmed_can_be_confirmed_later() -> Result<()> {
    e2e(SEPARATE, async |world| {
        let email = world.new_email();
        separate(world, "cognito");
        world.open("/sign-up").await?;
        world.submit_email(&email).await?;
        world.sees_heading("Confirm your account").await?;
        world.press("Start over").await?;
        world.sees_heading("Create an account").await?;
        world.reload().await?;
        world.submit_email(&email).await?;
        world.sees_heading("Confirm your account").await?;
        world.write("Code", COGNITOS_CODE).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn an_account_is_confirmed_by_authsignals_code() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        separate(world, "authsignal");
        world.open("/sign-up").await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::EMAIL).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        world
            .cognito_was_asked_for(&["SignUp", "InitiateAuth", "RespondToAuthChallenge"])
            .await
    })
}

/// What the page at `path` shows of an address, at each step that a stranger can take.
async fn looks(world: &World, path: &str, address: &str) -> Result<Vec<String>> {
    let mut looks = Vec::new();
    let field = if address.contains('@') {
        "Email"
    } else {
        "Phone number"
    };
    world.open(path).await?;
    world.write(field, address).await?;
    world.press("Continue").await?;
    world.browser.find(Role::Textbox, "Code").await?;
    looks.push(world.look(address).await?);
    world.write("Code", "000000").await?;
    world.sees_wrong_code().await?;
    looks.push(world.look(address).await?);
    Ok(looks)
}

/// Nobody can tell from the page at `path` which of these addresses has an account.
async fn tells_nothing(world: &World, path: &str, addresses: &[&str]) -> Result<()> {
    let mut seen: Option<Vec<String>> = None;
    for address in addresses {
        let looks = looks(world, path, address).await?;
        if let Some(seen) = &seen {
            ensure!(
                *seen == looks,
                "{path} tells {address} from {}: {seen:#?} {looks:#?}",
                addresses[0]
            );
        }
        seen = Some(looks);
    }
    Ok(())
}

#[test]
fn strangers_learn_nothing_where_cognito_confirms() -> Result<()> {
    e2e(SEPARATE, async |world| {
        let (email, unconfirmed) = (world.new_email(), world.new_email());
        separate(world, "cognito");
        world.open("/sign-up").await?;
        world.submit_email(&email).await?;
        world.sees_heading("Confirm your account").await?;
        world.write("Code", COGNITOS_CODE).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;
        world.has_unproved_account(&unconfirmed).await?;
        for path in ["/sign-in", "/sign-up"] {
            let nobody = world.new_email();
            tells_nothing(world, path, &[&email, &nobody, &unconfirmed]).await?;
        }
        Ok(())
    })
}

#[test]
fn strangers_learn_nothing_where_authsignal_confirms() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.has_account(&email).await?;
        separate(world, "authsignal");
        for path in ["/sign-in", "/sign-up"] {
            tells_nothing(world, path, &[&email, &world.new_email()]).await?;
        }
        Ok(())
    })
}

#[test]
fn strangers_learn_nothing_of_phone_numbers() -> Result<()> {
    e2e(SEPARATE, async |world| {
        let phone = world.new_phone();
        world.has_account(&phone).await?;
        world.configure(|config| {
            config["challengeMode"] = json!("embedded");
            config["signUp"] = json!("separate");
            config["signUpConfirmation"] = json!("cognito");
            config["usernames"] = json!(["phone"]);
        });
        for path in ["/sign-in", "/sign-up"] {
            tells_nothing(world, path, &[&phone, &world.new_phone()]).await?;
        }
        Ok(())
    })
}

#[test]
fn strangers_learn_nothing_where_accounts_are_made_by_others() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.has_account(&email).await?;
        for lookup in [false, true] {
            world.configure(|config| {
                config["challengeMode"] = json!("embedded");
                config["signUp"] = json!("closed");
                config["usernameLookup"] = json!(lookup);
            });
            world.open("/sign-up").await?;
            world.sees_heading("This page does not exist").await?;
            tells_nothing(world, "/sign-in", &[&email, &world.new_email()]).await?;
            // The code that nobody used.
            world.authsignal.next_code(&email).await?;
        }
        world.open("/sign-in").await?;
        world.submit_email(&email).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn the_api_says_by_which_name_cognito_knows_a_person() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.watch_requests().await?;
        world.configure(|config| {
            config["challengeMode"] = json!("embedded");
            config["usernameLookup"] = json!(true);
        });
        world.open("/sign-in").await?;
        // A new one, and then a known one.
        for _ in 0..2 {
            world.submit_email(&email).await?;
            world.sees_heading(heading::EMAIL).await?;
            ensure!(
                world.requests("/sign-in/start").await? > 0,
                "the API was not asked"
            );
            world.enter_code_sent_to(&email).await?;
            world.sees_signed_in(&email).await?;
            world.sign_out().await?;
        }
        world.cut_off(&["*/sign-in/start".to_owned()]).await?;
        world.submit_email(&email).await?;
        world.sees_alert("Check your connection").await?;
        world.sees_form_ready(&email).await?;
        world.cut_off(&[]).await?;
        world.press("Continue").await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await
    })
}
