//! Tracked actions.

use rusqlite::{Connection, OptionalExtension, Result, Row, named_params, params};

use crate::clock::Timestamp;
use crate::model::{UserActionState, VerificationMethod};

/// What identifies an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActionKey {
    pub(crate) user_id: String,
    /// The action code, such as `cognitoAuth`.
    pub(crate) action: String,
    pub(crate) idempotency_key: String,
}

/// Something a user does that has to be challenged.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) key: ActionKey,
    pub(crate) state: UserActionState,
    pub(crate) created_at: Timestamp,
    pub(crate) state_updated_at: Timestamp,
    /// The factor that answered the challenge.
    pub(crate) verification_method: Option<VerificationMethod>,
    /// Id of the enrolment that answered the challenge.
    pub(crate) verified_by: Option<String>,
    /// Where the pre-built UI goes back to.
    pub(crate) redirect_url: Option<String>,
    /// Wrong answers since the action was tracked or last succeeded; a new code does not reset them.
    pub(crate) wrong_answers: u32,
    /// The language of its messages, by its locale code.
    pub(crate) locale: Option<String>,
}

/// Which actions of a user to list; every condition that is present must hold.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) from: Option<Timestamp>,
    pub(crate) state: Option<UserActionState>,
}

pub(crate) fn find(db: &Connection, key: &ActionKey) -> Result<Option<Action>> {
    db.query_row(
        "SELECT * FROM actions WHERE user_id = ?1 AND action = ?2 AND idempotency_key = ?3",
        params![key.user_id, key.action, key.idempotency_key],
        read,
    )
    .optional()
}

/// Inserts or replaces the row of `action.key`.
pub(crate) fn save(db: &Connection, action: &Action) -> Result<()> {
    db.execute(
        "INSERT INTO actions VALUES (:user_id, :action, :idempotency_key, :state, :created_at,
             :state_updated_at, :verification_method, :verified_by, :redirect_url, :wrong_answers, :locale)
         ON CONFLICT (user_id, action, idempotency_key) DO UPDATE SET
             state = :state, state_updated_at = :state_updated_at,
             verification_method = :verification_method, verified_by = :verified_by,
             redirect_url = :redirect_url, wrong_answers = :wrong_answers, locale = :locale",
        named_params! {
            ":user_id": action.key.user_id,
            ":action": action.key.action,
            ":idempotency_key": action.key.idempotency_key,
            ":state": action.state,
            ":created_at": action.created_at,
            ":state_updated_at": action.state_updated_at,
            ":verification_method": action.verification_method,
            ":verified_by": action.verified_by,
            ":redirect_url": action.redirect_url,
            ":wrong_answers": action.wrong_answers,
            ":locale": action.locale,
        },
    )?;
    Ok(())
}

/// The user's actions, newest first.
pub(crate) fn query(db: &Connection, user_id: &str, filter: &Filter) -> Result<Vec<Action>> {
    db.prepare(
        "SELECT * FROM actions
         WHERE user_id = :user_id
           AND (:from IS NULL OR created_at >= :from)
           AND (:state IS NULL OR state = :state)
         ORDER BY created_at DESC, rowid DESC",
    )?
    .query_map(
        named_params! { ":user_id": user_id, ":from": filter.from, ":state": filter.state },
        read,
    )?
    .collect()
}

fn read(row: &Row<'_>) -> Result<Action> {
    Ok(Action {
        key: ActionKey {
            user_id: row.get("user_id")?,
            action: row.get("action")?,
            idempotency_key: row.get("idempotency_key")?,
        },
        state: row.get("state")?,
        created_at: row.get("created_at")?,
        state_updated_at: row.get("state_updated_at")?,
        verification_method: row.get("verification_method")?,
        verified_by: row.get("verified_by")?,
        redirect_url: row.get("redirect_url")?,
        wrong_answers: row.get("wrong_answers")?,
        locale: row.get("locale")?,
    })
}
