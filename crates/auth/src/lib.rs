//! What signing in means: which step follows which, what a session is, what is kept of it.
//!
//! No I/O, no clock, no browser: time and results come in as arguments, wishes go out as values.
//! That makes every rule testable on the host, and lets a reader find it in one place.

mod email;
pub mod pending;
mod return_path;
mod secret;
pub mod session;
pub mod sign_in;
mod time;

pub use email::{EmailProblem, Username};
pub use return_path::ReturnPath;
pub use secret::{ChallengeUrl, ValidationToken};
pub use time::Timestamp;
