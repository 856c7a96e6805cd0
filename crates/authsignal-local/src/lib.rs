//! Local stand-in for an Authsignal tenant.
//!
//! It speaks the Server API and the Client API that the official SDKs use (they are the authority: see
//! the `@authsignal/node` and `@authsignal/browser` packages), serves the pre-built UI, and keeps every
//! message it "sends" in an inbox. It is a tool for development and tests: it binds loopback only, lets any
//! origin call the Client API, and shows everybody who can reach it every code.
//!
//! | path | what |
//! | --- | --- |
//! | `/v1/...` | Server API, secret key as Basic user name ([`server_api`]) |
//! | `/v1/client/...` | Client API, token of `track` as Bearer ([`client_api`]) |
//! | `/challenge?token=...` | pre-built UI ([`ui`]) |
//! | `/magic-link?token=...` | what a link in an email opens ([`ui`]) |
//! | `/inbox`, `/inbox/messages` | what was sent, for people and for tests ([`inbox`]) |
//! | `/local/faults` | fault injection ([`faults`]) |
//! | `/health` | 200 when it serves |
//!
//! A factor (email code, passkey, ...) has one file in each of `factors` (what it does), `client_api`
//! (its endpoints) and `ui` (its page).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![allow(rustdoc::private_intra_doc_links)]

mod address;
mod app;
mod client_api;
mod clock;
mod config;
mod entropy;
mod error;
mod extract;
mod factors;
mod faults;
mod host;
mod inbox;
mod locale;
mod model;
mod server_api;
mod store;
mod tokens;
mod ui;
mod user_agent;
mod webauthn;
mod work;

#[cfg(test)]
mod tests;

pub use app::{App, router};
pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use config::{
    Config, DEFAULT_CHALLENGE_LIFETIME, DEFAULT_LOCKOUT, DEFAULT_LOCKOUT_ATTEMPTS,
    DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_MESSAGES, DEFAULT_ORIGIN, DEFAULT_RP_ID, DEFAULT_RP_NAME,
    DEFAULT_TENANT_ID, DEFAULT_TOKEN_LIFETIME, SecretKey,
};
pub use entropy::{Entropy, OsEntropy};
pub use error::LoggedCause;
pub use store::{OpenError, Store};
