//! Messages that a real tenant would have sent.

use rusqlite::{Connection, Result, Row, named_params, params};

use crate::clock::Timestamp;

/// A message in the inbox.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: String,
    /// Email address or phone number.
    pub(crate) to: String,
    /// How it would have travelled: `email`, `sms` or `whatsapp`.
    pub(crate) channel: String,
    pub(crate) subject: String,
    /// What it says, where it is all there is to it: SMS and WhatsApp have no subject.
    pub(crate) text: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) sent_at: Timestamp,
    /// The tag of the language that it is in.
    pub(crate) locale: String,
}

pub(crate) fn insert(db: &Connection, message: &Message) -> Result<()> {
    db.execute(
        "INSERT INTO messages VALUES (:id, :to, :channel, :subject, :code, :link, :sent_at, :text,
             :locale)",
        named_params! {
            ":id": message.id,
            ":to": message.to,
            ":channel": message.channel,
            ":subject": message.subject,
            ":code": message.code,
            ":link": message.link,
            ":sent_at": message.sent_at,
            ":text": message.text,
            ":locale": message.locale,
        },
    )?;
    Ok(())
}

/// How many messages an address got after `since`.
pub(crate) fn count(db: &Connection, to: &str, since: Timestamp) -> Result<u32> {
    db.query_row(
        "SELECT count(*) FROM messages WHERE recipient = ?1 AND sent_at > ?2",
        params![to, since],
        |row| row.get(0),
    )
}

/// The newest `limit` messages, newest first, to everybody or to one address.
pub(crate) fn list(db: &Connection, to: Option<&str>, limit: u32) -> Result<Vec<Message>> {
    db.prepare(
        "SELECT * FROM messages WHERE (?1 IS NULL OR recipient = ?1)
         ORDER BY sent_at DESC, rowid DESC LIMIT ?2",
    )?
    .query_map(params![to, limit], read)?
    .collect()
}

fn read(row: &Row<'_>) -> Result<Message> {
    Ok(Message {
        id: row.get("id")?,
        to: row.get("recipient")?,
        channel: row.get("channel")?,
        subject: row.get("subject")?,
        code: row.get("code")?,
        link: row.get("link")?,
        sent_at: row.get("sent_at")?,
        text: row.get("text")?,
        locale: row.get("locale")?,
    })
}
