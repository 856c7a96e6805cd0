//! Two things at once; when one fails the other is stopped.

use std::thread;

use crate::failure::{Failure, Result};
use crate::{signals, ui};

/// Runs both and gives both results, or the failure that came first.
pub(crate) fn both<A: Send, B: Send>(
    first: impl FnOnce() -> Result<A> + Send,
    second: impl FnOnce() -> Result<B> + Send,
) -> Result<(A, B)> {
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(|| stopping_others(second()));
        let first = stopping_others(first());
        (first, second.join())
    });
    let second = second.unwrap_or_else(|_| Err(Failure::new("a part of this program broke")));
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        // The one that was stopped because of the other has nothing to tell.
        (Err(Failure::Interrupted), Err(failure)) | (Err(failure), _) | (_, Err(failure)) => {
            Err(failure)
        }
    }
}

fn stopping_others<T>(result: Result<T>) -> Result<T> {
    if let Err(Failure::Problem(problem)) = &result
        && !signals::stop_requested()
    {
        ui::note(&format!("{}; stopping", problem.what));
        signals::request_stop();
    }
    result
}
