//! Recorded events in, responses out, with a server that plays Authsignal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

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
