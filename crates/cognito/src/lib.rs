//! The Cognito user-pool protocol as typed calls over a [`Transport`].
//!
//! A browser app needs nine unauthenticated operations of Cognito, and no request signing, endpoint
//! rules or retry runtime. So this crate takes from `aws-sdk-cognitoidentityprovider` only its model
//! (operation inputs and outputs with their schemas) and leaves its client out:
//!
//! - [`CognitoClient`] makes the calls; [`Transport`] carries them (`fetch` in the browser, a fake in tests).
//! - [`CognitoError`] tells every failure apart, down to each [`ErrorCode`] that Cognito documents.
//! - [`Claims`] reads what a token says about itself. It verifies nothing: that is the API's duty.
//! - Secrets are newtypes that print redacted and compare in constant time.
//!
//! No I/O, no clock, no randomness: the caller brings them.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod claims;
mod client;
mod codec;
mod endpoint;
mod error;
mod error_code;
mod named_strings;
mod operation;
mod outcome;
mod password;
mod redact;
mod secrets;
mod transport;
mod user;

pub use claims::{Claims, ClaimsError, TokenUse};
pub use client::CognitoClient;
pub use endpoint::{ClientId, Endpoint, InvalidClientId, InvalidEndpoint, is_this_machine};
pub use error::{Actor, CognitoError, MalformedAnswer, ServiceError};
pub use error_code::ErrorCode;
pub use operation::Operation;
pub use outcome::{AuthOutcome, Challenge, ChallengeName, ChallengeParameters, Tokens};
pub use password::password_from_entropy;
pub use redact::redact;
pub use secrets::{AccessToken, ChallengeSession, IdToken, Password, RefreshToken};
pub use transport::{
    HEADER_ERROR_MESSAGE, HEADER_ERROR_TYPE, HEADER_REQUEST_ID, REQUEST_TIMEOUT, Request, Response,
    Transport, TransportError,
};
pub use user::{SignedUp, User, UserAttributes};
