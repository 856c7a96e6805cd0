//! One-time codes, by email, SMS and WhatsApp.

use subtle::ConstantTimeEq;

use super::{
    Answer, challengeable_action, complete, may_enrol, new_challenge, refuse, require_may_enrol,
    require_may_send, require_may_still_enrol,
};
use crate::address::Address;
use crate::error::ApiError;
use crate::model::{VerificationFailureReason, VerificationMethod, scope};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::messages::{self, Message};
use crate::store::tokens::TokenRecord;
use crate::store::users::{self, User};
use crate::work::Work;

/// Starts enrolling `address`: it counts once the code sent there was given back.
pub(crate) fn enrol(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
    address: &Address,
) -> Result<Challenge, ApiError> {
    let authenticator = begin_enrolment(work, token, method, address)?;
    start(work, token, method, &authenticator)
}

/// The enrolment of `address`, not verified yet where it is new.
///
/// A first enrolment must be for the address that the backend tracked, where it tracked one: otherwise
/// whoever starts a sign-in for somebody else could enrol their own mailbox or phone.
pub(super) fn begin_enrolment(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
    address: &Address,
) -> Result<UserAuthenticator, ApiError> {
    require_may_enrol(work, token)?;
    let user_id = &token.key.user_id;
    if !token.has_scope(scope::ADD) {
        let user = users::find(work.db, user_id)?.unwrap_or_default();
        let (name, tracked) = match address {
            Address::Email(_) => ("email", user.email.map(Address::Email)),
            Address::Phone(_) => ("phoneNumber", user.phone_number.map(Address::Phone)),
        };
        if tracked.is_some_and(|tracked| !tracked.is_same_as(address)) {
            return Err(ApiError::invalid(format!(
                "{name} differs from the one that was tracked for the user."
            )));
        }
    }
    if let Some(known) = find_by_address(work, user_id, method, address)? {
        return Ok(known);
    }
    let authenticator = new_authenticator(work, user_id, method, address)?;
    authenticators::save(work.db, &authenticator)?;
    Ok(authenticator)
}

/// Sends a code to an enrolled address: the one named, or else the preferred one.
pub(crate) fn challenge(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
    authenticator_id: Option<&str>,
) -> Result<Challenge, ApiError> {
    let authenticator = find_enrolled(work, token, method, authenticator_id)?
        .ok_or_else(|| ApiError::invalid("The user has not enrolled this authenticator."))?;
    start(work, token, method, &authenticator)
}

/// Sends a code by WhatsApp, which has no enrolment of its own in the Web SDK: to a number enrolled for it,
/// to one enrolled for SMS, or else to the tracked one, which that enrols.
pub(crate) fn challenge_whatsapp(
    work: &Work<'_>,
    token: &TokenRecord,
    authenticator_id: Option<&str>,
) -> Result<Challenge, ApiError> {
    const METHOD: VerificationMethod = VerificationMethod::Whatsapp;
    for method in [METHOD, VerificationMethod::Sms] {
        if let Some(authenticator) = find_enrolled(work, token, method, authenticator_id)? {
            return start(work, token, METHOD, &authenticator);
        }
    }
    let user = users::find(work.db, &token.key.user_id)?;
    let number = user
        .and_then(|user| user.phone_number)
        .ok_or_else(|| ApiError::invalid("The user has no phone number."))?;
    enrol(work, token, METHOD, &Address::Phone(number))
}

pub(super) fn find_enrolled(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
    authenticator_id: Option<&str>,
) -> Result<Option<UserAuthenticator>, ApiError> {
    let enrolled = authenticators::list_verified(work.db, &token.key.user_id)?;
    Ok(enrolled
        .into_iter()
        .filter(|authenticator| authenticator.verification_method == method)
        .find(|authenticator| authenticator_id.is_none_or(|id| id == authenticator.id)))
}

/// Where a user can get a code by email.
enum Reach {
    /// At the enrolled address.
    Enrolled,
    /// At the tracked address, which that enrols.
    Tracked(String),
    /// Nowhere: there is no address, or enrolling it is not allowed.
    Nowhere,
}

fn reach(work: &Work<'_>, token: &TokenRecord) -> Result<Reach, ApiError> {
    if find_enrolled(work, token, VerificationMethod::EmailOtp, None)?.is_some() {
        return Ok(Reach::Enrolled);
    }
    if !may_enrol(work, token)? {
        return Ok(Reach::Nowhere);
    }
    let user = users::find(work.db, &token.key.user_id)?;
    Ok(user
        .and_then(|user| user.email)
        .map_or(Reach::Nowhere, Reach::Tracked))
}

/// Whether this user can get a code by email.
pub(crate) fn can_reach_by_email(work: &Work<'_>, token: &TokenRecord) -> Result<bool, ApiError> {
    Ok(!matches!(reach(work, token)?, Reach::Nowhere))
}

/// Sends a code by email wherever this user can get one; `None` where they cannot.
pub(crate) fn challenge_or_enrol_email(
    work: &Work<'_>,
    token: &TokenRecord,
) -> Result<Option<Challenge>, ApiError> {
    const METHOD: VerificationMethod = VerificationMethod::EmailOtp;
    match reach(work, token)? {
        Reach::Enrolled => challenge(work, token, METHOD, None).map(Some),
        Reach::Tracked(email) => enrol(work, token, METHOD, &Address::Email(email)).map(Some),
        Reach::Nowhere => Ok(None),
    }
}

