//! What the app itself takes of a sign-in, without the time in which it waits for services and people.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::profile::Profile;
use crate::wait::{eventually, until};
use crate::world::{Setup, World};

const SCRIPT: &str = include_str!("sign_in.js");
const HOME: &str = "heading You are signed in";

/// Sessions of such tokens are renewed every second: as many samples as one wants.
const TOKEN_SECONDS: u32 = 2;

/// Samples, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares {
    /// From the click on "Continue" to the request to Cognito.
    pub(super) click: Vec<f64>,
    /// From the challenge's result to the home page painted, without waiting for services.
    pub(super) home: Vec<f64>,
    /// How long services were waited for meanwhile.
    pub(super) home_waiting: Vec<f64>,
    /// From the answer to a renewal to the session kept.
    pub(super) refresh: Vec<f64>,
    /// What happened when in the last sign-in, for who wonders where the time goes.
    pub(super) timeline: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Mark {
    what: String,
    at: f64,
}

/// Signs one person in `runs` times, in one browser, and lets the session be renewed as often.
pub(super) async fn shares(profile: &Profile, runs: usize) -> Result<Shares> {
    let world = World::start(Setup::default()).await?;
    let signed_in = sign_ins(&world, profile, runs).await;
    world.end().await?;
    let mut shares = signed_in?;
    let world = World::start(Setup {
        token_seconds: Some(TOKEN_SECONDS),
        ..Setup::default()
    })
    .await?;
    let renewed = renewals(&world, profile, runs).await;
    world.end().await?;
    shares.refresh = renewed?;
    Ok(shares)
}

async fn sign_ins(world: &World, profile: &Profile, runs: usize) -> Result<Shares> {
    let email = world.new_email();
    // Whoever comes back costs one round trip less than who is new.
    world.sign_in(&email).await?;
    world.sign_out().await?;
    world.browser.before_every_page(SCRIPT).await?;
    profile.apply(&world.browser).await?;
    let mut shares = Shares::default();
    for _ in 0..runs {
        world.sign_in(&email).await?;
        let marks = eventually("the home page to be painted", async || {
            let marks = marks(world).await?;
            Ok(marks.iter().any(|mark| mark.what == HOME).then_some(marks))
        })
        .await?;
        let at = |what: &str| at(&marks, what);
        shares.click.push(at("InitiateAuth sent")? - at("click")?);
        let begun = at("token")?;
        let shown = at(HOME)?;
        let waiting = waiting(&marks, begun, shown);
        shares.home.push(shown - begun - waiting);
        shares.home_waiting.push(waiting);
        shares.timeline = timeline(&marks, at("click")?);
        world.sign_out().await?;
    }
    Ok(shares)
}

async fn renewals(world: &World, profile: &Profile, runs: usize) -> Result<Vec<f64>> {
    let email = world.new_email();
    world.sign_in(&email).await?;
    world.browser.before_every_page(SCRIPT).await?;
    profile.apply(&world.browser).await?;
    world.reload().await?;
    world.sees_signed_in(&email).await?;
    let mut found = Vec::new();
    until("the session to be renewed again and again", async || {
        found = renewed(&marks(world).await?);
        Ok(found.len() >= runs)
    })
    .await?;
    found.truncate(runs);
    Ok(found)
}

async fn marks(world: &World) -> Result<Vec<Mark>> {
    world.browser.evaluate("return window.bench;").await
}

/// What happened how many milliseconds after `begun`.
fn timeline(marks: &[Mark], begun: f64) -> String {
    let told = marks.iter().filter(|mark| mark.at >= begun);
    let told = told.map(|mark| format!("{} {:.0}", mark.what, mark.at - begun));
    told.collect::<Vec<_>>().join(", ")
}

/// When something happened first.
fn at(marks: &[Mark], what: &str) -> Result<f64> {
    marks
        .iter()
        .find(|mark| mark.what == what)
        .map(|mark| mark.at)
        .with_context(|| format!("there is no \"{what}\" among {marks:?}"))
}

/// How long at least one answer was waited for between two moments.
fn waiting(marks: &[Mark], begun: f64, ended: f64) -> f64 {
    let mut sum = 0.0;
    let mut since = begun;
    let mut pending: u32 = 0;
    for mark in marks
        .iter()
        .filter(|mark| (begun..=ended).contains(&mark.at))
    {
        if mark.what.ends_with(" sent") {
            if pending == 0 {
                since = mark.at;
            }
            pending += 1;
        } else if mark.what.ends_with(" answered") && pending > 0 {
            pending -= 1;
            if pending == 0 {
                sum += mark.at - since;
            }
        }
    }
    match pending {
        0 => sum,
        _ => sum + ended - since,
    }
}

/// From each renewal's answer to the session kept.
fn renewed(marks: &[Mark]) -> Vec<f64> {
    let mut found = Vec::new();
    let mut answered = None;
    for mark in marks {
        match mark.what.as_str() {
            "GetTokensFromRefreshToken answered" => answered = Some(mark.at),
            "session kept" => found.extend(answered.take().map(|answered| mark.at - answered)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(told: &[(&str, f64)]) -> Vec<Mark> {
        told.iter()
            .map(|(what, at)| Mark {
                what: (*what).to_owned(),
                at: *at,
            })
            .collect()
    }

    #[test]
    fn what_services_take_is_not_the_apps_share() {
        let marks = marks(&[
            ("InitiateAuth sent", 1.0),
            ("InitiateAuth answered", 50.0),
            ("token", 100.0),
            ("RespondToAuthChallenge sent", 102.0),
            ("/authenticators sent", 132.0),
            ("RespondToAuthChallenge answered", 142.0),
            ("/authenticators answered", 145.0),
            ("/more sent", 149.0),
            (HOME, 150.0),
        ]);
        assert!((waiting(&marks, 100.0, 150.0) - 44.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_renewal_is_measured_from_its_answer() {
        let marks = marks(&[
            ("session kept", 1.0),
            ("GetTokensFromRefreshToken sent", 5.0),
            ("GetTokensFromRefreshToken answered", 9.0),
            ("session kept", 10.0),
            ("session kept", 11.0),
        ]);
        assert_eq!(renewed(&marks), [1.0]);
    }
}
