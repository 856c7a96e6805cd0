//! Recorded events in, responses out, with servers that play Authsignal and Cognito.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod addresses;
mod create;
mod define;
#[path = "../fake/mod.rs"]
mod fake;
mod hostile;
mod logs;
mod methods;
mod pre_sign_up;
mod support;
mod verify;
