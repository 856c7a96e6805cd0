//! A deployment's page: its configuration and its brand are in it, and show before the app is there.

use e2e::browser::Role;
use e2e::{Result, World, e2e, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::USUAL;
use crate::boot::{open_held, places, start_app};

#[allow(dead_code, reason = "the deployment uses the rest")]
#[path = "../../../xtask/src/deployment/branding.rs"]
mod branding;
#[allow(dead_code, reason = "a program of its own")]
#[path = "../../../xtask/examples/check-config.rs"]
mod check_config;

/// What of the brand can be seen in a page.
#[derive(Debug, Deserialize, PartialEq)]
struct Look {
    header: String,
    logo: String,
    /// In pixels; 0 for a picture that is not there.
    logo_width: f64,
    button: String,
    corners: String,
}

async fn look(world: &World, of: &str) -> Result<Look> {
    let script = format!(
        "const header = document.querySelector('{of} .brand');
         const logo = header.querySelector('img');
         const button = getComputedStyle(document.querySelector('{of} form .button'));
         return {{
             header: header.innerText.trim(), logo: new URL(logo.currentSrc || logo.src).pathname,
             logo_width: logo.complete ? logo.naturalWidth && logo.getBoundingClientRect().width : 0,
             button: button.backgroundColor, corners: button.borderRadius,
         }};"
    );
    world.browser.evaluate(&script).await
}

#[test]
fn the_brand_shows_before_the_app_is_there_and_stays() -> Result<()> {
    e2e(USUAL, async |world| {
        let mut config = world.config();
        config["brand"] = json!({
            "name": "Fish </script> & Chips", "logo": "/logo.svg", "logoDark": "/favicon.svg",
            "color": "#b00020", "radius": "3px",
        });
        let config = config.to_string();
        let told = check_config::told(&config).map_err(anyhow::Error::msg)?;
        let page = branding::branded(&world.site.page()?, &branding::Branding::parse(&told));
        let page = page.and_then(|page| branding::with_config(&page, &config));
        world.site.serve_page(page.map_err(anyhow::Error::msg)?)?;

        open_held(world, "/sign-in").await?;
        e2e::wait::until("the logo", async || {
            Ok(look(world, "#boot").await?.logo_width > 0.0)
        })
        .await?;
        let before = look(world, "#boot").await?;
        ensure!(
            before.header == "Fish </script> & Chips"
                && before.logo == "/logo.svg"
                && before.button == "rgb(176, 0, 32)"
                && before.corners == "3px",
            "the brand is {before:?}"
        );
        let places_before = places(world, "#boot").await?;
        ensure!(
            places_before.len() == 8,
            "from the logo on: {places_before:?}"
        );
        start_app(world).await?;
        let after = look(world, "#app").await?;
        ensure!(before == after, "changed: {before:?} to {after:?}");
        let places_after = places(world, "#app").await?;
        ensure!(
            places_before == places_after,
            "moved: {places_before:?} to {places_after:?}"
        );
        world.browser.find(Role::Button, "Continue").await?;
        let asked = world.site.asked();
        ensure!(
            !asked.iter().any(|path| path == "/config.json"),
            "config.json was asked for: {asked:?}"
        );
        world.console_is_clean(|_| false).await
    })
}
