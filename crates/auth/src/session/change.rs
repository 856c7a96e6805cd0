//! What a change of the session means for whoever follows it.

use super::Session;

/// A change worth telling apps about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionChange {
    /// Somebody is signed in who was not: after a sign-in, after loading the page, or another person.
    SignedIn,
    /// The same person goes on with new tokens.
    Renewed,
    /// Nobody is signed in, or not any more.
    SignedOut,
}

impl SessionChange {
    /// What became of `before` in `after`; none where nothing changed, or nothing is known yet.
    #[must_use]
    pub fn between(before: &Session, after: &Session) -> Option<Self> {
        match (before, after) {
            (_, Session::Restoring) | (Session::SignedOut, Session::SignedOut) => None,
            (_, Session::SignedOut) => Some(Self::SignedOut),
            (Session::SignedIn(before), Session::SignedIn(after)) => {
                if before.user.sub != after.user.sub {
                    Some(Self::SignedIn)
                } else if before.tokens.access == after.tokens.access {
                    None
                } else {
                    Some(Self::Renewed)
                }
            }
            (Session::Restoring | Session::SignedOut, Session::SignedIn(_)) => Some(Self::SignedIn),
        }
    }

    /// Its name in `latchkey:session` events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signedIn",
            Self::Renewed => "renewed",
            Self::SignedOut => "signedOut",
        }
    }
}
