//! One-time codes, by email, SMS and WhatsApp.

use subtle::ConstantTimeEq;
use url::Url;

use super::limits::{
    answerable_action, refuse, require_action_may_send, require_may_receive, require_unlocked,
};
use super::{
    Answer, challengeable_action, complete, may_enrol, new_challenge, require_may_enrol,
    require_may_still_enrol,
};
use crate::address::Address;
use crate::error::ApiError;
use crate::locale::Locale;
use crate::model::{VerificationFailureReason, VerificationMethod, scope};
use crate::store::actions::{self, Action, ActionKey};
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

/// How a user can get a code without saying where to.
enum Reach {
    /// At the enrolled address.
    Enrolled(VerificationMethod),
    /// At the tracked address, which that enrols.
    Tracked(VerificationMethod, Address),
    /// Not at all: there is no address, or enrolling it is not allowed.
    Nowhere,
}

fn reach(work: &Work<'_>, token: &TokenRecord) -> Result<Reach, ApiError> {
    const EMAIL: VerificationMethod = VerificationMethod::EmailOtp;
    const SMS: VerificationMethod = VerificationMethod::Sms;
    const WHATSAPP: VerificationMethod = VerificationMethod::Whatsapp;
    let enrolled = super::enrolled(work, &token.key.user_id)?;
    if let Some(method) = enrolled
        .into_iter()
        .find(|one| matches!(*one, EMAIL | SMS | WHATSAPP))
    {
        return Ok(Reach::Enrolled(method));
    }
    if !may_enrol(work, token)? {
        return Ok(Reach::Nowhere);
    }
    let user = users::find(work.db, &token.key.user_id)?.unwrap_or_default();
    Ok(match (user.email, user.phone_number) {
        (Some(email), _) => Reach::Tracked(EMAIL, Address::Email(email)),
        (None, Some(number)) => Reach::Tracked(SMS, Address::Phone(number)),
        (None, None) => Reach::Nowhere,
    })
}

/// Whether this user can get a code.
pub(crate) fn can_reach(work: &Work<'_>, token: &TokenRecord) -> Result<bool, ApiError> {
    Ok(!matches!(reach(work, token)?, Reach::Nowhere))
}

/// Sends a code wherever this user can get one, the default first; `None` where they cannot.
pub(crate) fn challenge_or_enrol(
    work: &Work<'_>,
    token: &TokenRecord,
) -> Result<Option<Challenge>, ApiError> {
    match reach(work, token)? {
        Reach::Enrolled(method) => challenge(work, token, method, None).map(Some),
        Reach::Tracked(method, address) => enrol(work, token, method, &address).map(Some),
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
    let mut action = match answerable_action(work, token, method)? {
        Ok(action) => action,
        Err(reason) => return Ok(Answer::Refused(reason)),
    };
    let open = challenges::find_open(work.db, &token.key, method, work.now)?;
    let expired = Answer::Refused(VerificationFailureReason::CodeInvalidOrExpired);
    let Some(mut challenge) = open else {
        return Ok(expired);
    };
    if !is_right(&challenge, code) {
        let reason = refuse(work, &mut action, method)?;
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

/// Sends `challenge`'s code to its address, unless that has had enough messages.
pub(crate) fn send(work: &Work<'_>, challenge: &Challenge) -> Result<(), ApiError> {
    let address = challenge
        .address()
        .ok_or_else(|| ApiError::invalid("The challenge goes nowhere."))?;
    require_may_receive(work, &address)?;
    let channel = match challenge.verification_method {
        VerificationMethod::Sms => "sms",
        VerificationMethod::Whatsapp => "whatsapp",
        _ => "email",
    };
    let locale = locale_of(work, challenge)?;
    let message = Message {
        id: work.new_id()?,
        to: address.as_str().to_owned(),
        channel: channel.to_owned(),
        subject: locale.say("Your sign-in code").to_owned(),
        text: text(work, challenge, locale)?,
        code: challenge.code.clone(),
        link: None,
        sent_at: work.now,
        locale: locale.tag().to_owned(),
    };
    Ok(messages::insert(work.db, &message)?)
}

/// What a message by SMS or WhatsApp says.
///
/// Of an SMS the last line binds the code to the app's host, so that a browser can hand it to the app's page and to
/// no other ("Origin-bound one-time codes delivered via SMS", which WebOTP builds on).
fn text(
    work: &Work<'_>,
    challenge: &Challenge,
    locale: Locale,
) -> Result<Option<String>, ApiError> {
    let code = challenge.code.as_deref().unwrap_or_default();
    let name = &work.config().rp_name;
    let said = match locale {
        Locale::English => format!("{code} is your {name} code."),
        Locale::German => format!("{code} ist Ihr Code für {name}."),
    };
    Ok(match challenge.verification_method {
        VerificationMethod::Sms => {
            let host = app_host(work, challenge)?;
            Some(format!("{said}\n\n@{host} #{code}"))
        }
        VerificationMethod::Whatsapp => Some(said),
        _ => None,
    })
}

/// The action that a challenge is for, where there is one.
fn action_of(work: &Work<'_>, challenge: &Challenge) -> Result<Option<Action>, ApiError> {
    let Some(user_id) = &challenge.user_id else {
        return Ok(None);
    };
    let key = ActionKey {
        user_id: user_id.clone(),
        action: challenge.action.clone(),
        idempotency_key: challenge.idempotency_key.clone(),
    };
    Ok(actions::find(work.db, &key)?)
}

/// The language of a challenge's message: its action's, else its user's.
pub(super) fn locale_of(work: &Work<'_>, challenge: &Challenge) -> Result<Locale, ApiError> {
    let action = action_of(work, challenge)?;
    let user = match &challenge.user_id {
        Some(user_id) => users::find(work.db, user_id)?,
        None => None,
    };
    let codes = [
        action.and_then(|action| action.locale),
        user.and_then(|user| user.locale),
    ];
    let mut locales = codes.iter().flatten().filter_map(|code| Locale::of(code));
    Ok(locales.next().unwrap_or_default())
}

/// The host of the app that a code is for: where its action goes back to, or else the relying party's.
fn app_host(work: &Work<'_>, challenge: &Challenge) -> Result<String, ApiError> {
    let action = action_of(work, challenge)?;
    Ok(action
        .and_then(|action| action.redirect_url)
        .and_then(|url| Url::parse(&url).ok()?.host_str().map(str::to_owned))
        .unwrap_or_else(|| work.config().rp_id.clone()))
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
    require_unlocked(work, &token.key.user_id, method)?;
    require_action_may_send(work, &token.key)?;
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
