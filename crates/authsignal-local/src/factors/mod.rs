//! What each factor does, one file per factor; and here what they have in common.
//!
//! The rules that hold for all of them:
//! - Wrong answers are counted at the action, so that asking for a new code buys no more attempts. With
//!   the last one the action is `CHALLENGE_FAILED` and stays so: a new attempt needs a new action.
//! - A right answer closes its challenge, marks the enrolment as verified, makes the action
//!   `CHALLENGE_SUCCEEDED` and issues a token that proves that very challenge.
//! - A user without any enrolment may enrol one; further ones need the scope `add:authenticators`.

pub(crate) mod email_otp;
pub(crate) mod passkey;

use crate::error::ApiError;
use crate::model::{UserActionState, VerificationFailureReason, VerificationMethod, scope};
use crate::store::actions::{self, Action, ActionKey};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::tokens::TokenRecord;
use crate::tokens;
use crate::work::Work;

/// The factors a user of this tenant may enrol, the first being the one to offer first.
pub(crate) const ALLOWED: &[VerificationMethod] =
    &[VerificationMethod::EmailOtp, VerificationMethod::Passkey];

/// What became of an answer to a challenge.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It was right.
    Verified(Verified),
    /// It was not.
    Refused(VerificationFailureReason),
}

/// A completed challenge.
#[derive(Debug)]
pub(crate) struct Verified {
    /// Proves it.
    pub(crate) token: String,
    /// What it was answered with.
    pub(crate) authenticator: Box<UserAuthenticator>,
}

/// The user's usable factors, each once, the default first.
pub(crate) fn enrolled(
    work: &Work<'_>,
    user_id: &str,
) -> Result<Vec<VerificationMethod>, ApiError> {
    let mut methods = Vec::new();
    for authenticator in authenticators::list_verified(work.db, user_id)? {
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

/// Refuses a token that may not enrol another factor for its user.
fn require_may_enrol(work: &Work<'_>, token: &TokenRecord) -> Result<(), ApiError> {
    let first = authenticators::list_verified(work.db, &token.key.user_id)?.is_empty();
    if first || token.has_scope(scope::ADD) {
        Ok(())
    } else {
        Err(ApiError::MissingScope(scope::ADD))
    }
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

/// Counts a wrong answer and fails the action with the last one it had.
fn refuse(
    work: &Work<'_>,
    action: &mut Action,
    challenge: &mut Challenge,
) -> Result<VerificationFailureReason, ApiError> {
    action.wrong_answers = action.wrong_answers.saturating_add(1);
    let exhausted = action.wrong_answers >= work.config().max_attempts;
    if exhausted {
        challenge.closed_at = Some(work.now);
        challenges::save(work.db, challenge)?;
        if action.state == UserActionState::ChallengeRequired {
            action.state = UserActionState::ChallengeFailed;
            action.state_updated_at = work.now;
        }
    }
    actions::save(work.db, action)?;
    Ok(if exhausted {
        VerificationFailureReason::MaxAttemptsExceeded
    } else {
        VerificationFailureReason::CodeInvalidOrExpired
    })
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

    let token = tokens::issue(work, &action.key, scope::VERIFIED, Some(&challenge.id))?;
    Ok(Verified {
        token,
        authenticator: Box::new(authenticator),
    })
}
