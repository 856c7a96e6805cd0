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

pub(crate) async fn open_held(world: &World, path: &str) -> Result<()> {
    world.browser.before_every_page(HELD).await?;
    world.open(path).await?;
    e2e::wait::until("index.html's form", async || {
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        Ok(field.is_displayed().await?)
    })
    .await
}

pub(crate) async fn start_app(world: &World) -> Result<()> {
    world.browser.evaluate::<()>("startApp()").await?;
    sees_app(world).await
}

/// Presses a button that is there before the app.
async fn press_early(world: &World, button: &str) -> Result<()> {
    let button = format!("#boot {button}");
    let button = world.browser.driver().find(By::Css(button)).await?;
    Ok(button.click().await?)
}

/// Waits until the app has the form.
async fn sees_app(world: &World) -> Result<()> {
    hands_over(world).await?;
    world.browser.find(Role::Textbox, "Email").await.map(drop)
}

/// Waits until the app is in the place of what was there before.
async fn hands_over(world: &World) -> Result<()> {
    e2e::wait::until("the app to take over", async || {
        let gone = "return !document.getElementById('boot');";
        world.browser.evaluate(gone).await
    })
    .await
}

/// Where something is, in CSS pixels.
#[derive(Debug, Deserialize, PartialEq)]
pub(crate) struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Where logo, heading, lead, field and buttons are in `of`.
pub(crate) async fn places(world: &World, of: &str) -> Result<Vec<Place>> {
    let script = format!(
        "return [...document.querySelectorAll('{of} :is(.brand img, h1, .lead, label, input, .link, .button, .or)')]
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

/// The browser remembers that she signed in with the world's app client.
async fn knows_ada(world: &World, method: &str) -> Result<()> {
    world.open_without_app().await?;
    let script = format!(
        "localStorage.setItem('latchkey.{}.lastSignIn', JSON.stringify({{ username: 'ada@example.com', method: '{method}' }}));",
        world.client_id()
    );
    world.browser.evaluate(&script).await
}

/// What is said and offered in `of`, from heading to buttons.
async fn texts(world: &World, of: &str) -> Result<Vec<String>> {
    let script = format!(
        "return [...document.querySelectorAll('{of} :is(h1, .lead, .link, .button)')]
            .filter((element) => element.offsetParent)
            .map((element) => element.innerText);"
    );
    world.browser.evaluate(&script).await
}

#[test]
fn who_comes_back_is_greeted_before_the_app_is_there_as_after() -> Result<()> {
    e2e(USUAL, async |world| {
        for (method, language, greeting) in [
            (
                "passkey",
                "en",
                "Welcome back. Last time you signed in with a passkey.",
            ),
            (
                "challenge",
                "en",
                "Welcome back. Last time you signed in with your email.",
            ),
            (
                "challenge",
                "de",
                "Willkommen zurück. Zuletzt haben Sie sich mit Ihrer E-Mail-Adresse angemeldet.",
            ),
        ] {
            knows_ada(world, method).await?;
            open_held(world, &format!("/sign-in?lang={language}")).await?;
            let field = world.browser.driver().find(By::Css(FIELD)).await?;
            let name = field.prop("value").await?.unwrap_or_default();
            ensure!(name == "ada@example.com", "the field has {name}");
            // The address says which language: it stays.
            world
                .is_accessible_as_it_is(&format!("the form of who comes back, {language}"))
                .await?;
            let before = (places(world, "#boot").await?, texts(world, "#boot").await?);
            ensure!(before.0.len() == 8, "heading to passkey button: {before:?}");
            ensure!(
                before.1.get(1).is_some_and(|lead| lead == greeting),
                "{before:?}"
            );
            world.browser.evaluate::<()>("startApp()").await?;
            hands_over(world).await?;
            let after = (places(world, "#app").await?, texts(world, "#app").await?);
            ensure!(before == after, "changed: {before:?} to {after:?}");
        }
        world.sees_text("Anderes Konto verwenden").await
    })
}

#[test]
fn what_is_no_memory_of_a_sign_in_greets_nobody() -> Result<()> {
    e2e(USUAL, async |world| {
        knows_ada(world, "constructor").await?;
        open_held(world, "/sign-in").await?;
        let before = (places(world, "#boot").await?, texts(world, "#boot").await?);
        start_app(world).await?;
        world.sees_form_ready("").await?;
        let after = (places(world, "#app").await?, texts(world, "#app").await?);
        ensure!(before == after, "changed: {before:?} to {after:?}");
        Ok(())
    })
}

#[test]
fn who_comes_back_as_somebody_else_need_not_wait_for_the_app() -> Result<()> {
    e2e(USUAL, async |world| {
        knows_ada(world, "challenge").await?;
        open_held(world, "/sign-in").await?;
        press_early(world, ".link").await?;
        world.type_keys("bob@exa").await?;
        start_app(world).await?;
        world.type_keys("mple.com").await?;
        world.sees_form_ready("bob@example.com").await?;
        let text = world.browser.visible_text().await?;
        ensure!(!text.contains("Welcome back"), "it was forgotten: {text}");

        knows_ada(world, "challenge").await?;
        open_held(world, "/sign-in").await?;
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        field.clear().await?;
        field.click().await?;
        start_app(world).await?;
        world.type_keys("bob@example.com").await?;
        world.sees_form_ready("bob@example.com").await
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
fn what_fails_in_scripts_of_others_leaves_the_form_alone() -> Result<()> {
    e2e(USUAL, async |world| {
        open_held(world, "/sign-in").await?;
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        field.send_keys("ada@exa").await?;
        // What browser extensions do: scripts in the page that throw, reject, or are not there.
        let noise = "
            window.heard = [];
            addEventListener('error', ({ target }) => heard.push(target === window ? 'thrown' : 'script'), true);
            addEventListener('unhandledrejection', () => heard.push('rejected'));
            setTimeout(() => { throw new Error('of another'); });
            document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: '/of-another.js' }));
            dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: new Promise(() => {}) }));";
        world.browser.evaluate::<()>(noise).await?;
        e2e::wait::until("all three to have been heard", async || {
            let heard: Vec<String> = world.browser.evaluate("return heard.toSorted();").await?;
            Ok(heard == ["rejected", "script", "thrown"])
        })
        .await?;
        ensure!(field.is_displayed().await?, "the form is there");
        let text = world.browser.visible_text().await?;
        ensure!(!text.contains("could not be loaded"), "it says: {text}");
        world.type_keys("mple.com").await?;
        start_app(world).await?;
        world.sees_form_ready("ada@example.com").await
    })
}

