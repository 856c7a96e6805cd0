//! Codes of an authenticator app on the user's device.

use data_encoding::BASE32_NOPAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::limits::{answerable_action, refuse, require_unlocked};
use super::totp::{self, DIGITS, PERIOD, SECRET_BYTES};
use super::{
    Answer, challengeable_action, complete, may_enrol, new_challenge, one_time_code,
    require_may_enrol,
};
use crate::error::ApiError;
use crate::model::VerificationMethod;
use crate::store::authenticators::{self, UserAuthenticator};
use crate::store::challenges::Challenge;
use crate::store::tokens::TokenRecord;
use crate::store::totp_secrets::{self, TotpSecret};
use crate::store::users;
use crate::work::Work;

const METHOD: VerificationMethod = VerificationMethod::AuthenticatorApp;

/// What an app is set up with.
pub(crate) struct Setup {
    pub(crate) authenticator_id: String,
    /// What a QR code shows: `otpauth://totp/...`.
    pub(crate) uri: String,
    /// What people type where they cannot scan, in base32.
    pub(crate) secret: String,
}

/// Starts enrolling an app: it counts once one of its codes was given. One that was begun before and never
/// finished is void.
pub(crate) fn enrol(work: &Work<'_>, token: &TokenRecord) -> Result<Setup, ApiError> {
    require_may_enrol(work, token)?;
    challengeable_action(work, &token.key)?;
    let user_id = &token.key.user_id;
    require_unlocked(work, user_id, METHOD)?;
    for begun in authenticators::list(work.db, user_id)? {
        if begun.verification_method == METHOD && begun.verified_at.is_none() {
            authenticators::delete(work.db, user_id, &begun.id)?;
        }
    }
    let authenticator = UserAuthenticator::new(work.new_id()?, user_id, METHOD, work.now);
    authenticators::save(work.db, &authenticator)?;
    let secret = work.new_secret::<SECRET_BYTES>()?;
    let totp = TotpSecret {
        secret: secret.to_vec(),
        last_step: None,
    };
    totp_secrets::save(work.db, &authenticator.id, &totp)?;
    let secret = BASE32_NOPAD.encode(&secret);
    Ok(Setup {
        uri: uri(work, user_id, &secret)?,
        authenticator_id: authenticator.id,
        secret,
    })
}

/// The format that apps read.
fn uri(work: &Work<'_>, user_id: &str, secret: &str) -> Result<String, ApiError> {
    let user = users::find(work.db, user_id)?.unwrap_or_default();
    let account = [user.username, user.email, user.phone_number]
        .into_iter()
        .flatten()
        .next()
        .unwrap_or_else(|| user_id.to_owned());
    let issuer = utf8_percent_encode(&work.config().rp_name, NON_ALPHANUMERIC);
    let account = utf8_percent_encode(&account, NON_ALPHANUMERIC);
    Ok(format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}\
         &algorithm=SHA1&digits={DIGITS}&period={PERIOD}"
    ))
}

/// Checks a code, of an enrolled app or of one that is being enrolled.
pub(crate) fn verify(work: &Work<'_>, token: &TokenRecord, code: &str) -> Result<Answer, ApiError> {
    let mut action = match answerable_action(work, token, METHOD)? {
        Ok(action) => action,
        Err(reason) => return Ok(Answer::Refused(reason)),
    };
    let Some(authenticator) = matching(work, token, &one_time_code::typed(code))? else {
        return refuse(work, &mut action, METHOD).map(Answer::Refused);
    };
    let challenge = Challenge {
        authenticator_id: Some(authenticator.id.clone()),
        closed_at: Some(work.now),
        ..new_challenge(work, &token.key, METHOD)?
    };
    complete(work, action, challenge, authenticator).map(Answer::Verified)
}

/// The user's app that shows `code`, which then is used up.
fn matching(
    work: &Work<'_>,
    token: &TokenRecord,
    code: &str,
) -> Result<Option<UserAuthenticator>, ApiError> {
    let now = u64::try_from(work.now.unix_seconds()).unwrap_or_default();
    let may_enrol = may_enrol(work, token)?;
    for authenticator in authenticators::list(work.db, &token.key.user_id)? {
        if authenticator.verified_at.is_none() && !may_enrol {
            continue;
        }
        let Some(mut totp) = totp_secrets::find(work.db, &authenticator.id)? else {
            continue;
        };
        let fresh = totp::matching_step(&totp.secret, code, now)
            .filter(|step| totp.last_step.is_none_or(|last| *step > last));
        if fresh.is_some() {
            totp.last_step = fresh;
            totp_secrets::save(work.db, &authenticator.id, &totp)?;
            return Ok(Some(authenticator));
        }
    }
    Ok(None)
}
