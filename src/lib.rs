//! Latchkey in the browser: the views, the driver of the sign-in machine, and the layer to the browser.
//!
//! The rules are elsewhere, in crates that cannot see a browser: `auth` (what signing in means),
//! `cognito` (the protocol), `config` (config.json).

#![allow(
    unreachable_pub,
    reason = "what #[component] generates needs components to be pub"
)]

pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod language;
pub mod pages;
pub mod parts;
pub mod passkeys;
pub mod routes;
pub mod session;
pub mod sign_in;
pub mod verification;
pub mod words;
