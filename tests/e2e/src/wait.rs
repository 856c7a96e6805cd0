//! Waiting on conditions, with a deadline.

use std::time::Duration;

use anyhow::{Result, anyhow};
use tokio::time::{Instant, sleep, timeout_at};

/// How long something may take that should take a moment; generous, since machines can be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(40);

/// Looks again and again until `probe` finds something. An error counts as "not yet": pages change
/// while they are being looked at.
///
/// # Errors
/// When it was not found within [`PATIENCE`]: what was awaited, and what the last look said.
pub async fn eventually<T>(what: &str, probe: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    within(PATIENCE, what, probe).await
}

/// As [`eventually`], with another patience.
///
/// # Errors
/// As [`eventually`].
pub async fn within<T>(
    patience: Duration,
    what: &str,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + patience;
    let mut last_error = None;
    loop {
        // A look that the deadline cuts short tells nothing.
        if let Ok(look) = timeout_at(deadline, probe()).await {
            match look {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => last_error = None,
                Err(error) => last_error = Some(error),
            }
        }
        if Instant::now() >= deadline {
            let waited = format!("waited {patience:?} in vain for {what}");
            return Err(match last_error {
                Some(error) => error.context(waited),
                None => anyhow!(waited),
            });
        }
        sleep(INTERVAL).await;
    }
}

/// Waits until `probe` says yes.
///
/// # Errors
/// As [`eventually`].
pub async fn until(what: &str, mut probe: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    eventually(what, async || Ok(probe().await?.then_some(()))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn errors_count_as_not_yet_until_the_deadline() -> Result<()> {
        let mut looks = 0;
        let found = eventually("the third look", async || {
            looks += 1;
            match looks {
                1 => Err(anyhow!("gone")),
                2 => Ok(None),
                _ => Ok(Some(looks)),
            }
        });
        assert_eq!(found.await?, 3);
        let failed = eventually::<()>("the impossible", async || Err(anyhow!("no such thing")));
        let text = format!("{:#}", failed.await.unwrap_err());
        assert!(
            text.contains("the impossible") && text.contains("no such thing"),
            "{text}"
        );
        Ok(())
    }
}
