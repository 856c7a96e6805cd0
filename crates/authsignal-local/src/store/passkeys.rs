//! What is known of a passkey besides that it is an enrolment.

use rusqlite::{Connection, Result, Row, named_params};

/// A passkey's credential.
#[derive(Clone, Debug)]
pub(crate) struct Passkey {
    pub(crate) credential_id: Vec<u8>,
    /// A `COSE_Key` in CBOR.
    pub(crate) public_key: Vec<u8>,
    pub(crate) sign_count: u32,
    /// The authenticator's make, a UUID.
    pub(crate) aaguid: String,
    /// How browsers may reach it.
    pub(crate) transports: Vec<String>,
    pub(crate) backup_eligible: bool,
    pub(crate) backed_up: bool,
    /// `platform` or `cross-platform`.
    pub(crate) attachment: Option<String>,
    /// The device it was last used on, as the Web SDK names it.
    pub(crate) device_id: String,
    /// The browser that enrolled it.
    pub(crate) user_agent: String,
    /// The account's name and display name, as the authenticator shows them.
    pub(crate) username: String,
    pub(crate) display_name: String,
}

/// Inserts or replaces the row of `authenticator_id`.
pub(super) fn save(db: &Connection, authenticator_id: &str, passkey: &Passkey) -> Result<()> {
    db.execute(
        "INSERT INTO passkeys VALUES (:authenticator_id, :credential_id, :public_key, :sign_count, :aaguid,
             :transports, :backup_eligible, :backed_up, :attachment, :device_id, :user_agent, :username,
             :display_name)
         ON CONFLICT (authenticator_id) DO UPDATE SET
             sign_count = :sign_count, backed_up = :backed_up, device_id = :device_id",
        named_params! {
            ":authenticator_id": authenticator_id,
            ":credential_id": passkey.credential_id,
            ":public_key": passkey.public_key,
            ":sign_count": passkey.sign_count,
            ":aaguid": passkey.aaguid,
            ":transports": passkey.transports.join(" "),
            ":backup_eligible": passkey.backup_eligible,
            ":backed_up": passkey.backed_up,
            ":attachment": passkey.attachment,
            ":device_id": passkey.device_id,
            ":user_agent": passkey.user_agent,
            ":username": passkey.username,
            ":display_name": passkey.display_name,
        },
    )?;
    Ok(())
}

/// The passkey of a row of the view `enrolments`, if that enrolment is one.
pub(super) fn read(row: &Row<'_>) -> Result<Option<Passkey>> {
    let Some(credential_id) = row.get("credential_id")? else {
        return Ok(None);
    };
    let transports: String = row.get("transports")?;
    Ok(Some(Passkey {
        credential_id,
        public_key: row.get("public_key")?,
        sign_count: row.get("sign_count")?,
        aaguid: row.get("aaguid")?,
        transports: transports.split_whitespace().map(str::to_owned).collect(),
        backup_eligible: row.get("backup_eligible")?,
        backed_up: row.get("backed_up")?,
        attachment: row.get("attachment")?,
        device_id: row.get("device_id")?,
        user_agent: row.get("user_agent")?,
        username: row.get("username")?,
        display_name: row.get("display_name")?,
    }))
}
