//! Authenticator apps' shared secrets.

use rusqlite::{Connection, OptionalExtension, Result, params};

/// What an authenticator app and the tenant have in common.
#[derive(Clone)]
pub(crate) struct TotpSecret {
    pub(crate) secret: Vec<u8>,
    /// The time step of the last code that was taken: no code works twice (RFC 6238, section 5.2).
    pub(crate) last_step: Option<u64>,
}

pub(crate) fn find(db: &Connection, authenticator_id: &str) -> Result<Option<TotpSecret>> {
    db.query_row(
        "SELECT secret, last_step FROM totp_secrets WHERE authenticator_id = ?1",
        params![authenticator_id],
        |row| {
            let last_step: Option<i64> = row.get("last_step")?;
            Ok(TotpSecret {
                secret: row.get("secret")?,
                last_step: last_step.and_then(|step| u64::try_from(step).ok()),
            })
        },
    )
    .optional()
}

/// Inserts or replaces the row of `authenticator_id`.
pub(crate) fn save(db: &Connection, authenticator_id: &str, totp: &TotpSecret) -> Result<()> {
    let last_step = totp.last_step.and_then(|step| i64::try_from(step).ok());
    db.execute(
        "INSERT INTO totp_secrets VALUES (?1, ?2, ?3)
         ON CONFLICT (authenticator_id) DO UPDATE SET last_step = ?3",
        params![authenticator_id, totp.secret, last_step],
    )?;
    Ok(())
}
