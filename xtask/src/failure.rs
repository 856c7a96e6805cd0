//! The one error of this program: what failed, why it matters, what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The person asked to stop (Ctrl-C, SIGTERM): nothing to explain.
    Interrupted,
    /// Something is wrong that someone has to act on.
    Problem(Box<Problem>),
}

/// What is told about a [`Failure`].
#[derive(Debug)]
pub(crate) struct Problem {
    /// What failed, in a sentence.
    pub(crate) what: String,
    /// Why it matters: what cannot go on without it.
    pub(crate) why: Option<String>,
    /// What to do about it.
    pub(crate) fix: Option<String>,
    /// Where the failed program's output went; its tail is shown.
    pub(crate) log: Option<PathBuf>,
}

/// Shorthand for this program's results.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure with nothing but what failed; say more with [`Failure::why`] and [`Failure::fix`].
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self::Problem(Box::new(Problem {
            what: what.into(),
            why: None,
            fix: None,
            log: None,
        }))
    }

    /// An operation on a file or folder failed.
    pub(crate) fn io(action: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {action} {}: {error}", path.display()))
    }

    /// Says why it matters, unless something closer to the cause has said so already.
    pub(crate) fn why(mut self, why: impl Into<String>) -> Self {
        if let Self::Problem(problem) = &mut self {
            problem.why.get_or_insert_with(|| why.into());
        }
        self
    }

    /// Says what to do, unless something closer to the cause has said so already.
    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        if let Self::Problem(problem) = &mut self {
            problem.fix.get_or_insert_with(|| fix.into());
        }
        self
    }

    /// Names the file that holds the failed program's output.
    pub(crate) fn log(mut self, log: impl Into<PathBuf>) -> Self {
        if let Self::Problem(problem) = &mut self {
            problem.log.get_or_insert_with(|| log.into());
        }
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("stopped"),
            Self::Problem(problem) => f.write_str(&problem.what),
        }
    }
}

impl std::error::Error for Failure {}
