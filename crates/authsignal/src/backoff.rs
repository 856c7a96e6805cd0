//! How long to wait before another try: as the official SDK does (axios-retry's `exponentialDelay`).

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The delay before retry number `retry` (1 is the first): `base * 2^retry`, but not less than what the server asked
/// for, plus up to a fifth at random so that many clients do not come back in step.
pub(crate) fn delay(base: Duration, retry: u32, retry_after: Option<Duration>) -> Duration {
    let exponential = base.saturating_mul(2_u32.saturating_pow(retry));
    let delay = exponential.max(retry_after.unwrap_or_default());
    // RandomState draws its keys from the system: random enough to spread retries, without a dependency.
    let thousandths = u32::try_from(RandomState::new().hash_one(retry) % 201).unwrap_or_default();
    delay.saturating_add(delay.saturating_mul(thousandths) / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Duration = Duration::from_millis(100);

    #[test]
    fn doubles_and_adds_a_fifth_at_most() {
        for (retry, least) in [(1, 200), (2, 400)] {
            let waited = delay(BASE, retry, None);
            let least = Duration::from_millis(least);
            assert!(waited >= least && waited <= least * 6 / 5, "{waited:?}");
        }
    }

    #[test]
    fn honours_what_the_server_asks_for() {
        assert!(delay(BASE, 1, Some(Duration::from_secs(2))) >= Duration::from_secs(2));
    }

    #[test]
    fn never_overflows() {
        assert!(delay(Duration::MAX, u32::MAX, Some(Duration::MAX)) >= Duration::from_secs(1));
    }
}