/// Checks the code for the action's challenge under way.
pub(crate) fn verify(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
    code: &str,
) -> Result<Answer, ApiError> {
    let mut action = match challengeable_action(work, &token.key) {
        Err(ApiError::TooManyRequests) => {
            return Ok(Answer::Refused(
                VerificationFailureReason::MaxAttemptsExceeded,
            ));
        }
        action => action?,
    };
    let open = challenges::find_open(work.db, &token.key, method, work.now)?;
    let expired = Answer::Refused(VerificationFailureReason::CodeInvalidOrExpired);
    let Some(mut challenge) = open else {
        return Ok(expired);
    };
    if !is_right(&challenge, code) {
        let reason = refuse(work, &mut action)?;
        if reason == VerificationFailureReason::MaxAttemptsExceeded {
            challenge.closed_at = Some(work.now);
            challenges::save(work.db, &challenge)?;
        }
        return Ok(Answer::Refused(reason));
    }
    let enrolment = challenge.authenticator_id.as_deref().unwrap_or_default();
    // Removed while the code was on its way: then there is nothing left to prove.
    let Some(authenticator) = authenticators::find(work.db, &token.key.user_id, enrolment)? else {
        return Ok(expired);
    };
    require_may_still_enrol(work, token, &authenticator)?;
    mark_verified(work, &token.key.user_id, challenge.address().as_ref())?;
    challenge.closed_at = Some(work.now);
    complete(work, action, challenge, authenticator).map(Answer::Verified)
}

/// Whether `code` is the challenge's, spaces and dashes aside.
pub(crate) fn is_right(challenge: &Challenge, code: &str) -> bool {
    challenge
        .code
        .as_ref()
        .is_some_and(|right| bool::from(right.as_bytes().ct_eq(typed(code).as_bytes())))
}

/// A code as it was meant, without the spaces and dashes that people type.
pub(super) fn typed(code: &str) -> String {
    code.chars()
        .filter(|character| !matches!(character, ' ' | '-'))
        .collect()
}

/// Sends `challenge`'s code to its address.
pub(crate) fn send(work: &Work<'_>, challenge: &Challenge) -> Result<(), ApiError> {
    let channel = match challenge.verification_method {
        VerificationMethod::Sms => "sms",
        VerificationMethod::Whatsapp => "whatsapp",
        _ => "email",
    };
    let message = Message {
        id: work.new_id()?,
        to: challenge
            .address()
            .map(|address| address.as_str().to_owned())
            .unwrap_or_default(),
        channel: channel.to_owned(),
        subject: "Your sign-in code".to_owned(),
        code: challenge.code.clone(),
        link: None,
        sent_at: work.now,
    };
    Ok(messages::insert(work.db, &message)?)
}

/// The user's enrolment of an address for a factor, verified or not.
pub(crate) fn find_by_address(
    work: &Work<'_>,
    user_id: &str,
    method: VerificationMethod,
    address: &Address,
) -> Result<Option<UserAuthenticator>, ApiError> {
    let all = authenticators::list(work.db, user_id)?;
    Ok(all.into_iter().find(|authenticator| {
        authenticator.verification_method == method
            && authenticator
                .address()
                .is_some_and(|known| known.is_same_as(address))
    }))
}

/// An enrolment of an address that nobody has verified yet.
pub(crate) fn new_authenticator(
    work: &Work<'_>,
    user_id: &str,
    method: VerificationMethod,
    address: &Address,
) -> Result<UserAuthenticator, ApiError> {
    Ok(UserAuthenticator {
        email: address.email(),
        phone_number: address.phone_number(),
        ..UserAuthenticator::new(work.new_id()?, user_id, method, work.now)
    })
}

/// Notes that the user holds `address`, if it is the one known of them.
pub(crate) fn mark_verified(
    work: &Work<'_>,
    user_id: &str,
    address: Option<&Address>,
) -> Result<(), ApiError> {
    let (Some(mut user), Some(address)) = (users::find(work.db, user_id)?, address) else {
        return Ok(());
    };
    let User {
        email,
        email_verified,
        phone_number,
        phone_number_verified,
        ..
    } = &mut user;
    let (known, verified) = match address {
        Address::Email(_) => (email, email_verified),
        Address::Phone(_) => (phone_number, phone_number_verified),
    };
    if known
        .get_or_insert_with(|| address.as_str().to_owned())
        .eq_ignore_ascii_case(address.as_str())
    {
        *verified = true;
        users::save(work.db, &user)?;
    }
    Ok(())
}

fn start(
    work: &Work<'_>,
    token: &TokenRecord,
    method: VerificationMethod,
    authenticator: &UserAuthenticator,
) -> Result<Challenge, ApiError> {
    challengeable_action(work, &token.key)?;
    require_may_send(work, &token.key)?;
    challenges::close_open(work.db, &token.key, method, work.now)?;
    let challenge = Challenge {
        authenticator_id: Some(authenticator.id.clone()),
        email: authenticator.email.clone(),
        phone_number: authenticator.phone_number.clone(),
        code: Some(work.new_code()?),
        ..new_challenge(work, &token.key, method)?
    };
    challenges::save(work.db, &challenge)?;
    send(work, &challenge)?;
    Ok(challenge)
}
