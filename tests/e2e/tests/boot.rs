//! Before the app is there: index.html's own form, which the app takes over with all that somebody did meanwhile.

use e2e::browser::Role;
use e2e::{Result, World, e2e, ensure};
use serde::Deserialize;
use thirtyfour::By;

use crate::USUAL;

/// Keeps the app from starting until `startApp()` is called.
const HELD: &str = "
    const real = WebAssembly.instantiateStreaming.bind(WebAssembly);
    const begun = new Promise((resolve) => { window.startApp = resolve; });
    WebAssembly.instantiateStreaming = async (...given) => { await begun; return real(...given); };
";

const FIELD: &str = "#boot-email";

async fn open_held(world: &World, path: &str) -> Result<()> {
    world.browser.before_every_page(HELD).await?;
    world.open(path).await?;
    e2e::wait::until("index.html's form", async || {
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        Ok(field.is_displayed().await?)
    })
    .await
}

async fn start_app(world: &World) -> Result<()> {
    world.browser.evaluate::<()>("startApp()").await?;
    world.browser.find(Role::Textbox, "Email").await.map(drop)
}

/// Where something is, in CSS pixels.
#[derive(Debug, Deserialize, PartialEq)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Where heading, lead, field and both buttons are in `of`.
async fn places(world: &World, of: &str) -> Result<Vec<Place>> {
    let script = format!(
        "return [...document.querySelectorAll('{of} :is(h1, .lead, label, input, .button, .or)')]
            .filter((element) => element.offsetParent)
            .map((element) => element.getBoundingClientRect().toJSON());"
    );
    world.browser.evaluate(&script).await
}

#[test]
fn the_app_takes_the_form_over_where_it_is() -> Result<()> {
    e2e(USUAL, async |world| {
        open_held(world, "/sign-in").await?;
        world.is_accessible("the form before the app").await?;
        let before = places(world, "#boot").await?;
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        field.send_keys("ada@exa").await?;
        start_app(world).await?;
        let after = places(world, "#app").await?;
        ensure!(before.len() == 7, "heading to passkey button: {before:?}");
        ensure!(before == after, "moved: {before:?} to {after:?}");
        world.type_keys("mple.com").await?;
        world.sees_form_ready("ada@example.com").await
    })
}

#[test]
fn a_form_that_is_sent_before_the_app_is_there_signs_in_with_one_request() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let account = world.has_account(&email).await?;
        drop(account);
        world.cognito.forget_calls();
        open_held(world, "/sign-in").await?;
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        field.send_keys(format!("{email}\u{E007}")).await?;
        world.cognito_was_asked_for(&["InitiateAuth"]).await?;
        world.browser.evaluate::<()>("startApp()").await?;
        world.finish_sign_in(&email).await?;
        let asked = world.cognito.operations();
        let asked = asked
            .iter()
            .filter(|operation| *operation == "InitiateAuth");
        ensure!(asked.count() == 1, "Cognito was asked twice");
        Ok(())
    })
}

#[test]
fn what_is_no_address_is_said_once_the_app_is_there() -> Result<()> {
    e2e(USUAL, async |world| {
        open_held(world, "/").await?;
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        field.send_keys("ada\u{E007}").await?;
        start_app(world).await?;
        world.sees_alert("Enter a whole email address").await?;
        world.sees_form_ready("ada").await
    })
}

#[test]
fn a_browser_that_cannot_run_the_app_says_so() -> Result<()> {
    e2e(USUAL, async |world| {
        let sorry = async |words: &str| {
            e2e::wait::until(words, async || {
                let text = world.browser.visible_text().await?;
                Ok(text.contains(words))
            })
            .await
        };
        world
            .browser
            .before_every_page(
                "WebAssembly.instantiateStreaming = WebAssembly.instantiate = async () => { throw new Error('no network'); };",
            )
            .await?;
        world.open("/sign-in").await?;
        sorry("The page could not be loaded").await?;
        world
            .browser
            .before_every_page("delete window.WebAssembly;")
            .await?;
        world.open("/sign-in").await?;
        sorry("Signing in needs WebAssembly").await?;
        world
            .browser
            .before_every_page(
                "Object.defineProperty(navigator, 'languages', { value: ['de-AT', 'en'] });",
            )
            .await?;
        world.open("/sign-in").await?;
        sorry("Für die Anmeldung wird WebAssembly benötigt").await
    })
}
