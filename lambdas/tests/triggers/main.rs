//! Recorded events in, responses out, with a server that plays Authsignal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod create;
mod define;
mod hostile;
mod logs;
mod pre_sign_up;
mod support;
mod verify;
