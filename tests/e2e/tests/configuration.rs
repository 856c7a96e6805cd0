//! A config.json that is wrong, missing or out of reach: a page that says what is wrong.

use e2e::site::ConfigJson;
use e2e::{Result, e2e};
use serde_json::json;

use crate::USUAL;

const WRONG: &str = "This site is not set up correctly";

#[test]
fn wrong_fields_are_all_named() -> Result<()> {
    e2e(USUAL, async |world| {
        let mut config = world.config();
        config["cognito"]["userPoolId"] = json!("nonsense");
        config["authsignal"]["baseUrl"] = json!("http://attacker.example/v1");
        config["brnad"] = json!({});
        world.site.configure(ConfigJson::Valid(config));
        world.open("/").await?;
        world.sees_heading(WRONG).await?;
        for field in ["cognito.userPoolId", "authsignal.baseUrl", "brnad"] {
            world.sees_text(field).await?;
        }
        world.fits_sideways().await?;

        world.site.configure(ConfigJson::Valid(world.config()));
        world.reload().await?;
        world.sees_heading("Sign in").await
    })
}

#[test]
fn a_file_that_is_no_json_or_not_there_says_so() -> Result<()> {
    e2e(USUAL, async |world| {
        for config in [
            ConfigJson::Text("{\"cognito\":".to_owned()),
            // What a single-page app's fallback serves for a file that is not there.
            ConfigJson::Text("<!doctype html><title>Sign in</title>".to_owned()),
            ConfigJson::Status(404),
        ] {
            world.site.configure(config);
            world.open("/").await?;
            world.sees_heading(WRONG).await?;
            world.sees_text("config.json").await?;
        }
        Ok(())
    })
}

#[test]
fn a_file_that_cannot_be_fetched_can_be_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        for config in [ConfigJson::Unreachable, ConfigJson::Status(503)] {
            world.site.configure(config);
            world.open("/sign-in").await?;
            world.sees_heading("The page could not be loaded").await?;
            world.site.configure(ConfigJson::Valid(world.config()));
            world.press("Try again").await?;
            world.sees_heading("Sign in").await?;
        }
        Ok(())
    })
}

#[test]
fn the_brand_is_shown() -> Result<()> {
    e2e(USUAL, async |world| {
        let mut config = world.config();
        config["brand"] = json!({
            "name": "Acme Analytics", "logo": "/logo.svg", "logoDark": "/favicon.svg",
            "color": "#b00020", "radius": "3px",
            "termsUrl": "https://acme.example/terms", "privacyUrl": "/privacy.html",
            "support": {"email": "help@acme.example"},
        });
        world.site.configure(ConfigJson::Valid(config));
        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        world.sees_text("Acme Analytics").await?;
        let button = world
            .browser
            .find(e2e::browser::Role::Button, "Continue")
            .await?;
        let color = button.css_value("background-color").await?;
        e2e::ensure!(
            color.contains("176, 0, 32"),
            "the button has the brand's colour, not {color}"
        );
        for (name, address) in [
            ("Terms", "https://acme.example/terms"),
            ("Privacy", "/privacy.html"),
            ("Support", "mailto:help@acme.example"),
        ] {
            let link = world.browser.find(e2e::browser::Role::Link, name).await?;
            let href = link.attr("href").await?;
            e2e::ensure!(href.as_deref() == Some(address), "{name} leads to {href:?}");
        }
        let seen = "return document.querySelector('header img').currentSrc;";
        let logo: String = world.browser.evaluate(seen).await?;
        e2e::ensure!(logo.ends_with("/logo.svg"), "the logo is {logo}");
        world.console_is_clean(|_| false).await
    })
}

#[test]
fn a_configuration_in_the_page_is_taken_and_no_other_is_asked_for() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.configure(|config| {
            config["brand"] = json!({"name": "Fish </script> & Chips"});
        });
        world.site.embed_config();
        world.open("/sign-in").await?;
        world.sees_text("Fish </script> & Chips").await?;
        world.sign_in(&email).await?;
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        let asked = world.site.asked();
        e2e::ensure!(
            !asked.iter().any(|path| path == "/config.json"),
            "config.json was asked for: {asked:?}"
        );
        Ok(())
    })
}
