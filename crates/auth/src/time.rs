use std::ops::Add;
use std::time::Duration;

/// A moment by the wall clock, in milliseconds since 1970-01-01T00:00:00Z.
///
/// The wall clock and not a monotonic one: tokens expire by it, and it goes on while a device sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds since the Unix epoch, the unit of a JWT's `iat` and `exp` (RFC 7519).
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Time since `earlier`; zero where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or_default())
    }

    /// This moment by a clock that runs ahead of this one by `millis` (behind, where negative).
    #[must_use]
    pub const fn shifted(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_time_hold() {
        assert_eq!(
            Timestamp::from_secs(i64::MAX) + Duration::MAX,
            Timestamp(i64::MAX)
        );
        assert_eq!(
            Timestamp::from_secs(i64::MIN).since(Timestamp(5)),
            Duration::ZERO
        );
        assert_eq!(
            Timestamp(i64::MAX).since(Timestamp(i64::MIN)),
            Duration::from_millis(u64::try_from(i64::MAX).unwrap_or(0))
        );
    }

    #[test]
    fn seconds_become_milliseconds() {
        let start = Timestamp::from_secs(1_700_000_000);
        assert_eq!(start.as_millis(), 1_700_000_000_000);
        assert_eq!(
            (start + Duration::from_secs(2)).since(start),
            Duration::from_secs(2)
        );
        assert_eq!(start.shifted(-1500).since(start), Duration::ZERO);
    }
}
