//! The client against a server that plays back answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calls;
mod faults;
mod support;
