//! Links by email. The page that waits asks until its link was followed, wherever that was.

use super::limits::{require_action_may_send, require_may_receive};
use super::one_time_code::{begin_enrolment, find_enrolled, locale_of, mark_verified};
use super::{Answer, challengeable_action, complete, new_challenge, require_may_still_enrol};
use crate::address::Address;
use crate::error::ApiError;
use crate::model::{VerificationFailureReason, VerificationMethod};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::messages::{self, Message};
use crate::store::tokens::TokenRecord;
use crate::work::Work;

const METHOD: VerificationMethod = VerificationMethod::EmailMagicLink;

/// Starts enrolling `email`: it counts once the link sent there was followed.
pub(crate) fn enrol(
    work: &Work<'_>,
    token: &TokenRecord,
    email: String,
) -> Result<Challenge, ApiError> {
    let authenticator = begin_enrolment(work, token, METHOD, &Address::Email(email))?;
    start(work, token, &authenticator)
}

/// Sends a link to an enrolled address: the one named, or else the preferred one.
pub(crate) fn challenge(
    work: &Work<'_>,
    token: &TokenRecord,
    authenticator_id: Option<&str>,
) -> Result<Challenge, ApiError> {
    let authenticator = find_enrolled(work, token, METHOD, authenticator_id)?
        .ok_or_else(|| ApiError::invalid("The user has not enrolled this authenticator."))?;
    start(work, token, &authenticator)
}

/// The challenge of a link that can still be followed.
pub(crate) fn find(work: &Work<'_>, secret: &str) -> Result<Option<Challenge>, ApiError> {
    Ok(challenges::find_open_by_code(
        work.db, secret, METHOD, work.now,
    )?)
}

/// Notes that somebody who reads the mailbox followed the link, and means it. Once.
pub(crate) fn confirm(work: &Work<'_>, mut challenge: Challenge) -> Result<(), ApiError> {
    challenge.verified_at = Some(work.now);
    challenge.code = None;
    Ok(challenges::save(work.db, &challenge)?)
}

/// Whether the link of the action's challenge was followed; a yes is given once.
pub(crate) fn finalize(work: &Work<'_>, token: &TokenRecord) -> Result<Answer, ApiError> {
    let action = challengeable_action(work, &token.key)?;
    let over = Answer::Refused(VerificationFailureReason::CodeInvalidOrExpired);
    let Some(mut challenge) = challenges::find_open(work.db, &token.key, METHOD, work.now)? else {
        return Ok(over);
    };
    if challenge.verified_at.is_none() {
        return Ok(Answer::Awaited);
    }
    let enrolment = challenge.authenticator_id.as_deref().unwrap_or_default();
    // Removed while the link was on its way: then there is nothing left to prove.
    let Some(authenticator) = authenticators::find(work.db, &token.key.user_id, enrolment)? else {
        return Ok(over);
    };
    require_may_still_enrol(work, token, &authenticator)?;
    mark_verified(work, &token.key.user_id, challenge.address().as_ref())?;
    challenge.closed_at = Some(work.now);
    complete(work, action, challenge, authenticator).map(Answer::Verified)
}

fn start(
    work: &Work<'_>,
    token: &TokenRecord,
    authenticator: &UserAuthenticator,
) -> Result<Challenge, ApiError> {
    challengeable_action(work, &token.key)?;
    require_action_may_send(work, &token.key)?;
    if let Some(address) = authenticator.address() {
        require_may_receive(work, &address)?;
    }
    challenges::close_open(work.db, &token.key, METHOD, work.now)?;
    let secret = work.new_token()?;
    let challenge = Challenge {
        authenticator_id: Some(authenticator.id.clone()),
        email: authenticator.email.clone(),
        code: Some(secret.clone()),
        ..new_challenge(work, &token.key, METHOD)?
    };
    challenges::save(work.db, &challenge)?;
    let locale = locale_of(work, &challenge)?;
    let message = Message {
        id: work.new_id()?,
        to: challenge.email.clone().unwrap_or_default(),
        channel: "email".to_owned(),
        subject: locale.say("Your sign-in link").to_owned(),
        text: None,
        code: None,
        link: Some(work.config().magic_link_url(&secret).into()),
        sent_at: work.now,
        locale: locale.tag().to_owned(),
    };
    messages::insert(work.db, &message)?;
    Ok(challenge)
}
