//! The texts around every page.

/// Leads to the terms of use.
pub const TERMS: &str = "Terms";

/// Leads to what becomes of people's data.
pub const PRIVACY: &str = "Privacy";

/// Leads to help.
pub const SUPPORT: &str = "Support";

/// Said of a link, beside its name.
pub const NEW_TAB: &str = "Opens in a new tab";
