//! The only place that touches web-sys, js-sys and the Authsignal Web SDK: a thin layer without rules.
//! What comes out of it is plain Rust; a `JsValue` never leaves.

pub mod authsignal;
mod clock;
mod fetch;
mod log;
pub mod page;
mod random;
mod storage;

pub use clock::now;
pub use fetch::{FetchTransport, get_text};
pub use log::{console_error, describe};
pub use random::entropy;
pub use storage::{BrowserStore, Lifetime};
