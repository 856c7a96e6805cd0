//! The browser's console: what pages log, what fails to load, what the CSP forbids.

use std::fmt;
use std::sync::PoisonError;

use anyhow::Result;

use super::Browser;

/// One line of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// `console-api`, `network`, `security`, `javascript`, ...
    pub source: String,
    /// Where, and what.
    pub message: String,
}

impl Line {
    /// Whether it is an error, or about security. Other warnings are the browser's advice.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        self.level == "SEVERE" || self.source == "security"
    }

    /// Whether it reports something that the Content Security Policy forbade.
    #[must_use]
    pub fn is_csp_violation(&self) -> bool {
        ["Content Security Policy", "This document requires 'Trusted"]
            .iter()
            .any(|words| self.message.contains(words))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} {}: {}",
            self.level, self.source, self.message
        )
    }
}

impl Browser {
    /// Everything in the console so far.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console(&self) -> Result<Vec<Line>> {
        // The driver tells each line once.
        let news = self
            .driver
            .browser_log()
            .await?
            .into_iter()
            .map(|entry| Line {
                level: entry.level,
                source: entry.source.unwrap_or_default(),
                message: entry.message,
            });
        let mut console = self.console.lock().unwrap_or_else(PoisonError::into_inner);
        console.extend(news);
        Ok(console.clone())
    }

    /// The problems in the console so far.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console_problems(&self) -> Result<Vec<Line>> {
        Ok(self
            .console()
            .await?
            .into_iter()
            .filter(Line::is_problem)
            .collect())
    }
}
