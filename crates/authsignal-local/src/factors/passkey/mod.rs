//! Passkeys: WebAuthn credentials of the tenant's relying party.
//!
//! Every ceremony has a challenge of its own, which its first answer uses up, right or wrong. A passkey can
//! also be used before anybody knows whose it is: the ceremony then makes the action itself, and its challenge
//! stays under way until a backend takes it over by tracking.

mod authentication;
mod registration;

pub(crate) use authentication::{
    Assertion, open_challenge, options, options_for, verify, verify_for,
};
pub(crate) use registration::{Registration, enrol, registration_options};

use sha2::{Digest, Sha256};

use crate::error::ApiError;
use crate::model::VerificationMethod;
use crate::store::actions::ActionKey;
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::webauthn::{Ceremony, CeremonyError, Descriptor, Expected, RelyingParty};
use crate::work::Work;

const METHOD: VerificationMethod = VerificationMethod::Passkey;

/// The most bytes a user handle may have (section 5.4.3).
const MAX_USER_HANDLE_BYTES: usize = 64;

/// What authenticators know a user by: the user id, or its hash where that is too long.
fn user_handle(user_id: &str) -> Vec<u8> {
    if user_id.len() <= MAX_USER_HANDLE_BYTES {
        user_id.as_bytes().to_vec()
    } else {
        Sha256::digest(user_id.as_bytes()).to_vec()
    }
}

/// The user's enrolled passkeys.
pub(crate) fn enrolled(work: &Work<'_>, user_id: &str) -> Result<Vec<UserAuthenticator>, ApiError> {
    let mut found = authenticators::list_verified(work.db, user_id)?;
    found.retain(|authenticator| authenticator.passkey.is_some());
    Ok(found)
}

fn descriptors(enrolled: Vec<UserAuthenticator>) -> Vec<Descriptor> {
    enrolled
        .into_iter()
        .filter_map(|authenticator| authenticator.passkey)
        .map(|passkey| Descriptor::new(passkey.credential_id, passkey.transports))
        .collect()
}

/// Milliseconds that a browser may take.
fn timeout(work: &Work<'_>) -> u64 {
    u64::try_from(work.config().challenge_lifetime.as_millis()).unwrap_or(u64::MAX)
}

/// A challenge that nothing has been put in yet.
fn new_challenge(
    work: &Work<'_>,
    user_id: Option<String>,
    action: String,
    idempotency_key: String,
) -> Result<Challenge, ApiError> {
    let lifetime = work.config().challenge_lifetime;
    let action = (action, idempotency_key);
    Ok(Challenge::new(
        work.new_id()?,
        user_id,
        action,
        METHOD,
        work.now,
        lifetime,
    ))
}

/// Begins a ceremony of an action, and gives it with what it puts; one that the action had under way is over.
fn begin(
    work: &Work<'_>,
    key: &ActionKey,
    ceremony: Ceremony,
) -> Result<(Challenge, String), ApiError> {
    super::challengeable_action(work, key)?;
    challenges::close_open(work.db, key, METHOD, work.now)?;
    let mut challenge = new_challenge(
        work,
        Some(key.user_id.clone()),
        key.action.clone(),
        key.idempotency_key.clone(),
    )?;
    let nonce = put(work, &mut challenge, ceremony)?;
    Ok((challenge, nonce))
}

/// Puts something new in a challenge; its time begins now.
fn put(work: &Work<'_>, challenge: &mut Challenge, ceremony: Ceremony) -> Result<String, ApiError> {
    let nonce = work.new_token()?;
    challenge.code = Some(nonce.clone());
    challenge.ceremony = Some(ceremony);
    challenge.expires_at = work.now.plus(work.config().challenge_lifetime);
    challenges::save(work.db, challenge)?;
    Ok(nonce)
}

/// Uses up the challenge that a ceremony answers, and gives it with what was put.
fn take(
    work: &Work<'_>,
    challenge_id: &str,
    ceremony: Ceremony,
) -> Result<(Challenge, String), ApiError> {
    let found = challenges::find(work.db, challenge_id)?.filter(|challenge| {
        challenge.verification_method == METHOD
            && challenge.ceremony == Some(ceremony)
            && challenge.closed_at.is_none()
            && work.now < challenge.expires_at
    });
    let mut challenge = found.ok_or(CeremonyError::ChallengeOver)?;
    let nonce = challenge.code.take().ok_or(CeremonyError::ChallengeOver)?;
    challenges::save(work.db, &challenge)?;
    Ok((challenge, nonce))
}

/// [`take`], for the holder of an action's token.
fn take_for(
    work: &Work<'_>,
    key: &ActionKey,
    challenge_id: &str,
    ceremony: Ceremony,
) -> Result<(Challenge, String), ApiError> {
    let (challenge, nonce) = take(work, challenge_id, ceremony)?;
    let same_action = challenge.user_id.as_ref() == Some(&key.user_id)
        && challenge.action == key.action
        && challenge.idempotency_key == key.idempotency_key;
    if same_action {
        Ok((challenge, nonce))
    } else {
        Err(CeremonyError::ChallengeOver.into())
    }
}

fn expected<'a>(work: &'a Work<'_>, challenge: &'a str) -> Expected<'a> {
    let config = work.config();
    Expected {
        relying_party: RelyingParty {
            id: &config.rp_id,
            origins: &config.origins,
            framed_origin: work.own_origin(),
        },
        challenge,
    }
}
