//! When a session is refreshed, and what the answer means for it.
//!
//! A session ends only when Cognito says that it is dead. A network that fails, a server that is
//! overloaded or a clock that was changed says nothing about it: then the refresh is tried again.

use std::time::Duration;

use cognito::{ClientId, CognitoError, Tokens};

use super::SignedIn;
use crate::Timestamp;

/// How long before its end an access token is renewed.
const MARGIN: Duration = Duration::from_secs(60);
/// By how much a token may seem to live too long before the clock is doubted: answers take time, and clocks
/// are corrected by little all the time.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// The longest wait between two attempts.
const LONGEST_RETRY: Duration = Duration::from_secs(60);
/// How far tabs and devices are spread that would otherwise refresh at the same moment.
const SPREAD: Duration = Duration::from_secs(10);

/// A random number that spreads waits; 0 is the shortest wait and 65 535 the longest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise(pub u16);

impl Noise {
    /// A part of `span`, from none of it to all.
    fn of(self, span: Duration) -> Duration {
        span * u32::from(self.0) / u32::from(u16::MAX)
    }
}

/// What the answer to a refresh means.
#[derive(Debug)]
pub enum Refreshed {
    /// The session goes on with new tokens.
    Renewed(Box<SignedIn>),
    /// Cognito says that the session is over: expired, revoked, or its user gone or disabled.
    Dead,
    /// It failed for a reason that says nothing about the session.
    Failed,
}

impl SignedIn {
    /// How long from `now` until the access token is to be renewed; zero when it is time.
    ///
    /// That is 60 s before its end, or half its life where that is shorter, and up to 10 s (a tenth of its
    /// life) earlier, so that devices spread. The spread is the token's own, or each look would draw again.
    ///
    /// A token that seems to live longer than it was issued for says that the device's clock was put back:
    /// then nothing is known of its end, and it is time.
    #[must_use]
    pub fn refresh_in(&self, now: Timestamp) -> Duration {
        let life = self.access_expires.since(self.access_issued);
        let lifetime = self.access_lifetime(now);
        if lifetime > life + CLOCK_TOLERANCE {
            return Duration::ZERO;
        }
        let margin = MARGIN.min(life / 2);
        let spread = self.noise().of(SPREAD.min(life / 10));
        lifetime.saturating_sub(margin + spread)
    }

    /// A number that is this access token's: its last characters are random, being of its signature.
    fn noise(&self) -> Noise {
        let mixed = self.tokens.access.expose().bytes().rev().take(8);
        Noise(mixed.fold(0, |noise: u16, byte| {
            noise.wrapping_mul(31).wrapping_add(u16::from(byte))
        }))
    }

    /// What the answer to a refresh of this session means.
    #[must_use]
    pub fn after_refresh(
        &self,
        answer: Result<Tokens, CognitoError>,
        client_id: &ClientId,
        now: Timestamp,
    ) -> Refreshed {
        match answer.map(|tokens| self.refreshed(tokens, client_id, now)) {
            Ok(Ok(renewed)) => Refreshed::Renewed(Box::new(renewed)),
            Err(error) if error.refresh_token_is_dead() => Refreshed::Dead,
            Ok(Err(_)) | Err(_) => Refreshed::Failed,
        }
    }
}

/// How long to wait after the `failures`-th failure in a row: about 1, 2, 4, … 60 s, each cut to
/// between a half and all of it by `noise`.
#[must_use]
pub fn retry_in(failures: u32, noise: Noise) -> Duration {
    let doubled = 1_u32
        .checked_shl(failures.saturating_sub(1))
        .filter(|factor| *factor > 0)
        .map_or(LONGEST_RETRY, |factor| Duration::from_secs(1) * factor);
    let half = doubled.min(LONGEST_RETRY) / 2;
    half + noise.of(half)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_NOISE: Noise = Noise(0);
    const FULL_NOISE: Noise = Noise(u16::MAX);

    #[test]
    fn retries_slow_down_and_stay_within_a_minute() {
        let waits: Vec<u128> = (0..10)
            .map(|failures| retry_in(failures, FULL_NOISE).as_millis())
            .collect();
        assert_eq!(
            waits,
            [
                1000, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000
            ]
        );
        for failures in [1, 5, 40, u32::MAX] {
            assert_eq!(
                retry_in(failures, NO_NOISE),
                retry_in(failures, FULL_NOISE) / 2
            );
        }
    }
}
