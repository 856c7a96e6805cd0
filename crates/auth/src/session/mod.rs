//! What a session is, and what of it is kept in the browser.

mod change;
mod layout;
mod refresh;
mod stored;
#[cfg(test)]
mod tests;

use std::time::Duration;

use cognito::{Claims, ClaimsError, ClientId, Tokens};
use thiserror::Error;

pub use change::SessionChange;
pub use layout::{SignInDetails, Store, StoreError};
pub use refresh::{Noise, Refreshed, retry_in};
pub use stored::{Corruption, Restored, clear, read, remove_incomplete, write};

use crate::{Timestamp, Username};

/// Whether somebody is signed in. Never an `Option`: while the session is being restored, neither the
/// pages for members nor those for visitors may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Not known yet.
    Restoring,
    /// Nobody.
    SignedOut,
    /// Somebody.
    SignedIn(Box<SignedIn>),
}

/// Somebody's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub user: User,
    /// Cognito's tokens.
    pub tokens: Tokens,
    /// By how many milliseconds Cognito's clock is ahead of this device's (Amplify's `clockDrift`).
    pub clock_drift: i64,
    /// When the access token was issued, by Cognito's clock.
    pub access_issued: Timestamp,
    /// When the access token expires, by Cognito's clock.
    pub access_expires: Timestamp,
    /// How the person signed in.
    pub details: SignInDetails,
}

/// The person, as the ID token describes them. Not verified: good for showing, not for deciding.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id, which never changes.
    pub sub: String,
    /// The name in the user pool (`cognito:username`).
    pub username: String,
    /// The email address.
    pub email: Option<String>,
    /// Whether Cognito holds the address for verified.
    pub email_verified: bool,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("sub", &self.sub)
            .finish_non_exhaustive()
    }
}

/// Why tokens make no session.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TokensProblem {
    /// The ID token is not of the shape Cognito gives.
    #[error("the ID token is unusable: {0}")]
    Id(ClaimsError),
    /// The access token is not of the shape Cognito gives.
    #[error("the access token is unusable: {0}")]
    Access(ClaimsError),
    /// The two tokens are of different users, user pools or app clients, or not of this app client.
    #[error("the tokens do not belong together")]
    Mismatch,
}

impl SignedIn {
    /// The session that `tokens`, just received at `now`, make for the person who typed `typed`.
    ///
    /// # Errors
    /// [`TokensProblem`] when the tokens are not what Cognito gives this app client.
    pub fn from_tokens(
        tokens: Tokens,
        client_id: &ClientId,
        typed: &Username,
        now: Timestamp,
    ) -> Result<Self, TokensProblem> {
        let (id, _) = claims(&tokens, client_id)?;
        let drift = Timestamp::from_secs(id.issued_at)
            .as_millis()
            .saturating_sub(now.as_millis());
        let details = SignInDetails::custom_auth(typed.as_str());
        Self::assemble(tokens, client_id, drift, details)
    }

    fn assemble(
        tokens: Tokens,
        client_id: &ClientId,
        clock_drift: i64,
        details: SignInDetails,
    ) -> Result<Self, TokensProblem> {
        let (id, access) = claims(&tokens, client_id)?;
        // Counted from an answer that passes into the past: the token's own `exp` is what counts, and
        // a session is the same whether it was received or read.
        let tokens = Tokens {
            expires_in: Duration::ZERO,
            ..tokens
        };
        let user = User {
            sub: id.sub,
            username: id.username,
            email: id.email,
            email_verified: id.email_verified,
        };
        Ok(Self {
            user,
            tokens,
            clock_drift,
            access_issued: Timestamp::from_secs(access.issued_at),
            access_expires: Timestamp::from_secs(access.expires_at),
            details,
        })
    }

    /// How long the access token is still good at `now`, a moment by this device's clock.
    #[must_use]
    pub fn access_lifetime(&self, now: Timestamp) -> Duration {
        self.access_expires.since(now.shifted(self.clock_drift))
    }

    /// When the access token expires by this device's clock, for showing it.
    #[must_use]
    pub const fn access_expires_here(&self) -> Timestamp {
        self.access_expires
            .shifted(self.clock_drift.saturating_neg())
    }

    /// The same session with the tokens of a refresh. The refresh token stays where the answer
    /// brought none: Cognito sends one only when it rotates them.
    ///
    /// # Errors
    /// [`TokensProblem`] when the new tokens are unusable or another user's.
    pub fn refreshed(
        &self,
        new: Tokens,
        client_id: &ClientId,
        now: Timestamp,
    ) -> Result<Self, TokensProblem> {
        let refresh = new.refresh.or_else(|| self.tokens.refresh.clone());
        let tokens = Tokens { refresh, ..new };
        let (id, _) = claims(&tokens, client_id)?;
        if id.sub != self.user.sub {
            return Err(TokensProblem::Mismatch);
        }
        let drift = Timestamp::from_secs(id.issued_at)
            .as_millis()
            .saturating_sub(now.as_millis());
        Self::assemble(tokens, client_id, drift, self.details.clone())
    }
}

/// The claims of both tokens, once they are of one user, of one pool, and of `client_id`.
fn claims(tokens: &Tokens, client_id: &ClientId) -> Result<(Claims, Claims), TokensProblem> {
    let id = Claims::of_id_token(&tokens.id).map_err(TokensProblem::Id)?;
    let access = Claims::of_access_token(&tokens.access).map_err(TokensProblem::Access)?;
    let together = id.sub == access.sub
        && id.username == access.username
        && id.issuer == access.issuer
        && id.client_id == client_id.as_str()
        && access.client_id == client_id.as_str();
    if together {
        Ok((id, access))
    } else {
        Err(TokensProblem::Mismatch)
    }
}
