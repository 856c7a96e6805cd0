//! Which page shows at which address.

use e2e::browser::Role;
use e2e::{Result, e2e};

use crate::USUAL;

#[test]
fn a_visitor_is_sent_to_sign_in_and_comes_back() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/?from=mail#top").await?;
        world.sees_heading("Sign in").await?;
        world
            .is_at("/sign-in?return=%2F%3Ffrom%3Dmail%23top")
            .await?;
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await?;
        world.is_at("/?from=mail#top").await
    })
}

#[test]
fn after_signing_in_nobody_is_led_to_another_site() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        for target in [
            "//attacker.example/",
            "https:%2F%2Fattacker.example",
            "%2F%5Cattacker.example",
        ] {
            world.open(&format!("/sign-in?return={target}")).await?;
            world.submit_email(&email).await?;
            world.finish_sign_in(&email).await?;
            world.is_at("/").await?;
            world.sign_out().await?;
        }
        Ok(())
    })
}

#[test]
fn somebody_who_is_signed_in_is_not_asked_again() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.open("/sign-in").await?;
        world.sees_signed_in(&email).await?;
        world.is_at("/").await
    })
}

#[test]
fn an_unknown_address_says_so_and_leads_on() -> Result<()> {
    e2e(USUAL, async |world| {
        world.open("/no/such/page").await?;
        world.sees_heading("This page does not exist").await?;
        world
            .browser
            .find(Role::Link, "Go to the start page")
            .await?
            .click()
            .await?;
        world.sees_heading("Sign in").await?;
        world.is_at("/sign-in").await
    })
}

#[test]
fn after_signing_in_neither_back_nor_forward_leads_to_the_form() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        let history = async || {
            world
                .browser
                .evaluate::<u32>("return history.length;")
                .await
        };
        world.open("/no/such/page").await?;
        world
            .browser
            .find(Role::Link, "Go to the start page")
            .await?
            .click()
            .await?;
        world.is_at("/sign-in").await?;
        let before = history().await?;
        world.submit_email(&email).await?;
        world.finish_sign_in(&email).await?;
        world.is_at("/").await?;

        // What the pre-built UI did in its frame is in the history too, and nobody can see it.
        let steps = history().await? - before + 1;
        world
            .browser
            .evaluate::<()>(&format!("history.go(-{steps});"))
            .await?;
        world.sees_heading("This page does not exist").await?;
        world.browser.driver().forward().await?;
        world.sees_signed_in(&email).await?;
        world.is_at("/").await
    })
}
