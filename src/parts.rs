//! What is not in the first download: parts of the app in files of their own, fetched when they are wanted.
//!
//! The release build (feature `split`) gives each part a file with all the code that nothing but its functions reaches,
//! and code that several parts share files of its own. Other builds have everything in one, and the same code runs.
//! So a part's size is decided by who calls whom: what is reached from outside of its functions stays in the first
//! download.

use std::future::Future;
use std::time::Duration;

use auth::session::retry_in;
use thiserror::Error;

use crate::browser::{self, wait_for};

/// A part of the app could not be fetched: the network is gone, or the site was deployed anew meanwhile.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a part of the app could not be fetched")]
pub struct NotFetched;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotFetched {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Fetches a part, however long that takes: what is under way goes on when the network is back.
pub async fn fetch_patiently<F>(fetch: impl Fn() -> F)
where
    F: Future<Output = Result<(), NotFetched>>,
{
    let mut failures = 0_u32;
    while fetch().await.is_err() {
        failures = failures.saturating_add(1);
        let patience: Duration = retry_in(failures, browser::noise());
        wait_for(&["online"], patience).await;
    }
}

/// Declares a function that is in a part of its own: calling it fetches the part, once, and needs to be awaited.
///
/// It answers [`NotFetched`] where that fails; the next call tries again.
macro_rules! in_part {
    ($part:ident: $(#[$about:meta])* $vis:vis fn $name:ident($($arg:ident: $kind:ty),* $(,)?) -> $result:ty $body:block) => {
        $(#[$about])*
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($part, fallible)]
        $vis fn $name($($arg: $kind),*) -> Result<$result, $crate::parts::NotFetched> {
            Ok($body)
        }

        $(#[$about])*
        #[cfg(not(feature = "split"))]
        #[allow(clippy::unused_async, reason = "fetches nothing where all is in one file")]
        $vis async fn $name($($arg: $kind),*) -> Result<$result, $crate::parts::NotFetched> {
            Ok($body)
        }
    };
}

pub(crate) use in_part;
