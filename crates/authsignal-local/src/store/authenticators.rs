//! Enrolments of factors.

use rusqlite::{Connection, OptionalExtension, Result, Row, named_params, params};

use super::passkeys::{self, Passkey};
use crate::address::Address;
use crate::clock::Timestamp;
use crate::model::VerificationMethod;

/// A user's enrolment of a factor; one that was never verified does not count as enrolled.
#[derive(Clone, Debug)]
pub(crate) struct UserAuthenticator {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) verification_method: VerificationMethod,
    pub(crate) email: Option<String>,
    /// E.164.
    pub(crate) phone_number: Option<String>,
    pub(crate) is_default: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) verified_at: Option<Timestamp>,
    pub(crate) last_verified_at: Option<Timestamp>,
    /// Its credential, if it is a passkey.
    pub(crate) passkey: Option<Passkey>,
}

impl UserAuthenticator {
    /// An enrolment that nobody has verified yet, and that nothing else is known of.
    pub(crate) fn new(
        id: String,
        user_id: &str,
        verification_method: VerificationMethod,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            user_id: user_id.to_owned(),
            verification_method,
            email: None,
            phone_number: None,
            is_default: false,
            created_at: now,
            verified_at: None,
            last_verified_at: None,
            passkey: None,
        }
    }

    /// Where its codes or links go.
    pub(crate) fn address(&self) -> Option<Address> {
        Address::of(self.email.as_ref(), self.phone_number.as_ref())
    }
}

pub(crate) fn find(db: &Connection, user_id: &str, id: &str) -> Result<Option<UserAuthenticator>> {
    db.query_row(
        "SELECT * FROM enrolments WHERE user_id = ?1 AND id = ?2",
        params![user_id, id],
        read,
    )
    .optional()
}

/// The passkey with this credential, whoever's it is.
pub(crate) fn find_by_credential(
    db: &Connection,
    credential_id: &[u8],
) -> Result<Option<UserAuthenticator>> {
    db.query_row(
        "SELECT * FROM enrolments WHERE credential_id = ?1",
        params![credential_id],
        read,
    )
    .optional()
}

/// Every enrolment of the user, never verified ones included, the preferred first and then the newest.
pub(crate) fn list(db: &Connection, user_id: &str) -> Result<Vec<UserAuthenticator>> {
    db.prepare(
        "SELECT * FROM enrolments WHERE user_id = ?1
         ORDER BY is_default DESC, created_at DESC, position DESC",
    )?
    .query_map(params![user_id], read)?
    .collect()
}

/// The user's usable enrolments, the preferred first and then the newest.
pub(crate) fn list_verified(db: &Connection, user_id: &str) -> Result<Vec<UserAuthenticator>> {
    let mut all = list(db, user_id)?;
    all.retain(|authenticator| authenticator.verified_at.is_some());
    Ok(all)
}

/// Inserts or replaces the row of `authenticator.id`; a default one takes that mark from the others.
pub(crate) fn save(db: &Connection, authenticator: &UserAuthenticator) -> Result<()> {
    if authenticator.is_default {
        db.execute(
            "UPDATE authenticators SET is_default = 0 WHERE user_id = ?1",
            params![authenticator.user_id],
        )?;
    }
    db.execute(
        "INSERT INTO authenticators VALUES (:id, :user_id, :verification_method, :email, :phone_number,
             :is_default, :created_at, :verified_at, :last_verified_at)
         ON CONFLICT (id) DO UPDATE SET
             email = :email, phone_number = :phone_number, is_default = :is_default,
             verified_at = :verified_at, last_verified_at = :last_verified_at",
        named_params! {
            ":id": authenticator.id,
            ":user_id": authenticator.user_id,
            ":verification_method": authenticator.verification_method,
            ":email": authenticator.email,
            ":phone_number": authenticator.phone_number,
            ":is_default": authenticator.is_default,
            ":created_at": authenticator.created_at,
            ":verified_at": authenticator.verified_at,
            ":last_verified_at": authenticator.last_verified_at,
        },
    )?;
    match &authenticator.passkey {
        Some(passkey) => passkeys::save(db, &authenticator.id, passkey),
        None => Ok(()),
    }
}

/// Whether there was one to remove.
pub(crate) fn delete(db: &Connection, user_id: &str, id: &str) -> Result<bool> {
    let removed = db.execute(
        "DELETE FROM authenticators WHERE user_id = ?1 AND id = ?2",
        params![user_id, id],
    )?;
    Ok(removed > 0)
}

fn read(row: &Row<'_>) -> Result<UserAuthenticator> {
    Ok(UserAuthenticator {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        verification_method: row.get("verification_method")?,
        email: row.get("email")?,
        phone_number: row.get("phone_number")?,
        is_default: row.get("is_default")?,
        created_at: row.get("created_at")?,
        verified_at: row.get("verified_at")?,
        last_verified_at: row.get("last_verified_at")?,
        passkey: passkeys::read(row)?,
    })
}
