//! What is kept and sent as JSON.

use serde::Serialize;

/// The JSON of a struct of texts and whole numbers.
///
/// Not by way of [`serde_json::Value`], which could hold any number: writing fractions takes 10 KB of tables in the browser.
pub(crate) fn write<T: Serialize>(form: &T) -> String {
    // Fails for maps whose keys are no texts, and for what writes itself by hand: neither is a struct of texts and numbers.
    serde_json::to_string(form).unwrap_or_default()
}
