//! What signing in means: which step follows which, what a session is, what is kept of it.
//!
//! No I/O, no clock, no browser: time and results come in as arguments, wishes go out as values.
//! That makes every rule testable on the host, and lets a reader find it in one place.

mod aaguid;
pub mod authenticators;
mod json;
mod last_sign_in;
pub mod otpauth;
pub mod passkey_offer;
pub mod pending;
mod phone;
pub mod qr;
mod relying_party;
mod return_path;
mod secret;
pub mod session;
pub mod sign_in;
mod time;
mod username;
mod username_lookup;
pub mod verification;

pub use aaguid::provider_name;
pub use last_sign_in::LastSignIn;
pub use phone::{Country, needs_country};
pub use relying_party::possible_relying_parties;
pub use return_path::ReturnPath;
pub use secret::{ActionToken, ChallengeUrl, ValidationToken};
pub use time::Timestamp;
pub use username::{Contact, Kinds, Username, UsernameProblem};
pub use username_lookup::{lookup_request, read_lookup};
