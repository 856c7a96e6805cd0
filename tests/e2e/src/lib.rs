//! What the end-to-end tests stand on: a [`World`] for each test, which is a site of its own in a browser
//! of its own, in front of the local stack that all tests share.
//!
//! ```text
//! browser --> Site: the built app, its config.json, the headers of infra/template.yaml
//!    |------> CognitoProxy: counts calls, injects faults --> MiniStack
//!    '------> Authsignal's stand-in: inbox, faults of its own
//! ```
//!
//! Tests are written in terms of what a person does ([`action`]) and sees ([`check`]); both find things
//! as people do, by role and accessible name ([`browser`]). Everything waits on conditions ([`wait`]).
//!
//! `cargo xtask test` starts the stack, builds the site and runs these tests; [`environment`] says what
//! they need to run by themselves.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod accounts;
pub mod action;
pub mod amplify;
pub mod authenticator_app;
pub mod authsignal;
mod ax_tree;
pub mod axe;
pub mod bench;
pub mod browser;
pub mod check;
mod chromedriver;
pub mod cognito;
mod deployed;
pub mod direct;
pub mod embedded;
mod embedded_config;
pub mod environment;
mod gallery;
mod headers;
mod languages;
pub mod passkey_requests;
pub mod passkeys;
mod pool;
mod runner;
pub mod server;
pub mod site;
pub mod stored;
pub mod wait;
pub mod web_sdk;
mod world;

pub use anyhow::{Context, Result, bail, ensure};
pub use runner::{Scenario, e2e, e2e_together, scenario};
pub use world::{Setup, World};
