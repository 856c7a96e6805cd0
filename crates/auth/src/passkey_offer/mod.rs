//! Whether to offer somebody a passkey who has none: not to those who said no, and not often to the rest.

#[cfg(test)]
mod tests;

use std::time::Duration;

use cognito::ClientId;
use serde::Serialize;
use serde_json::Value;

use crate::Timestamp;
use crate::json;
use crate::session::{Store, StoreError};

/// How long "Not now" holds.
const PAUSE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// What came of an offer in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAnswer {
    /// "Not now", at this moment by the device's clock.
    Later(Timestamp),
    /// "Don't ask again".
    Never,
    /// A passkey was created, or was there already.
    Created,
}

/// The form in storage.
#[derive(Serialize)]
struct Form {
    answer: &'static str,
    /// Milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
}

impl OfferAnswer {
    /// Whether the offer may be made again at `now`. An answer from far in the future is none: the clock was wrong then.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        match self {
            Self::Later(at) => now.since(at) >= PAUSE || at.since(now) >= PAUSE,
            Self::Never | Self::Created => false,
        }
    }

    fn to_json(self) -> String {
        let (answer, at) = match self {
            Self::Later(at) => ("later", Some(at.as_millis())),
            Self::Never => ("never", None),
            Self::Created => ("created", None),
        };
        json::write(&Form { answer, at })
    }

    fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        match value.get("answer")?.as_str()? {
            "later" => Some(Self::Later(Timestamp::from_millis(
                value.get("at")?.as_i64()?,
            ))),
            "never" => Some(Self::Never),
            "created" => Some(Self::Created),
            _ => None,
        }
    }
}

/// Where a person's answer is kept: under `latchkey.<clientId>.<sub>.passkeyOffer`, as JSON. It outlives the session:
/// whoever said no does not mean until they sign out.
#[derive(Debug)]
pub struct PasskeyOffer<'a, S> {
    /// The places to keep it, the most lasting first.
    pub stores: &'a [S],
    /// The app client.
    pub client_id: &'a ClientId,
    /// The user's id (`sub`).
    pub sub: &'a str,
}

impl<S: Store> PasskeyOffer<'_, S> {
    fn key(&self) -> String {
        format!("latchkey.{}.{}.passkeyOffer", self.client_id, self.sub)
    }

    /// Whether to make the offer at `now`, as far as the person's own word goes.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.answer().is_none_or(|answer| answer.is_over(now))
    }

    /// The answer that is kept. What is none is removed.
    #[must_use]
    pub fn answer(&self) -> Option<OfferAnswer> {
        let key = self.key();
        self.stores.iter().find_map(|store| {
            let answer = OfferAnswer::from_json(&store.get(&key)?);
            if answer.is_none() {
                store.remove(&key);
            }
            answer
        })
    }

    /// Keeps `answer` over what was there, in the first place that takes it.
    ///
    /// # Errors
    /// [`StoreError`] when none does: the person will be asked again.
    pub fn keep(&self, answer: OfferAnswer) -> Result<(), StoreError> {
        let (key, text) = (self.key(), answer.to_json());
        let kept = self
            .stores
            .iter()
            .any(|store| store.set(&key, &text).is_ok());
        if kept { Ok(()) } else { Err(StoreError) }
    }
}
