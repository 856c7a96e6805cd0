//! When a user answered a factor wrongly, whatever the action.

use rusqlite::{Connection, Result, params};

use crate::clock::Timestamp;
use crate::model::VerificationMethod;

/// Notes a wrong answer.
pub(crate) fn insert(
    db: &Connection,
    user_id: &str,
    method: VerificationMethod,
    now: Timestamp,
) -> Result<()> {
    db.execute(
        "INSERT INTO wrong_answers VALUES (?1, ?2, ?3)",
        params![user_id, method, now],
    )?;
    Ok(())
}

/// How many there were after `since`.
pub(crate) fn count(
    db: &Connection,
    user_id: &str,
    method: VerificationMethod,
    since: Timestamp,
) -> Result<u32> {
    db.query_row(
        "SELECT count(*) FROM wrong_answers
         WHERE user_id = ?1 AND verification_method = ?2 AND given_at > ?3",
        params![user_id, method, since],
        |row| row.get(0),
    )
}

/// Forgets them all.
pub(crate) fn clear(db: &Connection, user_id: &str, method: VerificationMethod) -> Result<()> {
    db.execute(
        "DELETE FROM wrong_answers WHERE user_id = ?1 AND verification_method = ?2",
        params![user_id, method],
    )?;
    Ok(())
}
