//! State in SQLite: one file, or memory only.

mod schema;

pub(crate) mod actions;
pub(crate) mod authenticators;
pub(crate) mod challenges;
pub(crate) mod messages;
pub(crate) mod passkeys;
pub(crate) mod tokens;
pub(crate) mod totp_secrets;
pub(crate) mod users;
pub(crate) mod wrong_answers;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

/// The tenant's data.
///
/// One connection behind a lock: every call is one short transaction, and a local tool has few callers.
pub struct Store {
    connection: Mutex<Connection>,
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Store")
    }
}

/// Why the data cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite refuses the file.
    #[error("cannot open the data file: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A later stand-in wrote it.
    #[error(
        "the data file is of version {found}, this stand-in knows up to {known}: use a newer stand-in or another file"
    )]
    TooNew {
        /// The file's version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
}

impl Store {
    /// Opens the file at `path`, making or updating its tables.
    ///
    /// # Errors
    /// When it is no database, cannot be written, or comes from a later version.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = Connection::open(path)?;
        // A journal that survives a killed process, without a sync to disk for every code that is sent.
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
        Self::prepare(connection)
    }

    /// A store that is gone with the process.
    ///
    /// # Errors
    /// When SQLite cannot start.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, OpenError> {
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let known = u32::try_from(schema::MIGRATIONS.len()).unwrap_or(u32::MAX);
        let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let done = usize::try_from(found).unwrap_or(usize::MAX);
        let steps = schema::MIGRATIONS
            .get(done..)
            .ok_or(OpenError::TooNew { found, known })?;
        for step in steps {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", known)?;
        transaction.commit()?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// Runs `work` in one transaction, kept when it succeeds and undone when it fails.
    pub(crate) fn transaction<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        // A caller that panicked left an undone transaction, nothing worse: go on.
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_later_version_is_refused() {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = Store::prepare(connection).unwrap_err();
        assert!(
            matches!(error, OpenError::TooNew { found: 99, .. }),
            "{error}"
        );
    }

    #[test]
    fn a_file_of_an_earlier_version_keeps_its_data() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::MIGRATIONS[0]).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        let rows = "INSERT INTO users VALUES ('u', NULL, 0, NULL, 0, NULL, NULL, NULL, NULL);
             INSERT INTO authenticators VALUES ('a', 'u', 'EMAIL_OTP', 'e', NULL, 0, 0, 1, 1);
             INSERT INTO challenges VALUES
                 ('c', 'u', 'x', 'k', 'EMAIL_OTP', 'a', 'e', '123456', '', 0, 0, 9, NULL, NULL);";
        connection.execute_batch(rows).unwrap();
        let store = Store::prepare(connection).unwrap();
        store
            .transaction::<_, rusqlite::Error>(|db| {
                let kept = authenticators::find(db, "u", "a")?.unwrap();
                assert!(kept.email.as_deref() == Some("e") && kept.passkey.is_none());
                let challenge = challenges::find(db, "c")?.unwrap();
                assert_eq!(challenge.code.as_deref(), Some("123456"));
                assert_eq!(challenge.ceremony, None);
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_failed_transaction_leaves_nothing_behind() {
        let store = Store::in_memory().unwrap();
        let failed: Result<(), rusqlite::Error> = store.transaction(|db| {
            db.execute(
                "INSERT INTO messages VALUES ('1', 'a', 'b', 'c', NULL, NULL, 0)",
                [],
            )?;
            Err(rusqlite::Error::InvalidQuery)
        });
        assert!(failed.is_err());
        let count: Result<u32, rusqlite::Error> = store
            .transaction(|db| db.query_row("SELECT count(*) FROM messages", [], |row| row.get(0)));
        assert_eq!(count, Ok(0));
    }
}
