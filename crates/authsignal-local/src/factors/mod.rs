//! What each factor does, one file per factor; and here what they have in common.
//!
//! The rules that hold for all of them:
//! - Wrong answers are counted ([`limits`]): asking for a new code buys no more attempts. With
//!   the last one the action is `CHALLENGE_FAILED` and stays so: a new attempt needs a new action. Too many across
//!   actions lock the factor for a while.
//! - A right answer closes its challenge, marks the enrolment as verified, makes the action
//!   `CHALLENGE_SUCCEEDED` and issues a token that proves that very challenge.
//! - A user without any enrolment may enrol one; further ones need the scope `add:authenticators`. That holds
//!   when an enrolment begins and when it is completed, since the user may have enrolled something between.
//! - An action sends a few messages at most, and an address gets a few at most.

pub(crate) mod authenticator_app;
pub(crate) mod limits;
pub(crate) mod magic_link;
pub(crate) mod one_time_code;
pub(crate) mod passkey;
pub(crate) mod totp;

use std::cmp::Reverse;

use crate::error::ApiError;
use crate::model::{UserActionState, VerificationFailureReason, VerificationMethod, scope};
use crate::store::actions::{self, Action, ActionKey};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::tokens::TokenRecord;
use crate::store::wrong_answers;
use crate::tokens;
use crate::work::Work;

/// The factors a user of this tenant may enrol, the first being the one to offer first.
pub(crate) const ALLOWED: &[VerificationMethod] = &[
    VerificationMethod::EmailOtp,
    VerificationMethod::Passkey,
    VerificationMethod::EmailMagicLink,
    VerificationMethod::Sms,
    VerificationMethod::Whatsapp,
    VerificationMethod::AuthenticatorApp,
];

/// What became of an answer to a challenge.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It was right.
    Verified(Verified),
    /// It was not.
    Refused(VerificationFailureReason),
    /// There is none yet: the link has not been followed.
    Awaited,
}

/// A completed challenge.
#[derive(Debug)]
pub(crate) struct Verified {
    /// Proves it.
    pub(crate) token: String,
    /// What it was answered with.
    pub(crate) authenticator: Box<UserAuthenticator>,
}

/// The user's usable factors, each once, the default first: the preferred one, or else the one used last.
pub(crate) fn enrolled(
    work: &Work<'_>,
    user_id: &str,
) -> Result<Vec<VerificationMethod>, ApiError> {
    let mut usable = authenticators::list_verified(work.db, user_id)?;
    // Stable, so that of those used at the same moment the newest comes first.
    usable.sort_by_key(|one| Reverse((one.is_default, one.last_verified_at)));
    let mut methods = Vec::new();
    for authenticator in usable {
        if !methods.contains(&authenticator.verification_method) {
            methods.push(authenticator.verification_method);
        }
    }
    Ok(methods)
}

/// Refuses what is no action code, which must match `^[a-zA-Z0-9_-]{1,64}$`.
pub(crate) fn require_action_code(action: &str) -> Result<(), ApiError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if (1..=64).contains(&action.len()) && action.bytes().all(allowed) {
        Ok(())
    } else {
        Err(ApiError::invalid(
            "action must be 1 to 64 letters, digits, underscores or dashes.",
        ))
    }
}

/// The action a token is bound to.
pub(crate) fn action_of(work: &Work<'_>, key: &ActionKey) -> Result<Action, ApiError> {
    actions::find(work.db, key)?.ok_or(ApiError::NotFound("Action"))
}

/// Whether a token may enrol another factor for its user.
fn may_enrol(work: &Work<'_>, token: &TokenRecord) -> Result<bool, ApiError> {
    let first = authenticators::list_verified(work.db, &token.key.user_id)?.is_empty();
    Ok(first || token.has_scope(scope::ADD))
}

/// Refuses a token that may not enrol another factor for its user.
fn require_may_enrol(work: &Work<'_>, token: &TokenRecord) -> Result<(), ApiError> {
    if may_enrol(work, token)? {
        Ok(())
    } else {
        Err(ApiError::MissingScope(scope::ADD))
    }
}

/// Refuses to complete an enrolment that may no longer be: its user has enrolled something else meanwhile.
fn require_may_still_enrol(
    work: &Work<'_>,
    token: &TokenRecord,
    authenticator: &UserAuthenticator,
) -> Result<(), ApiError> {
    match authenticator.verified_at {
        Some(_) => Ok(()),
        None => require_may_enrol(work, token),
    }
}

/// A challenge of an action that asks nothing yet.
fn new_challenge(
    work: &Work<'_>,
    key: &ActionKey,
    method: VerificationMethod,
) -> Result<Challenge, ApiError> {
    let action = (key.action.clone(), key.idempotency_key.clone());
    let user_id = Some(key.user_id.clone());
    let lifetime = work.config().token_lifetime;
    Ok(Challenge::new(
        work.new_id()?,
        user_id,
        action,
        method,
        work.now,
        lifetime,
    ))
}

/// The action, as long as it may still be challenged.
fn challengeable_action(work: &Work<'_>, key: &ActionKey) -> Result<Action, ApiError> {
    let action = action_of(work, key)?;
    match action.state {
        UserActionState::ChallengeFailed => Err(ApiError::TooManyRequests),
        UserActionState::Block => Err(ApiError::invalid("The action is blocked.")),
        _ => Ok(action),
    }
}

/// Marks everything as verified and issues the token that proves it.
fn complete(
    work: &Work<'_>,
    mut action: Action,
    mut challenge: Challenge,
    mut authenticator: UserAuthenticator,
) -> Result<Verified, ApiError> {
    challenge.verified_at = Some(work.now);
    challenges::save(work.db, &challenge)?;

    authenticator.verified_at = authenticator.verified_at.or(Some(work.now));
    authenticator.last_verified_at = Some(work.now);
    authenticators::save(work.db, &authenticator)?;

    action.state = UserActionState::ChallengeSucceeded;
    action.state_updated_at = work.now;
    action.verification_method = Some(challenge.verification_method);
    action.verified_by = Some(authenticator.id.clone());
    action.wrong_answers = 0;
    actions::save(work.db, &action)?;
    wrong_answers::clear(work.db, &action.key.user_id, challenge.verification_method)?;

    let token = tokens::issue(work, &action.key, scope::VERIFIED, Some(&challenge.id))?;
    Ok(Verified {
        token,
        authenticator: Box::new(authenticator),
    })
}
