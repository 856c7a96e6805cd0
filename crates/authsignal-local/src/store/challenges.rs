//! Challenges of every factor, under way and done.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Result, Row, named_params, params};

use super::actions::ActionKey;
use crate::address::Address;
use crate::clock::Timestamp;
use crate::model::VerificationMethod;
use crate::webauthn::Ceremony;

/// One question put to a person.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) id: String,
    /// Nobody yet, where a server started it for an address alone.
    pub(crate) user_id: Option<String>,
    pub(crate) action: String,
    pub(crate) idempotency_key: String,
    pub(crate) verification_method: VerificationMethod,
    /// The enrolment it is put to.
    pub(crate) authenticator_id: Option<String>,
    /// Where the code or link went.
    pub(crate) email: Option<String>,
    /// E.164.
    pub(crate) phone_number: Option<String>,
    /// The right answer, where it is one that can be written down.
    pub(crate) code: Option<String>,
    /// What a server that started it granted.
    pub(crate) scope: String,
    /// Counted here only while there is no user, and so no action, to count them at.
    pub(crate) wrong_answers: u32,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) verified_at: Option<Timestamp>,
    /// Since when it takes no more answers: verified and claimed, superseded, or failed.
    pub(crate) closed_at: Option<Timestamp>,
    /// The WebAuthn ceremony that `code`, its challenge in base64url, was put in.
    pub(crate) ceremony: Option<Ceremony>,
    /// The account's name and display name that a registration ceremony shows.
    pub(crate) username: Option<String>,
    pub(crate) display_name: Option<String>,
}

impl Challenge {
    /// A challenge of an action, given by its code and idempotency key, that asks nothing yet.
    pub(crate) fn new(
        id: String,
        user_id: Option<String>,
        (action, idempotency_key): (String, String),
        verification_method: VerificationMethod,
        now: Timestamp,
        lifetime: Duration,
    ) -> Self {
        Self {
            id,
            user_id,
            action,
            idempotency_key,
            verification_method,
            authenticator_id: None,
            email: None,
            phone_number: None,
            code: None,
            scope: String::new(),
            wrong_answers: 0,
            created_at: now,
            expires_at: now.plus(lifetime),
            verified_at: None,
            closed_at: None,
            ceremony: None,
            username: None,
            display_name: None,
        }
    }

    /// Where its code or link went.
    pub(crate) fn address(&self) -> Option<Address> {
        Address::of(self.email.as_ref(), self.phone_number.as_ref())
    }
}

/// Which challenge to look for; every condition that is present must hold.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) verification_method: Option<VerificationMethod>,
}

pub(crate) fn find(db: &Connection, id: &str) -> Result<Option<Challenge>> {
    db.query_row("SELECT * FROM challenges WHERE id = ?1", params![id], read)
        .optional()
}

/// The action's newest challenge of a factor that still takes answers.
pub(crate) fn find_open(
    db: &Connection,
    key: &ActionKey,
    method: VerificationMethod,
    now: Timestamp,
) -> Result<Option<Challenge>> {
    db.query_row(
        "SELECT * FROM challenges
         WHERE user_id = ?1 AND action = ?2 AND idempotency_key = ?3 AND verification_method = ?4
           AND closed_at IS NULL AND expires_at > ?5
         ORDER BY created_at DESC, rowid DESC LIMIT 1",
        params![key.user_id, key.action, key.idempotency_key, method, now],
        read,
    )
    .optional()
}

/// The newest challenge that is under way, and that no action has taken over yet if it is a passkey's: one
/// begun with an action's token is that action's already.
pub(crate) fn query_open(
    db: &Connection,
    filter: &Filter,
    now: Timestamp,
) -> Result<Option<Challenge>> {
    db.query_row(
        "SELECT * FROM challenges
         WHERE (:id IS NULL OR id = :id)
           AND (:user_id IS NULL OR user_id = :user_id)
           AND (:action IS NULL OR action = :action)
           AND (:method IS NULL OR verification_method = :method)
           AND (verification_method <> 'PASSKEY' OR user_id IS NULL OR verified_at IS NOT NULL)
           AND closed_at IS NULL AND expires_at > :now
         ORDER BY created_at DESC, rowid DESC LIMIT 1",
        named_params! {
            ":id": filter.id,
            ":user_id": filter.user_id,
            ":action": filter.action,
            ":method": filter.verification_method,
            ":now": now,
        },
        read,
    )
    .optional()
}

