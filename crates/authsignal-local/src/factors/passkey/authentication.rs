//! Answering a challenge with a passkey, with an action's token or before there is one.

use super::{
    METHOD, begin, descriptors, enrolled, expected, new_challenge, put, take, take_for, timeout,
    user_handle,
};
use crate::error::ApiError;
use crate::factors::{Verified, challengeable_action, complete};
use crate::model::UserActionState;
use crate::store::actions::{self, Action, ActionKey};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::tokens::TokenRecord;
use crate::webauthn::{
    self, AuthenticationCredential, Ceremony, CeremonyError, KnownCredential, RequestOptions,
};
use crate::work::Work;

/// The action of a sign-in whose page names none. Authsignal does not document its own one.
const DEFAULT_ACTION: &str = "signIn";

/// What to ask a browser for, and the challenge that its answer names.
#[derive(Debug)]
pub(crate) struct AuthenticationOptions {
    pub(crate) challenge_id: String,
    pub(crate) options: RequestOptions,
}

/// An assertion by a browser's passkey.
#[derive(Debug)]
pub(crate) struct Assertion {
    pub(crate) challenge_id: String,
    pub(crate) credential: AuthenticationCredential,
    /// The device, as the Web SDK names it.
    pub(crate) device_id: Option<String>,
}

/// Opens a challenge for an action of whoever will answer it.
pub(crate) fn open_challenge(
    work: &Work<'_>,
    action: Option<String>,
    idempotency_key: Option<String>,
) -> Result<Challenge, ApiError> {
    let idempotency_key = match idempotency_key.filter(|key| !key.is_empty()) {
        Some(key) => key,
        None => work.new_id()?,
    };
    let action = action.unwrap_or_else(|| DEFAULT_ACTION.to_owned());
    let challenge = new_challenge(work, None, action, idempotency_key)?;
    challenges::save(work.db, &challenge)?;
    Ok(challenge)
}

/// Asks for one of the user's passkeys.
pub(crate) fn options_for(
    work: &Work<'_>,
    token: &TokenRecord,
) -> Result<AuthenticationOptions, ApiError> {
    let (challenge, nonce) = begin(work, &token.key, Ceremony::Authentication)?;
    let allowed = descriptors(enrolled(work, &token.key.user_id)?);
    Ok(ask(work, challenge, nonce, allowed))
}

/// Asks for any passkey, in the challenge that was opened for it or in a new one.
pub(crate) fn options(
    work: &Work<'_>,
    challenge_id: Option<&str>,
) -> Result<AuthenticationOptions, ApiError> {
    let mut challenge = match challenge_id {
        None => open_challenge(work, None, None)?,
        Some(id) => challenges::find(work.db, id)?
            .filter(|challenge| is_open(work, challenge))
            .ok_or(CeremonyError::ChallengeOver)?,
    };
    let nonce = put(work, &mut challenge, Ceremony::Authentication)?;
    Ok(ask(work, challenge, nonce, Vec::new()))
}

/// Whether the challenge waits for a passkey of whoever will come.
fn is_open(work: &Work<'_>, challenge: &Challenge) -> bool {
    challenge.verification_method == METHOD
        && challenge.user_id.is_none()
        && challenge.closed_at.is_none()
        && work.now < challenge.expires_at
}

fn ask(
    work: &Work<'_>,
    challenge: Challenge,
    nonce: String,
    allowed: Vec<webauthn::Descriptor>,
) -> AuthenticationOptions {
    let rp_id = work.config().rp_id.clone();
    AuthenticationOptions {
        challenge_id: challenge.id,
        options: RequestOptions::new(rp_id, nonce, timeout(work), allowed),
    }
}

/// Checks the answer to the challenge of the token's action: only its user's passkeys count.
pub(crate) fn verify_for(
    work: &Work<'_>,
    token: &TokenRecord,
    assertion: &Assertion,
) -> Result<Verified, ApiError> {
    let action = challengeable_action(work, &token.key)?;
    let (mut challenge, nonce) = take_for(
        work,
        &token.key,
        &assertion.challenge_id,
        Ceremony::Authentication,
    )?;
    let authenticator = check(work, &nonce, assertion, Some(&token.key.user_id))?;
    challenge.authenticator_id = Some(authenticator.id.clone());
    challenge.closed_at = Some(work.now);
    complete(work, action, challenge, authenticator)
}

/// Checks the answer to a challenge that is nobody's yet: the passkey says whose it becomes. The challenge
/// stays under way, for as long as the token lives, for a backend to take over.
pub(crate) fn verify(work: &Work<'_>, assertion: &Assertion) -> Result<Verified, ApiError> {
    let (mut challenge, nonce) = take(work, &assertion.challenge_id, Ceremony::Authentication)?;
    let authenticator = check(work, &nonce, assertion, challenge.user_id.as_deref())?;
    let key = ActionKey {
        user_id: authenticator.user_id.clone(),
        action: challenge.action.clone(),
        idempotency_key: challenge.idempotency_key.clone(),
    };
    if actions::find(work.db, &key)?.is_none() {
        actions::save(work.db, &new_action(work, &key))?;
    }
    let action = challengeable_action(work, &key)?;
    challenge.user_id = Some(key.user_id);
    challenge.authenticator_id = Some(authenticator.id.clone());
    challenge.expires_at = work.now.plus(work.config().token_lifetime);
    complete(work, action, challenge, authenticator)
}

fn new_action(work: &Work<'_>, key: &ActionKey) -> Action {
    Action {
        key: key.clone(),
        state: UserActionState::ChallengeRequired,
        created_at: work.now,
        state_updated_at: work.now,
        verification_method: None,
        verified_by: None,
        redirect_url: None,
        wrong_answers: 0,
        locale: None,
    }
}

/// The enrolment whose passkey made the assertion, brought up to date; one of `user_id` where that is known.
fn check(
    work: &Work<'_>,
    nonce: &str,
    assertion: &Assertion,
    user_id: Option<&str>,
) -> Result<UserAuthenticator, ApiError> {
    let credential = &assertion.credential;
    let mut authenticator =
        authenticators::find_by_credential(work.db, credential.credential_id()?)?
            .ok_or(CeremonyError::UnknownCredential)?;
    if user_id.is_some_and(|user_id| user_id != authenticator.user_id) {
        return Err(CeremonyError::OtherUser.into());
    }
    let handle = user_handle(&authenticator.user_id);
    // Only a credential that was asked for by its id may leave out whose it is.
    let right_handle = credential
        .user_handle()
        .map_or(user_id.is_some(), |given| given == handle);
    if !right_handle {
        return Err(CeremonyError::UserHandle.into());
    }
    let passkey = authenticator
        .passkey
        .as_mut()
        .ok_or(CeremonyError::UnknownCredential)?;
    let known = KnownCredential {
        public_key: &passkey.public_key,
        sign_count: passkey.sign_count,
        backup_eligible: passkey.backup_eligible,
    };
    let fresh = webauthn::authentication(credential, &known, &expected(work, nonce))?;
    passkey.sign_count = fresh.sign_count;
    passkey.backed_up = fresh.backed_up;
    if let Some(device_id) = &assertion.device_id {
        passkey.device_id.clone_from(device_id);
    }
    Ok(authenticator)
}
