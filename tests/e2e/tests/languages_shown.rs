//! The pages that people see most, in every language that the site has, by the same rules as
//! [`accessibility_rules`](crate::accessibility_rules). Nothing here is found by its words.

use e2e::wait::{eventually, until};
use e2e::{Result, World, e2e, ensure, environment};
use serde_json::json;
use thirtyfour::{By, Key};

use crate::accessibility::PHONE;

const RIGHT_TO_LEFT: [&str; 1] = ["ar"];

#[test]
fn the_form_a_code_and_the_account_in_every_language() -> Result<()> {
    e2e(PHONE, async |world| {
        world.configure(|config| config["challengeMode"] = json!("embedded"));
        let languages = environment::languages()?;
        ensure!(languages.contains(&"en".to_owned()), "{languages:?}");
        for language in languages {
            shows(world, &language).await?;
        }
        Ok(())
    })
}

async fn shows(world: &World, language: &str) -> Result<()> {
    let email = world.new_email();
    world.open(&format!("/sign-in?lang={language}")).await?;
    let field = field(world, "input[autocomplete^=username]").await?;
    speaks(world, language).await?;
    world
        .is_accessible_as_it_is(&format!("the form, {language}"))
        .await?;
    field.send_keys(&email).await?;
    field.send_keys(Key::Enter + "").await?;
    let code = self::field(world, "input[autocomplete=one-time-code]").await?;
    speaks(world, language).await?;
    world
        .is_accessible_as_it_is(&format!("a code by email, {language}"))
        .await?;
    let sent = world.authsignal.next_code(&email).await?;
    code.send_keys(&sent).await?;
    until("the session", async || {
        Ok(!world.stored_keys().await?.is_empty())
    })
    .await?;
    world
        .open(&format!("/account/security?lang={language}"))
        .await?;
    self::field(world, "ul.keys").await?;
    speaks(world, language).await?;
    world
        .is_accessible_as_it_is(&format!("the page about security, {language}"))
        .await?;
    world.open_without_app().await?;
    world
        .browser
        .evaluate("localStorage.clear(); sessionStorage.clear();")
        .await
}

/// The element that this selector names, once it shows.
async fn field(world: &World, selector: &str) -> Result<thirtyfour::WebElement> {
    eventually(selector, async || {
        let found = world.browser.driver().find_all(By::Css(selector)).await?;
        let Some(element) = found.into_iter().next() else {
            return Ok(None);
        };
        Ok(element.is_displayed().await?.then_some(element))
    })
    .await
}

/// The page says that it is in this language, and runs in its direction.
async fn speaks(world: &World, language: &str) -> Result<()> {
    let told: (String, String) = world
        .browser
        .evaluate(
            "const page = document.documentElement; return [page.lang, getComputedStyle(page).direction];",
        )
        .await?;
    let direction = match RIGHT_TO_LEFT.contains(&language) {
        true => "rtl",
        false => "ltr",
    };
    ensure!(
        told == (language.to_owned(), direction.to_owned()),
        "the page should be in {language}, {direction}; it is in {told:?}"
    );
    Ok(())
}