#[test]
fn what_was_typed_is_there_when_the_app_comes_after_all() -> Result<()> {
    e2e(USUAL, async |world| {
        open_held(world, "/sign-in").await?;
        let field = world.browser.driver().find(By::Css(FIELD)).await?;
        field.send_keys("ada@example.com").await?;
        world
            .browser
            .evaluate::<()>("latchkeyBoot.failed('too early');")
            .await?;
        sorry(world, "The page could not be loaded").await?;
        ensure!(!field.is_displayed().await?, "the form is away");
        start_app(world).await?;
        world.sees_form_ready("ada@example.com").await
    })
}

#[test]
fn an_app_that_cannot_be_fetched_says_so_and_can_be_tried_again() -> Result<()> {
    e2e(USUAL, async |world| {
        world.open("/sign-in").await?;
        sees_app(world).await?;
        let path = async |rel: &str, ending: &str| {
            let script = format!(
                "return new URL(document.querySelector('link[rel={rel}][href*=\"/latchkey-\"][href$=\"{ending}\"]').href).pathname;"
            );
            world.browser.evaluate::<String>(&script).await
        };
        let script = path("modulepreload", ".js").await?;
        let module = path("preload", "_bg.wasm").await?;
        for (path, status) in [(&script, 404), (&script, 500), (&module, 500)] {
            world.site.refuse(Some((path, status)));
            world.open("/sign-in").await?;
            sorry(world, "The page could not be loaded").await?;
            world.site.refuse(None);
            press_early(world, ".boot-retry").await?;
            sees_app(world).await?;
        }
        world.site.withhold(Some(&module));
        world.open("/sign-in").await?;
        sorry(world, "The page could not be loaded").await
    })
}

/// Waits until the page says these words.
async fn sorry(world: &World, words: &str) -> Result<()> {
    e2e::wait::until(words, async || {
        let text = world.browser.visible_text().await?;
        Ok(text.contains(words))
    })
    .await
}

#[test]
fn a_browser_that_cannot_run_the_app_says_so() -> Result<()> {
    e2e(USUAL, async |world| {
        world
            .browser
            .before_every_page(
                "WebAssembly.instantiateStreaming = WebAssembly.instantiate = async () => { throw new Error('no network'); };",
            )
            .await?;
        world.open("/sign-in").await?;
        sorry(world, "The page could not be loaded").await?;
        world
            .browser
            .before_every_page("delete window.WebAssembly;")
            .await?;
        world.open("/sign-in").await?;
        sorry(world, "Signing in needs WebAssembly").await?;
        world
            .browser
            .before_every_page(
                "Object.defineProperty(navigator, 'languages', { value: ['de-AT', 'en'] });",
            )
            .await?;
        world.open("/sign-in").await?;
        sorry(world, "Für die Anmeldung wird WebAssembly benötigt").await
    })
}
