//! The only place that touches web-sys, js-sys and the Authsignal Web SDK: a thin layer without rules.
//! What comes out of it is plain Rust; a `JsValue` never leaves.

pub mod authsignal;
pub mod boot;
mod callback;
mod clipboard;
mod clock;
mod dates;
mod events;
mod fetch;
mod focus;
mod host;
pub mod language;
mod listener;
mod locks;
mod log;
pub mod page;
mod random;
mod regions;
mod storage;
mod trusted_types;
mod wait;
mod web_otp;
pub mod webauthn;
mod wrapper;

pub use callback::{Arrival, CALLBACK_PATH, take_arrival};
pub use clipboard::copy;
pub use clock::now;
pub use dates::{LocalDate, local_date};
pub use events::announce;
pub use fetch::{FetchTransport, call_api, get_text, post_json};
pub use focus::focus_heading;
pub use host::host;
pub use language::plural_category;
pub use listener::Listener;
pub use locks::{Turn, with_lock};
pub use log::{console_error, console_warn, describe};
pub use random::{entropy, noise};
pub use regions::{fill_with_countries, home_country};
pub use storage::{BrowserStore, Lifetime, stand_in_for_blocked_storage};
pub use trusted_types::{create_trusted_types_policy, is_harmless};
pub use wait::{STORED, WAKING, wait_for};
pub use web_otp::code_from_text_message;
