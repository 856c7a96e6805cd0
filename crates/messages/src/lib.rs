//! The texts of the app, one file for each language (`public/messages/`), by keys that the compiler checks.
//!
//! The files are served as they are, and only the one of the language in use is loaded. `build.rs` reads all of them: it
//! makes a constant of every key ([`key`]) and refuses files that do not fit together. Texts are found by position, so a
//! file has to be of the same build as the program; [`Catalog::parse`] makes sure of that.
//!
//! Plain rules, no browser: which plural a number takes and how dates look is for `Intl` to say.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod catalog;
mod language;
mod pattern;
mod reader;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod validate;

pub use catalog::{Catalog, CatalogError, Count, Message, Split};
pub use language::Language;

/// The keys of the message files: a [`Message`] for each plain text; for each with arguments a function that fills them
/// in, and where that is one text, a [`Split`] as well.
pub mod key {
    use super::catalog::{Argument, Catalog, Count, Message, Split};

    include!(concat!(env!("OUT_DIR"), "/key.rs"));
}
