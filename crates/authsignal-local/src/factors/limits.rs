//! How often a person may be asked, and may be wrong, whatever the action.
//!
//! Wrong answers count twice. At the action: [`Config::max_attempts`] of them, whatever the factor, and it is
//! `CHALLENGE_FAILED` for good. And at the user's factor, across actions: [`Config::lockout_attempts`] within
//! [`Config::lockout`], and that factor takes no answers, right ones included, until the first of them
//! is that long ago. Otherwise whoever knows an address could begin again and again until a guess is right. The
//! price is that they can also lock its owner's factor for that time; the owner's other factors go on.
//!
//! Messages count twice as well: at the action, and at the address, since whoever begins a new action must
//! not flood a mailbox or a phone either.
//!
//! Past a limit a request for a code or a link is refused with 429 `too_many_requests`, and an answer with
//! `MAX_ATTEMPTS_EXCEEDED`.
//!
//! [`Config::max_attempts`]: crate::config::Config::max_attempts
//! [`Config::lockout_attempts`]: crate::config::Config::lockout_attempts
//! [`Config::lockout`]: crate::config::Config::lockout

use super::challengeable_action;
use crate::address::Address;
use crate::config::{MAX_MESSAGES_OF_ACTION, MESSAGES_WINDOW};
use crate::error::ApiError;
use crate::model::{UserActionState, VerificationFailureReason, VerificationMethod};
use crate::store::actions::{self, Action, ActionKey};
use crate::store::tokens::TokenRecord;
use crate::store::{challenges, messages, wrong_answers};
use crate::work::Work;

/// The action whose answer is to be checked; or why it takes none, not even a right one.
pub(super) fn answerable_action(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
) -> Result<Result<Action, VerificationFailureReason>, ApiError> {
    const EXCEEDED: VerificationFailureReason = VerificationFailureReason::MaxAttemptsExceeded;
    match challengeable_action(work, &token.key) {
        Err(ApiError::TooManyRequests) => Ok(Err(EXCEEDED)),
        Err(error) => Err(error),
        Ok(_) if is_locked(work, &token.key.user_id, method)? => Ok(Err(EXCEEDED)),
        Ok(action) => Ok(Ok(action)),
    }
}

/// Whether the user's factor has had its wrong answers for now.
fn is_locked(work: &Work<'_>, user_id: &str, method: VerificationMethod) -> Result<bool, ApiError> {
    let since = work.now.minus(work.config().lockout);
    let wrong = wrong_answers::count(work.db, user_id, method, since)?;
    Ok(wrong >= work.config().lockout_attempts)
}

/// Counts a wrong answer; fails the action with the last one it had, and locks the factor with its last one.
pub(super) fn refuse(
    work: &Work<'_>,
    action: &mut Action,
    method: VerificationMethod,
) -> Result<VerificationFailureReason, ApiError> {
    let user_id = &action.key.user_id;
    wrong_answers::insert(work.db, user_id, method, work.now)?;
    let locked = is_locked(work, user_id, method)?;
    action.wrong_answers = action.wrong_answers.saturating_add(1);
    let exhausted = action.wrong_answers >= work.config().max_attempts;
    if exhausted && action.state == UserActionState::ChallengeRequired {
        action.state = UserActionState::ChallengeFailed;
        action.state_updated_at = work.now;
    }
    actions::save(work.db, action)?;
    Ok(if exhausted || locked {
        VerificationFailureReason::MaxAttemptsExceeded
    } else {
        VerificationFailureReason::CodeInvalidOrExpired
    })
}

/// Refuses to ask for a factor that is locked.
pub(super) fn require_unlocked(
    work: &Work<'_>,
    user_id: &str,
    method: VerificationMethod,
) -> Result<(), ApiError> {
    if is_locked(work, user_id, method)? {
        Err(ApiError::TooManyRequests)
    } else {
        Ok(())
    }
}

/// Refuses to send one message too many for an action.
pub(super) fn require_action_may_send(work: &Work<'_>, key: &ActionKey) -> Result<(), ApiError> {
    if challenges::count_sent(work.db, key)? < MAX_MESSAGES_OF_ACTION {
        Ok(())
    } else {
        Err(ApiError::TooManyRequests)
    }
}

/// Refuses to send an address one message too many.
pub(super) fn require_may_receive(work: &Work<'_>, address: &Address) -> Result<(), ApiError> {
    let since = work.now.minus(MESSAGES_WINDOW);
    if messages::count(work.db, address.as_str(), since)? < work.config().max_messages {
        Ok(())
    } else {
        Err(ApiError::TooManyRequests)
    }
}
