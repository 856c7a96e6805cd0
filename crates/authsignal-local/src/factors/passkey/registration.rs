//! Enrolling a passkey.

use super::{begin, descriptors, enrolled, expected, take_for, timeout};
use crate::error::ApiError;
use crate::factors::{Verified, challengeable_action, complete, require_may_enrol};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::passkeys::Passkey;
use crate::store::tokens::TokenRecord;
use crate::store::users;
use crate::webauthn::{
    self, Attachment, Base64Url, Ceremony, CeremonyError, CreationOptions, NewCredential,
    RegistrationCredential, RelyingPartyEntity, UserEntity,
};
use crate::work::Work;

/// What to ask a browser for, and the challenge that its answer names.
#[derive(Debug)]
pub(crate) struct RegistrationOptions {
    pub(crate) challenge_id: String,
    pub(crate) options: CreationOptions,
}

/// A passkey that a browser made.
#[derive(Debug)]
pub(crate) struct Registration {
    pub(crate) challenge_id: String,
    pub(crate) credential: RegistrationCredential,
    /// Whether the browser made it by itself.
    pub(crate) conditional: bool,
    /// The browser, in its own words.
    pub(crate) user_agent: String,
}

/// Begins an enrolment. The names are what the authenticator will show; absent ones are the user's.
pub(crate) fn registration_options(
    work: &Work<'_>,
    token: &TokenRecord,
    username: Option<String>,
    display_name: Option<String>,
    attachment: Option<Attachment>,
) -> Result<RegistrationOptions, ApiError> {
    require_may_enrol(work, token)?;
    let user_id = &token.key.user_id;
    let user = users::find(work.db, user_id)?.unwrap_or_default();
    let username = [username, user.username, user.email, user.phone_number]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| user_id.clone());
    let display_name = display_name
        .or(user.display_name)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| username.clone());

    let (mut challenge, nonce) = begin(work, &token.key, Ceremony::Registration)?;
    challenge.username = Some(username.clone());
    challenge.display_name = Some(display_name.clone());
    challenges::save(work.db, &challenge)?;

    let rp = RelyingPartyEntity {
        id: work.config().rp_id.clone(),
        name: work.config().rp_name.clone(),
    };
    let user = UserEntity {
        id: Base64Url(super::user_handle(user_id)),
        name: username,
        display_name,
    };
    let exclude = descriptors(enrolled(work, user_id)?);
    Ok(RegistrationOptions {
        challenge_id: challenge.id,
        options: CreationOptions::new(rp, user, nonce, timeout(work), exclude, attachment),
    })
}

/// Enrols a new passkey. Making it proves the action, like an answered challenge.
pub(crate) fn enrol(
    work: &Work<'_>,
    token: &TokenRecord,
    registration: &Registration,
) -> Result<Verified, ApiError> {
    require_may_enrol(work, token)?;
    let action = challengeable_action(work, &token.key)?;
    let (mut challenge, nonce) = take_for(
        work,
        &token.key,
        &registration.challenge_id,
        Ceremony::Registration,
    )?;
    let credential = webauthn::registration(
        &registration.credential,
        registration.conditional,
        &expected(work, &nonce),
    )?;
    if authenticators::find_by_credential(work.db, &credential.id)?.is_some() {
        return Err(CeremonyError::AlreadyRegistered.into());
    }
    let authenticator = new_authenticator(work, &challenge, credential, registration)?;
    challenge.authenticator_id = Some(authenticator.id.clone());
    challenge.closed_at = Some(work.now);
    complete(work, action, challenge, authenticator)
}

fn new_authenticator(
    work: &Work<'_>,
    challenge: &Challenge,
    credential: NewCredential,
    registration: &Registration,
) -> Result<UserAuthenticator, ApiError> {
    let passkey = Passkey {
        credential_id: credential.id,
        public_key: credential.public_key,
        sign_count: credential.sign_count,
        aaguid: credential.aaguid.to_string(),
        transports: credential.transports,
        backup_eligible: credential.backup_eligible,
        backed_up: credential.backed_up,
        attachment: registration.credential.authenticator_attachment.clone(),
        // The Web SDK names its device only when it signs in.
        device_id: work.new_id()?,
        user_agent: registration.user_agent.clone(),
        username: challenge.username.clone().unwrap_or_default(),
        display_name: challenge.display_name.clone().unwrap_or_default(),
    };
    let user_id = challenge.user_id.as_deref().unwrap_or_default();
    Ok(UserAuthenticator {
        passkey: Some(passkey),
        ..UserAuthenticator::new(work.new_id()?, user_id, super::METHOD, work.now)
    })
}
