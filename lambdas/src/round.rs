//! How the actions that we track are named at Authsignal (their idempotency keys).

use crate::error::TriggerError;
use crate::random;

const ROUND: &str = "sign-in-";
const CEREMONY: &str = "passkey-";

/// A new name for one round of one sign-in.
pub(crate) fn new_round() -> Result<String, TriggerError> {
    Ok(format!("{ROUND}{}", random::uuid()?))
}

/// Whether this names a round of some sign-in, rather than what a browser began by itself.
pub(crate) fn is_round(key: &str) -> bool {
    key.starts_with(ROUND)
}

/// The name for a passkey ceremony that a browser began by itself: always the same for the same ceremony, so that it is
/// one action however often it is found.
pub(crate) fn ceremony(challenge_id: &str) -> String {
    format!("{CEREMONY}{challenge_id}")
}
