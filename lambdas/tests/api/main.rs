//! Calls of an HTTP API in, responses out, with a server that plays Authsignal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authenticators;
mod caller;
mod failures;
#[path = "../fake/mod.rs"]
mod fake;
mod logs;
mod removal;
mod support;
mod template;
