//! Client for Authsignal's Server API, for servers only: it holds the tenant's secret key.
//!
//! [`Client`] has one method per call of the official Node SDK (`@authsignal/node`), under the SDK's name in snake case,
//! and behaves as the SDK does on the wire: paths, header names, authentication and retries. Where it differs, it is
//! stricter: identifiers are percent-encoded, a call has a time limit, redirects are not followed, and the secret key
//! travels over HTTPS only (loopback excepted).
//!
//! Errors are told apart by who must act, see [`Error::remedy`].
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod actions;
mod authenticators;
mod backoff;
mod challenges;
mod client;
mod error;
mod http;
mod open_enum;
mod redacted;
mod users;

pub use actions::{
    Action, ActionSummary, QueryUserActions, Rule, TrackAttributes, TrackedAction, Validation,
};
pub use authenticators::{
    AaguidMapping, EnrolledAuthenticator, UserAuthenticator, VerifiedAuthenticator,
    WebauthnCredential,
};
pub use challenges::{Challenge, ChallengeQuery};
pub use client::{Client, ClientBuilder};
pub use error::{Error, Remedy};
pub use open_enum::{UserActionState, VerificationMethod};
pub use redacted::{ActionToken, SecretKey, ValidationToken};
pub use users::{User, UserAttributes, UserQuery, UserSummary, Users};

/// Further attributes that a tenant defines for users and actions: strings, numbers and booleans by name.
pub type CustomData = serde_json::Map<String, serde_json::Value>;
