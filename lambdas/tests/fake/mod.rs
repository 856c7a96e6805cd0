//! What the tests of all functions share: servers that play Authsignal and Cognito, and a log to read afterwards.

mod authsignal;
mod cognito;
mod log;

pub(crate) use authsignal::{Asked, FakeAuthsignal, SECRET};
pub(crate) use cognito::{Called, FakeCognito, unreachable_user_pool};
pub(crate) use log::Log;
