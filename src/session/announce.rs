//! Tells scripts of the same page what becomes of the session.

use auth::session::{Session, SessionChange};
use leptos::prelude::*;

use super::SessionContext;
use crate::browser;

/// The name of the `CustomEvent`s on `window`. Their `detail` is `{type, sub}`: `type` is `signedIn`
/// (also after loading the page, and when another person signs in), `renewed` (the same person has new
/// tokens) or `signedOut` (also after loading the page); `sub` is the user's id, or null. No secrets: who
/// needs tokens finds them in localStorage, where Amplify keeps them.
pub const SESSION_EVENT: &str = "latchkey:session";

impl SessionContext {
    /// Announces each change for as long as the reactive owner lives that calls it.
    pub(super) fn announce_changes(self) {
        Effect::new(move |before: Option<Session>| {
            let before = before.unwrap_or(Session::Restoring);
            let after = self.session.get();
            if let Some(change) = SessionChange::between(&before, &after) {
                let sub = match &after {
                    Session::SignedIn(session) => Some(session.user.sub.as_str()),
                    Session::Restoring | Session::SignedOut => None,
                };
                let detail = [("type", Some(change.name())), ("sub", sub)];
                browser::announce(SESSION_EVENT, &detail);
            }
            after
        });
    }
}
