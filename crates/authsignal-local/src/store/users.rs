//! Users and what is known about them.

use rusqlite::{Connection, OptionalExtension, Result, Row, named_params, params};
use serde_json::{Map, Value};

/// A user of the tenant.
#[derive(Clone, Debug, Default)]
pub(crate) struct User {
    /// The integrator's id of the user; with Cognito, the `sub`.
    pub(crate) user_id: String,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    /// E.164.
    pub(crate) phone_number: Option<String>,
    pub(crate) phone_number_verified: bool,
    pub(crate) username: Option<String>,
    pub(crate) display_name: Option<String>,
    /// The integrator's own data points.
    pub(crate) custom: Option<Map<String, Value>>,
    /// BCP 47.
    pub(crate) locale: Option<String>,
}

/// Which users to list; every condition that is present must hold.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) user_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone_number: Option<String>,
    /// Only users after this one, in the order of ids.
    pub(crate) after: Option<String>,
    pub(crate) limit: u32,
}

pub(crate) fn find(db: &Connection, user_id: &str) -> Result<Option<User>> {
    db.query_row(
        "SELECT * FROM users WHERE user_id = ?1",
        params![user_id],
        read,
    )
    .optional()
}

/// Inserts or replaces the row of `user.user_id`.
pub(crate) fn save(db: &Connection, user: &User) -> Result<()> {
    let custom = user
        .custom
        .clone()
        .map(|custom| Value::Object(custom).to_string());
    db.execute(
        "INSERT INTO users VALUES (:user_id, :email, :email_verified, :phone_number, :phone_number_verified,
             :username, :display_name, :custom, :locale)
         ON CONFLICT (user_id) DO UPDATE SET
             email = :email, email_verified = :email_verified,
             phone_number = :phone_number, phone_number_verified = :phone_number_verified,
             username = :username, display_name = :display_name, custom = :custom, locale = :locale",
        named_params! {
            ":user_id": user.user_id,
            ":email": user.email,
            ":email_verified": user.email_verified,
            ":phone_number": user.phone_number,
            ":phone_number_verified": user.phone_number_verified,
            ":username": user.username,
            ":display_name": user.display_name,
            ":custom": custom,
            ":locale": user.locale,
        },
    )?;
    Ok(())
}

/// Removes the user with everything that belongs to them.
pub(crate) fn delete(db: &Connection, user_id: &str) -> Result<()> {
    db.execute("DELETE FROM users WHERE user_id = ?1", params![user_id])?;
    Ok(())
}

/// Users in the order of their ids, one more than `filter.limit` when there are more.
pub(crate) fn query(db: &Connection, filter: &Filter) -> Result<Vec<User>> {
    db.prepare(
        "SELECT * FROM users
         WHERE (:user_id IS NULL OR user_id = :user_id)
           AND (:username IS NULL OR username = :username)
           AND (:email IS NULL OR email = :email)
           AND (:phone_number IS NULL OR phone_number = :phone_number)
           AND (:after IS NULL OR user_id > :after)
         ORDER BY user_id LIMIT :limit",
    )?
    .query_map(
        named_params! {
            ":user_id": filter.user_id,
            ":username": filter.username,
            ":email": filter.email,
            ":phone_number": filter.phone_number,
            ":after": filter.after,
            ":limit": filter.limit.saturating_add(1),
        },
        read,
    )?
    .collect()
}

fn read(row: &Row<'_>) -> Result<User> {
    let custom: Option<String> = row.get("custom")?;
    Ok(User {
        user_id: row.get("user_id")?,
        email: row.get("email")?,
        email_verified: row.get("email_verified")?,
        phone_number: row.get("phone_number")?,
        phone_number_verified: row.get("phone_number_verified")?,
        username: row.get("username")?,
        display_name: row.get("display_name")?,
        custom: custom.and_then(|json| serde_json::from_str(&json).ok()),
        locale: row.get("locale")?,
    })
}
