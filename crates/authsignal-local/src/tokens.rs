//! Tokens: what `track` hands out, and what proves a completed challenge.
//!
//! A token is opaque to everybody else and bound here to a user, an action and its idempotency key; one
//! that proves a challenge is bound to that challenge too. It lives as long as the tenant says, from its
//! issue; completing a challenge gives a new one.

use sha2::{Digest, Sha256};

use crate::error::ApiError;
use crate::store::actions::ActionKey;
use crate::store::tokens::{self, TokenRecord};
use crate::work::Work;

/// Issues a token for an action; `challenge_id` names the completed challenge that it proves.
pub(crate) fn issue(
    work: &Work<'_>,
    key: &ActionKey,
    scope: &str,
    challenge_id: Option<&str>,
) -> Result<String, ApiError> {
    let token = work.new_token()?;
    let record = TokenRecord {
        key: key.clone(),
        scope: scope.to_owned(),
        issued_at: work.now,
        expires_at: work.now.plus(work.config().token_lifetime),
        challenge_id: challenge_id.map(str::to_owned),
    };
    tokens::insert(work.db, &hash(&token), &record)?;
    Ok(token)
}

/// What `token` stands for, whether or not it still holds.
pub(crate) fn look_up(work: &Work<'_>, token: &str) -> Result<Option<TokenRecord>, ApiError> {
    Ok(tokens::find(work.db, &hash(token))?)
}

/// What `token` stands for, if it holds now.
pub(crate) fn authenticate(work: &Work<'_>, token: &str) -> Result<TokenRecord, ApiError> {
    let record = look_up(work, token)?.ok_or(ApiError::Unauthorized)?;
    if is_expired(work, &record) {
        return Err(ApiError::ExpiredToken);
    }
    Ok(record)
}

/// Whether its time is over.
pub(crate) fn is_expired(work: &Work<'_>, token: &TokenRecord) -> bool {
    work.now >= token.expires_at
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
