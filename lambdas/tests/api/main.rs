//! Calls of an HTTP API in, responses out, with servers that play Authsignal and Cognito.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authenticators;
mod caller;
mod failures;
#[path = "../fake/mod.rs"]
mod fake;
mod logs;
mod removal;
mod sign_in;
mod support;
mod template;
