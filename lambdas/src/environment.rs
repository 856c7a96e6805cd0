//! Reading settings from environment variables.

use std::fmt;

/// A setting that is missing or wrong. For the operator; names the variable, never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    variable: &'static str,
    problem: &'static str,
}

impl ConfigError {
    pub(crate) fn new(variable: &'static str, problem: &'static str) -> Self {
        Self { variable, problem }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "environment variable {} {}", self.variable, self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// Environment variables; an empty one counts as unset.
pub(crate) struct Environment<F>(F);

impl<F: Fn(&str) -> Option<String>> Environment<F> {
    pub(crate) fn new(lookup: F) -> Self {
        Self(lookup)
    }

    pub(crate) fn optional(&self, variable: &str) -> Option<String> {
        (self.0)(variable).filter(|value| !value.is_empty())
    }

    pub(crate) fn required(&self, variable: &'static str) -> Result<String, ConfigError> {
        self.optional(variable)
            .ok_or_else(|| ConfigError::new(variable, "is not set"))
    }
}
