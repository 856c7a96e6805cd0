//! What people see while they wait and when something is missing, by the same rules as
//! [`accessibility_rules`](crate::accessibility_rules).

use e2e::browser::Role;
use e2e::cognito::Fault;
use e2e::site::ConfigJson;
use e2e::wait::until;
use e2e::{Result, Setup, e2e, e2e_together, ensure, scenario};
use serde_json::json;

use crate::accessibility::PHONE;
use crate::short_tokens::SHORT;

const SHORT_ON_A_PHONE: Setup = Setup {
    token_seconds: SHORT.token_seconds,
    ..PHONE
};

/// Puts what is in each `noscript`, which was read as elements, in its place.
const KEEP_NOSCRIPT: &str =
    "for (const one of document.querySelectorAll('noscript')) one.replaceWith(...one.childNodes);";

#[test]
fn waiting() -> Result<()> {
    e2e(PHONE, async |world| {
        world.may_wait_for_ever().await?;
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        world.waits_for_ever_for("/config.json").await?;
        world.reload().await?;
        world.is_accessible("loading").await?;

        world.waits_for_ever_for("").await?;
        world.reload().await?;
        world.cognito.inject(Fault::hold().on("InitiateAuth"));
        world.submit_email(&email).await?;
        world.sees_busy(true).await?;
        world.sees_status("Still working").await?;
        world.is_accessible("a slow service").await?;
        world.press("Cancel").await?;
        world.cognito.recover();

        world.press("Continue").await?;
        world.finish_sign_in(&email).await?;
        world.waits_for_ever_for("/authenticators").await?;
        world.open("/account/security").await?;
        until("the page to be busy", async || {
            world
                .browser
                .evaluate("return document.querySelector('#app [aria-busy=true]') !== null;")
                .await
        })
        .await?;
        world.is_accessible("ways to sign in being listed").await?;
        world.waits_for_ever_for("").await?;
        world.reload().await?;
        world.browser.find(Role::Button, "Add a passkey").await?;
        world.is_accessible("an account without a passkey").await
    })
}

#[test]
fn being_offline() -> Result<()> {
    e2e_together([
        scenario(SHORT_ON_A_PHONE, async |world| {
            let email = world.new_email();
            world.sign_in(&email).await?;
            world.cognito.inject(Fault::drop());
            world.sees_status("You seem to be offline").await?;
            world.is_accessible("offline").await
        }),
        scenario(PHONE, async |world| {
            world.site.configure(ConfigJson::Unreachable);
            world.open("/sign-in").await?;
            world.sees_heading("The page could not be loaded").await?;
            world.is_accessible("a page that could not be loaded").await
        }),
    ])
}

#[test]
fn a_brand() -> Result<()> {
    e2e(PHONE, async |world| {
        world.configure(|config| {
            config["brand"] = json!({
                "name": "Acme Analytics", "logo": "/logo.svg", "color": "#b00020",
                "colorDark": "#ff8a80", "radius": "3px",
            });
        });
        world.open("/sign-in").await?;
        world.sees_text("Acme Analytics").await?;
        world.is_accessible("a brand").await
    })
}

#[test]
fn a_browser_that_lacks_what_the_app_needs() -> Result<()> {
    e2e(PHONE, async |world| {
        world
            .browser
            .before_every_page("delete window.WebAssembly;")
            .await?;
        world.open("/sign-in").await?;
        let without: bool = world
            .browser
            .evaluate("return typeof WebAssembly === 'undefined';")
            .await?;
        ensure!(without, "this browser still has WebAssembly");
        world.is_accessible("no WebAssembly").await?;
        world.browser.runs_scripts(false).await?;
        world.open("/sign-in").await?;
        world.sees_text("needs JavaScript").await?;
        // The rules are a script too, and would see to it that what is said in its absence is gone.
        world.browser.evaluate::<()>(KEEP_NOSCRIPT).await?;
        world.browser.runs_scripts(true).await?;
        world.sees_text("needs JavaScript").await?;
        // In English alone: without JavaScript nothing can choose a language.
        world.is_accessible_as_it_is("no JavaScript").await
    })
}
