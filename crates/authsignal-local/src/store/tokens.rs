//! Issued tokens, by their hashes.

use rusqlite::{Connection, OptionalExtension, Result, Row, named_params, params};

use super::actions::ActionKey;
use crate::clock::Timestamp;

/// What a token stands for.
#[derive(Clone, Debug)]
pub(crate) struct TokenRecord {
    pub(crate) key: ActionKey,
    /// Scopes, separated by spaces.
    pub(crate) scope: String,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// The completed challenge that this token proves, if it proves one.
    pub(crate) challenge_id: Option<String>,
}

impl TokenRecord {
    /// Whether it may do what `scope` names.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|granted| granted == scope)
    }
}

pub(crate) fn find(db: &Connection, hash: &[u8]) -> Result<Option<TokenRecord>> {
    db.query_row("SELECT * FROM tokens WHERE hash = ?1", params![hash], read)
        .optional()
}

pub(crate) fn insert(db: &Connection, hash: &[u8], token: &TokenRecord) -> Result<()> {
    db.execute(
        "INSERT INTO tokens VALUES (:hash, :user_id, :action, :idempotency_key, :scope, :issued_at,
             :expires_at, :challenge_id)",
        named_params! {
            ":hash": hash,
            ":user_id": token.key.user_id,
            ":action": token.key.action,
            ":idempotency_key": token.key.idempotency_key,
            ":scope": token.scope,
            ":issued_at": token.issued_at,
            ":expires_at": token.expires_at,
            ":challenge_id": token.challenge_id,
        },
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<TokenRecord> {
    Ok(TokenRecord {
        key: ActionKey {
            user_id: row.get("user_id")?,
            action: row.get("action")?,
            idempotency_key: row.get("idempotency_key")?,
        },
        scope: row.get("scope")?,
        issued_at: row.get("issued_at")?,
        expires_at: row.get("expires_at")?,
        challenge_id: row.get("challenge_id")?,
    })
}
