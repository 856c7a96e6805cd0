//! One-time codes by email.

use subtle::ConstantTimeEq;

use super::{Answer, challengeable_action, complete, refuse, require_may_enrol};
use crate::error::ApiError;
use crate::model::{VerificationFailureReason, VerificationMethod, scope};
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::{self, Challenge};
use crate::store::messages::{self, Message};
use crate::store::tokens::TokenRecord;
use crate::store::users;
use crate::work::Work;

const METHOD: VerificationMethod = VerificationMethod::EmailOtp;

/// The longest address that mail can be sent to (RFC 5321, section 4.5.3.1).
const MAX_EMAIL_BYTES: usize = 254;

/// `email` without surrounding space, if mail could be sent there.
pub(crate) fn parse_email(email: &str) -> Result<String, ApiError> {
    let email = email.trim();
    let plausible = email.len() <= MAX_EMAIL_BYTES
        && email
            .rsplit_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !email
            .chars()
            .any(|character| character.is_whitespace() || character.is_control());
    if plausible {
        Ok(email.to_owned())
    } else {
        Err(ApiError::invalid("email is not an email address."))
    }
}

/// Starts enrolling `email`: it counts once the code sent there was given back.
///
/// A first enrolment must be for the address that the backend tracked, where it tracked one: otherwise
/// whoever starts a sign-in for somebody else could enrol their own mailbox.
pub(crate) fn enrol(
    work: &Work<'_>,
    token: &TokenRecord,
    email: &str,
) -> Result<Challenge, ApiError> {
    require_may_enrol(work, token)?;
    let email = parse_email(email)?;
    if !token.has_scope(scope::ADD) {
        let user = users::find(work.db, &token.key.user_id)?.unwrap_or_default();
        if user
            .email
            .is_some_and(|tracked| !tracked.eq_ignore_ascii_case(&email))
        {
            return Err(ApiError::invalid(
                "email differs from the one that was tracked for the user.",
            ));
        }
    }
    let authenticator = match find_by_email(work, &token.key.user_id, &email)? {
        Some(authenticator) => authenticator,
        None => {
            let authenticator = new_authenticator(work, &token.key.user_id, email)?;
            authenticators::save(work.db, &authenticator)?;
            authenticator
        }
    };
    start(work, token, &authenticator)
}

/// Sends a code to an enrolled address: the one named, or else the preferred one.
pub(crate) fn challenge(
    work: &Work<'_>,
    token: &TokenRecord,
    authenticator_id: Option<&str>,
) -> Result<Challenge, ApiError> {
    let enrolled = authenticators::list_verified(work.db, &token.key.user_id)?;
    let authenticator = enrolled
        .iter()
        .filter(|authenticator| authenticator.verification_method == METHOD)
        .find(|authenticator| authenticator_id.is_none_or(|id| id == authenticator.id))
        .ok_or_else(|| ApiError::invalid("The user has not enrolled this email authenticator."))?;
    start(work, token, authenticator)
}

/// Where a user can get a code.
enum Reach {
    /// At the enrolled address.
    Enrolled,
    /// At the tracked address, which that enrols.
    Tracked(String),
    /// Nowhere: there is no address, or enrolling it is not allowed.
    Nowhere,
}

fn reach(work: &Work<'_>, token: &TokenRecord) -> Result<Reach, ApiError> {
    let user_id = &token.key.user_id;
    let enrolled = authenticators::list_verified(work.db, user_id)?;
    if enrolled
        .iter()
        .any(|authenticator| authenticator.verification_method == METHOD)
    {
        return Ok(Reach::Enrolled);
    }
    if !enrolled.is_empty() && !token.has_scope(scope::ADD) {
        return Ok(Reach::Nowhere);
    }
    let user = users::find(work.db, user_id)?;
    Ok(user
        .and_then(|user| user.email)
        .map_or(Reach::Nowhere, Reach::Tracked))
}

/// Whether this user can get a code.
pub(crate) fn is_possible(work: &Work<'_>, token: &TokenRecord) -> Result<bool, ApiError> {
    Ok(!matches!(reach(work, token)?, Reach::Nowhere))
}

/// Sends a code wherever this user can get one; `None` where they cannot.
pub(crate) fn challenge_or_enrol(
    work: &Work<'_>,
    token: &TokenRecord,
) -> Result<Option<Challenge>, ApiError> {
    match reach(work, token)? {
        Reach::Enrolled => challenge(work, token, None).map(Some),
        Reach::Tracked(email) => enrol(work, token, &email).map(Some),
        Reach::Nowhere => Ok(None),
    }
}

