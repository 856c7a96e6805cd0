//! A sign-in that is waited for while the page is left for the pre-built UI.
//!
//! It is kept in sessionStorage, which belongs to the tab, and copied to localStorage for a browser that
//! comes back in another tab (a phone that opens the link in its email app's way). Whoever takes it removes
//! it: it is good for one return.

#[cfg(test)]
mod tests;

use std::time::Duration;

use cognito::{ChallengeSession, ClientId};
use serde::Serialize;
use serde_json::Value;

use crate::json;
use crate::session::{Store, StoreError};
use crate::{ReturnPath, Timestamp, Username};

/// The longest that Cognito keeps the session of a challenge (`AuthSessionValidity`).
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// What the page that is left knows and the one that is come back to needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    /// Tells one sign-in from another; random.
    pub id: PendingId,
    /// Who signs in.
    pub username: Username,
    /// The name to answer Cognito with.
    pub respond_as: Username,
    /// Cognito's session of the challenge.
    pub session: ChallengeSession,
    /// Where the person wanted to go.
    pub return_to: ReturnPath,
    /// When the challenge was issued, by this device's clock.
    pub started: Timestamp,
    /// From when on there is no use in coming back, by this device's clock.
    pub expires: Timestamp,
}

/// Tells one pending sign-in from another. No secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingId(String);

impl PendingId {
    /// An id of random bytes, in hexadecimal digits.
    #[must_use]
    pub fn from_entropy(entropy: &[u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(*entropy)))
    }
}

impl PendingSignIn {
    /// When a challenge that was issued at `started` is no longer worth coming back from.
    #[must_use]
    pub fn expiry(started: Timestamp) -> Timestamp {
        started + LIFETIME
    }

    /// Whether it is too late to go on.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires
    }
}

/// Longest user name and session that Cognito knows, in characters.
const MAX_USERNAME: usize = 128;
const MAX_SESSION: usize = 2048;

/// The form in storage. Times are milliseconds since 1970.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Form<'a> {
    expires: i64,
    id: &'a str,
    respond_as: &'a str,
    return_to: &'a str,
    session: &'a str,
    started: i64,
    username: &'a str,
}

fn write(pending: &PendingSignIn) -> String {
    json::write(&Form {
        expires: pending.expires.as_millis(),
        id: &pending.id.0,
        respond_as: pending.respond_as.as_str(),
        return_to: pending.return_to.as_str(),
        session: pending.session.expose(),
        started: pending.started.as_millis(),
        username: pending.username.as_str(),
    })
}

/// None unless everything is as it was written.
fn parse(text: &str) -> Option<PendingSignIn> {
    let form: Value = serde_json::from_str(text).ok()?;
    let text = |name: &str, most: usize| {
        let text = form.get(name)?.as_str()?;
        (!text.is_empty() && text.chars().count() <= most).then_some(text)
    };
    let time = |name: &str| Some(Timestamp::from_millis(form.get(name)?.as_i64()?));
    let id = text("id", 32).filter(|id| id.len() == 32)?;
    let (started, expires) = (time("started")?, time("expires")?);
    if expires.since(started) > LIFETIME {
        return None;
    }
    Some(PendingSignIn {
        id: PendingId(id.to_owned()),
        username: Username::from_stored(text("username", MAX_USERNAME)?)?,
        respond_as: Username::named_by_cognito(text("respondAs", MAX_USERNAME)?),
        session: ChallengeSession::new(text("session", MAX_SESSION)?),
        return_to: ReturnPath::parse(form.get("returnTo")?.as_str()?)?,
        started,
        expires,
    })
}

/// Where pending sign-ins of one app client are kept.
#[derive(Debug)]
pub struct PendingStore<'a, S> {
    /// sessionStorage.
    pub tab: &'a S,
    /// localStorage.
    pub lasting: &'a S,
    /// The app client.
    pub client_id: &'a ClientId,
}

impl<S: Store> PendingStore<'_, S> {
    fn key(&self) -> String {
        format!("latchkey.{}.pendingSignIn", self.client_id)
    }

    /// Keeps `pending` over what was there.
    ///
    /// # Errors
    /// [`StoreError`] when neither place keeps it.
    pub fn keep(&self, pending: &PendingSignIn) -> Result<(), StoreError> {
        let text = write(pending);
        let key = self.key();
        let in_tab = self.tab.set(&key, &text);
        let lasting = self.lasting.set(&key, &text);
        in_tab.or(lasting)
    }

    /// This tab's pending sign-in, else the browser's last one. It is removed, wherever it is.
    #[must_use]
    pub fn take(&self) -> Option<PendingSignIn> {
        let key = self.key();
        let from_tab = read(self.tab, &key);
        let lasting = read(self.lasting, &key);
        self.tab.remove(&key);
        // That of another tab stays where it is.
        if from_tab.is_none()
            || lasting.as_ref().map(|it| &it.id) == from_tab.as_ref().map(|it| &it.id)
        {
            self.lasting.remove(&key);
        }
        from_tab.or(lasting)
    }

    /// What was typed in this tab before the page was left, for a form that the person comes back to.
    #[must_use]
    pub fn typed(&self, now: Timestamp) -> Option<Username> {
        let pending = read(self.tab, &self.key())?;
        (!pending.is_expired(now)).then_some(pending.username)
    }
}

/// What is no pending sign-in is removed.
fn read(store: &impl Store, key: &str) -> Option<PendingSignIn> {
    let text = store.get(key)?;
    let pending = parse(&text);
    if pending.is_none() {
        store.remove(key);
    }
    pending
}
