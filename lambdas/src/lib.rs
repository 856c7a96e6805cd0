//! The Lambda functions of Latchkey: the triggers of Cognito's user pool, and the [`api`] of signed-in people.
//!
//! Cognito's custom authentication asks Authsignal whether the person is who they say:
//!
//! - [`define`] says what comes next: a challenge, tokens, or the end;
//! - [`create`] has Authsignal prepare a challenge and gives the browser what it needs to show it;
//! - [`verify`] asks Authsignal what the browser's answer is worth;
//! - [`pre_sign_up`] decides who may create an account.
//!
//! [`dispatch::handle`] finds the right one for an event. The handlers are plain functions: from the event's request to
//! the response, with no Lambda in sight.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
pub mod api;
pub mod config;
pub mod create;
mod decoy;
pub mod define;
pub mod dispatch;
pub mod environment;
pub mod error;
mod keyed;
mod language;
pub mod logging;
mod methods;
mod name_form;
pub mod pre_sign_up;
mod random;
mod round;
mod start;
pub mod user_pool;
pub mod usernames;
pub mod verify;

pub use start::start;

/// The only challenge of ours: Cognito's name for one that triggers make and check.
pub(crate) const CUSTOM_CHALLENGE: &str = "CUSTOM_CHALLENGE";