/// Checks the code for the action's challenge under way.
pub(crate) fn verify(work: &Work<'_>, token: &TokenRecord, code: &str) -> Result<Answer, ApiError> {
    let mut action = match challengeable_action(work, &token.key) {
        Err(ApiError::TooManyRequests) => {
            return Ok(Answer::Refused(
                VerificationFailureReason::MaxAttemptsExceeded,
            ));
        }
        action => action?,
    };
    let open = challenges::find_open(work.db, &token.key, METHOD, work.now)?;
    let expired = Answer::Refused(VerificationFailureReason::CodeInvalidOrExpired);
    let Some(mut challenge) = open else {
        return Ok(expired);
    };
    if !is_right(&challenge, code) {
        return refuse(work, &mut action, &mut challenge).map(Answer::Refused);
    }
    let enrolment = challenge.authenticator_id.as_deref().unwrap_or_default();
    // Removed while the code was on its way: then there is nothing left to prove.
    let Some(authenticator) = authenticators::find(work.db, &token.key.user_id, enrolment)? else {
        return Ok(expired);
    };
    mark_email_verified(work, &token.key.user_id, authenticator.email.as_deref())?;
    challenge.closed_at = Some(work.now);
    complete(work, action, challenge, authenticator).map(Answer::Verified)
}

/// Whether `code` is the challenge's, spaces and dashes aside.
pub(crate) fn is_right(challenge: &Challenge, code: &str) -> bool {
    let given: String = code
        .chars()
        .filter(|character| !matches!(character, ' ' | '-'))
        .collect();
    challenge
        .code
        .as_ref()
        .is_some_and(|right| bool::from(right.as_bytes().ct_eq(given.as_bytes())))
}

/// Sends `challenge`'s code to its address.
pub(crate) fn send(work: &Work<'_>, challenge: &Challenge) -> Result<(), ApiError> {
    let message = Message {
        id: work.new_id()?,
        to: challenge.email.clone().unwrap_or_default(),
        channel: "email".to_owned(),
        subject: "Your sign-in code".to_owned(),
        code: challenge.code.clone(),
        link: None,
        sent_at: work.now,
    };
    Ok(messages::insert(work.db, &message)?)
}

/// The user's enrolment of an address, verified or not.
pub(crate) fn find_by_email(
    work: &Work<'_>,
    user_id: &str,
    email: &str,
) -> Result<Option<UserAuthenticator>, ApiError> {
    let all = authenticators::list(work.db, user_id)?;
    Ok(all.into_iter().find(|authenticator| {
        authenticator.verification_method == METHOD
            && authenticator
                .email
                .as_deref()
                .is_some_and(|known| known.eq_ignore_ascii_case(email))
    }))
}

/// An enrolment of an address that nobody has verified yet.
pub(crate) fn new_authenticator(
    work: &Work<'_>,
    user_id: &str,
    email: String,
) -> Result<UserAuthenticator, ApiError> {
    Ok(UserAuthenticator {
        id: work.new_id()?,
        user_id: user_id.to_owned(),
        verification_method: METHOD,
        email: Some(email),
        phone_number: None,
        is_default: false,
        created_at: work.now,
        verified_at: None,
        last_verified_at: None,
        passkey: None,
    })
}

/// Notes that the user holds `email`, if it is the one known of them.
pub(crate) fn mark_email_verified(
    work: &Work<'_>,
    user_id: &str,
    email: Option<&str>,
) -> Result<(), ApiError> {
    let (Some(mut user), Some(email)) = (users::find(work.db, user_id)?, email) else {
        return Ok(());
    };
    if user
        .email
        .get_or_insert_with(|| email.to_owned())
        .eq_ignore_ascii_case(email)
    {
        user.email_verified = true;
        users::save(work.db, &user)?;
    }
    Ok(())
}

fn start(
    work: &Work<'_>,
    token: &TokenRecord,
    authenticator: &UserAuthenticator,
) -> Result<Challenge, ApiError> {
    challengeable_action(work, &token.key)?;
    challenges::close_open(work.db, &token.key, METHOD, work.now)?;
    let challenge = Challenge {
        id: work.new_id()?,
        user_id: Some(token.key.user_id.clone()),
        action: token.key.action.clone(),
        idempotency_key: token.key.idempotency_key.clone(),
        verification_method: METHOD,
        authenticator_id: Some(authenticator.id.clone()),
        email: authenticator.email.clone(),
        code: Some(work.new_code()?),
        scope: String::new(),
        wrong_answers: 0,
        created_at: work.now,
        expires_at: work.now.plus(work.config().token_lifetime),
        verified_at: None,
        closed_at: None,
        ceremony: None,
        username: None,
        display_name: None,
    };
    challenges::save(work.db, &challenge)?;
    send(work, &challenge)?;
    Ok(challenge)
}
