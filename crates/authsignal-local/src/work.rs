//! One unit of work: a transaction, the moment it happens at, and what it may draw on.

use rusqlite::Connection;

use crate::app::App;
use crate::clock::Timestamp;
use crate::config::Config;
use crate::entropy;
use crate::error::ApiError;

/// What an operation works with. All of it is kept, or none of it.
pub(crate) struct Work<'a> {
    /// The open transaction.
    pub(crate) db: &'a Connection,
    /// The one moment at which all of it happens.
    pub(crate) now: Timestamp,
    app: &'a App,
}

impl App {
    /// Runs `operation` in one transaction. It is undone when the operation fails, but not when a passkey
    /// ceremony is refused: what the attempt used up stays used up.
    pub(crate) fn work<T>(
        &self,
        operation: impl FnOnce(&Work<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let now = self.clock.now();
        let outcome =
            self.store
                .transaction(|db| match operation(&Work { db, now, app: self }) {
                    Err(ApiError::Ceremony(refusal)) => Ok(Err(refusal)),
                    Err(error) => Err(error),
                    Ok(done) => Ok(Ok(done)),
                })?;
        outcome.map_err(ApiError::Ceremony)
    }
}

impl Work<'_> {
    /// The tenant's configuration.
    pub(crate) const fn config(&self) -> &Config {
        &self.app.config
    }

    /// The stand-in's own origin, such as `http://localhost:4001`.
    pub(crate) fn own_origin(&self) -> &str {
        &self.app.own_origin
    }

    /// A new identifier.
    pub(crate) fn new_id(&self) -> Result<String, ApiError> {
        Ok(entropy::uuid(self.app.entropy.as_ref())?)
    }

    /// A new one-time code.
    pub(crate) fn new_code(&self) -> Result<String, ApiError> {
        Ok(entropy::six_digits(self.app.entropy.as_ref())?)
    }

    /// Random bytes to be shared with a user's device.
    pub(crate) fn new_secret<const N: usize>(&self) -> Result<[u8; N], ApiError> {
        let mut secret = [0; N];
        self.app.entropy.fill(&mut secret)?;
        Ok(secret)
    }

    /// A new opaque token.
    pub(crate) fn new_token(&self) -> Result<String, ApiError> {
        Ok(entropy::token(self.app.entropy.as_ref())?)
    }
}