/// The challenge that this very code answers, while it takes answers; for codes that nobody can guess.
pub(crate) fn find_open_by_code(
    db: &Connection,
    code: &str,
    method: VerificationMethod,
    now: Timestamp,
) -> Result<Option<Challenge>> {
    db.query_row(
        "SELECT * FROM challenges
         WHERE code = ?1 AND verification_method = ?2 AND closed_at IS NULL AND expires_at > ?3",
        params![code, method, now],
        read,
    )
    .optional()
}

/// How many messages the action's challenges have sent; a passkey's sends none.
pub(crate) fn count_sent(db: &Connection, key: &ActionKey) -> Result<u32> {
    db.query_row(
        "SELECT count(*) FROM challenges
         WHERE user_id = ?1 AND action = ?2 AND idempotency_key = ?3
           AND (email IS NOT NULL OR phone_number IS NOT NULL)",
        params![key.user_id, key.action, key.idempotency_key],
        |row| row.get(0),
    )
}

/// Closes every challenge of the action's factor that is still open, because a newer one replaces it.
pub(crate) fn close_open(
    db: &Connection,
    key: &ActionKey,
    method: VerificationMethod,
    now: Timestamp,
) -> Result<()> {
    db.execute(
        "UPDATE challenges SET closed_at = ?5
         WHERE user_id = ?1 AND action = ?2 AND idempotency_key = ?3 AND verification_method = ?4
           AND closed_at IS NULL",
        params![key.user_id, key.action, key.idempotency_key, method, now],
    )?;
    Ok(())
}

/// Inserts or replaces the row of `challenge.id`.
pub(crate) fn save(db: &Connection, challenge: &Challenge) -> Result<()> {
    db.execute(
        "INSERT INTO challenges VALUES (:id, :user_id, :action, :idempotency_key, :verification_method,
             :authenticator_id, :email, :code, :scope, :wrong_answers, :created_at, :expires_at,
             :verified_at, :closed_at, :ceremony, :username, :display_name, :phone_number)
         ON CONFLICT (id) DO UPDATE SET
             user_id = :user_id, action = :action, idempotency_key = :idempotency_key,
             authenticator_id = :authenticator_id, code = :code, wrong_answers = :wrong_answers,
             expires_at = :expires_at, verified_at = :verified_at, closed_at = :closed_at,
             ceremony = :ceremony, username = :username, display_name = :display_name",
        named_params! {
            ":id": challenge.id,
            ":user_id": challenge.user_id,
            ":action": challenge.action,
            ":idempotency_key": challenge.idempotency_key,
            ":verification_method": challenge.verification_method,
            ":authenticator_id": challenge.authenticator_id,
            ":email": challenge.email,
            ":phone_number": challenge.phone_number,
            ":code": challenge.code,
            ":scope": challenge.scope,
            ":wrong_answers": challenge.wrong_answers,
            ":created_at": challenge.created_at,
            ":expires_at": challenge.expires_at,
            ":verified_at": challenge.verified_at,
            ":closed_at": challenge.closed_at,
            ":ceremony": challenge.ceremony,
            ":username": challenge.username,
            ":display_name": challenge.display_name,
        },
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Challenge> {
    Ok(Challenge {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        action: row.get("action")?,
        idempotency_key: row.get("idempotency_key")?,
        verification_method: row.get("verification_method")?,
        authenticator_id: row.get("authenticator_id")?,
        email: row.get("email")?,
        phone_number: row.get("phone_number")?,
        code: row.get("code")?,
        scope: row.get("scope")?,
        wrong_answers: row.get("wrong_answers")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        verified_at: row.get("verified_at")?,
        closed_at: row.get("closed_at")?,
        ceremony: row.get("ceremony")?,
        username: row.get("username")?,
        display_name: row.get("display_name")?,
    })
}
