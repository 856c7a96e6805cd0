//! The texts of our own challenge screens.

use auth::authenticators::VerificationMethod;
use auth::sign_in::PasskeyError;
use auth::verification::{Notice, Trouble, Way};
use messages::{Count, Message, key};

use super::{filled, text};
use crate::browser;

/// The heading that says what is asked for.
#[must_use]
pub const fn verification_heading(method: &VerificationMethod) -> Message {
    match method {
        VerificationMethod::EmailOtp => key::VERIFY_EMAIL_CODE,
        VerificationMethod::Sms => key::VERIFY_SMS,
        VerificationMethod::Whatsapp => key::VERIFY_WHATSAPP,
        VerificationMethod::AuthenticatorApp => key::VERIFY_APP,
        VerificationMethod::EmailMagicLink => key::VERIFY_EMAIL_LINK,
        VerificationMethod::Passkey => key::VERIFY_PASSKEY,
        VerificationMethod::SecurityKey | VerificationMethod::Other(_) => key::VERIFY_CHOOSE_WAY,
    }
}

/// Where the code or link is, with the address that it went to where it is known.
#[must_use]
pub fn where_it_went(way: &Way, address: Option<&str>) -> String {
    let unknown = match (way.method(), address) {
        (VerificationMethod::EmailOtp | VerificationMethod::Sms, Some(address)) => {
            return filled(|texts| key::verify_code_sent_to(texts, address));
        }
        (VerificationMethod::EmailMagicLink, Some(address)) => {
            return filled(|texts| key::verify_link_sent_to(texts, address));
        }
        (VerificationMethod::Whatsapp, Some(address)) => {
            return filled(|texts| key::verify_code_sent_by_whatsapp_to(texts, address));
        }
        (VerificationMethod::EmailOtp, None) => key::VERIFY_CODE_SENT_BY_EMAIL,
        (VerificationMethod::Sms, None) => key::VERIFY_CODE_SENT_BY_SMS,
        (VerificationMethod::EmailMagicLink, None) => key::VERIFY_LINK_SENT,
        (VerificationMethod::Whatsapp, None) => key::VERIFY_CODE_SENT_BY_WHATSAPP,
        (VerificationMethod::AuthenticatorApp, _) => key::VERIFY_CODE_IN_APP,
        (
            VerificationMethod::Passkey
            | VerificationMethod::SecurityKey
            | VerificationMethod::Other(_),
            _,
        ) => return String::new(),
    };
    text(unknown).to_owned()
}

/// When another code or link may be asked for.
#[must_use]
pub fn resend_in(seconds: u64) -> String {
    let category = browser::plural_category(seconds);
    let count = Count {
        number: seconds,
        category: &category,
    };
    filled(|texts| key::verify_resend_in(texts, count))
}

/// While something is being sent.
#[must_use]
pub const fn sending(method: &VerificationMethod) -> Message {
    match method {
        VerificationMethod::EmailMagicLink => key::VERIFY_SENDING_LINK,
        VerificationMethod::AuthenticatorApp => key::VERIFY_PREPARING_KEY,
        _ => key::VERIFY_SENDING_CODE,
    }
}

/// What there is to say beside the code; none where it is no problem.
#[must_use]
pub const fn code_problem(notice: &Notice) -> Option<Message> {
    match notice {
        Notice::Resent => None,
        Notice::Incomplete => Some(key::CODE_INCOMPLETE),
        Notice::Wrong => Some(key::CODE_WRONG),
        Notice::Trouble(trouble) => Some(trouble_words(trouble)),
    }
}

/// The words for what may work yet.
#[must_use]
pub const fn trouble_words(trouble: &Trouble) -> Message {
    match trouble {
        Trouble::Offline => key::CODE_OFFLINE,
        Trouble::TooMany => key::CODE_TOO_MANY_USE_ANOTHER,
        Trouble::Refused(_) => key::CODE_REFUSED,
        Trouble::Unavailable(_) => key::CODE_UNAVAILABLE,
        Trouble::PasskeyCancelled => key::CODE_PASSKEY_CANCELLED,
        Trouble::Passkey(error) => match error {
            PasskeyError::Unknown => key::CODE_PASSKEY_UNKNOWN,
            PasskeyError::NotVerified(_) => key::CODE_PASSKEY_NOT_VERIFIED,
            PasskeyError::Unsupported => key::CODE_PASSKEY_UNSUPPORTED,
            PasskeyError::WrongSite(_) => key::CODE_PASSKEY_MISCONFIGURED,
            PasskeyError::TooManyAttempts => key::CODE_TOO_MANY_USE_ANOTHER,
            PasskeyError::Offline => key::CODE_OFFLINE,
            PasskeyError::Unavailable(_) => key::CODE_UNAVAILABLE,
        },
    }
}
