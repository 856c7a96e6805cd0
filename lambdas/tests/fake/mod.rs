//! What the tests of all functions share: a server that plays Authsignal, and a log to read afterwards.

mod authsignal;
mod log;

pub(crate) use authsignal::{Asked, FakeAuthsignal, SECRET};
pub(crate) use log::Log;
