//! What people read when something goes wrong: one function, so that the tone is one and nothing is
//! left to a page's mood. Each text says what happened and the way on.
//!
//! Here problems and states get their messages. The texts themselves are in `public/messages/`, in every language.

mod current;
mod security;
mod sign_up;
mod verification;

use auth::authenticators::VerificationMethod;
use auth::sign_in::{Problem, SignInMethod};
use auth::{Kinds, UsernameProblem};
use messages::{Message, key};

use crate::session::SignOutError;

pub use current::{
    around, catalog, filled, follow, language, language_now, live, loaded, now, on_change, speak,
    text,
};
pub use security::{
    add_factor, api_problem, create_problem, enrolment_problem, factor_added, factor_promise,
    factor_removed, removal_question,
};
pub use sign_up::{confirmation_lead, confirmation_problem, sign_up_lead};
pub use verification::{
    code_problem, resend_in, sending, trouble_words, verification_heading, where_it_went,
};

/// Under the heading of the sign-in page; `last` is how this browser signed in before.
#[must_use]
pub const fn sign_in_lead(last: Option<SignInMethod>, kinds: Kinds) -> Message {
    match (last, kinds) {
        (None, Kinds::Email) => key::SIGN_IN_LEAD_EMAIL,
        (None, Kinds::Phone) => key::SIGN_IN_LEAD_PHONE,
        (None, Kinds::Both) => key::SIGN_IN_LEAD_BOTH,
        (Some(SignInMethod::Passkey), _) => key::SIGN_IN_LAST_PASSKEY,
        (Some(SignInMethod::Challenge), Kinds::Email) => key::SIGN_IN_LAST_EMAIL,
        (Some(SignInMethod::Challenge), Kinds::Phone) => key::SIGN_IN_LAST_PHONE,
        (Some(SignInMethod::Challenge), Kinds::Both) => key::SIGN_IN_LAST_CODE,
    }
}

/// The words for a sign-out that did not reach all devices.
#[must_use]
pub const fn sign_out_problem(error: SignOutError) -> Message {
    match error {
        SignOutError::Unreachable => key::HOME_SIGN_OUT_UNREACHABLE,
        SignOutError::Refused => key::HOME_SIGN_OUT_REFUSED,
    }
}

/// What the time of the session's end is called.
#[must_use]
pub const fn session_end(renewable: bool) -> Message {
    if renewable {
        key::HOME_RENEWED_BEFORE
    } else {
        key::HOME_ENDS_AT
    }
}

/// The words for what was typed in the place of a name.
#[must_use]
pub const fn username_problem(problem: UsernameProblem) -> Message {
    match problem {
        UsernameProblem::Empty(Kinds::Email) => key::USERNAME_EMAIL_MISSING,
        UsernameProblem::Empty(Kinds::Phone) => key::USERNAME_PHONE_MISSING,
        UsernameProblem::Empty(Kinds::Both) => key::USERNAME_BOTH_MISSING,
        UsernameProblem::EmailMalformed => key::USERNAME_EMAIL_MALFORMED,
        UsernameProblem::PhoneMalformed => key::USERNAME_PHONE_MALFORMED,
        UsernameProblem::CountryNeeded => key::USERNAME_COUNTRY_MISSING,
        UsernameProblem::Neither => key::USERNAME_NEITHER,
    }
}

/// The words for a problem with signing in by `kinds`. key::COMMON_CONTINUE is the button under them.
#[must_use]
pub const fn sign_in_problem(problem: &Problem, kinds: Kinds) -> Message {
    match (problem, kinds) {
        (_, Kinds::Email) => problem_by_email(problem),
        (Problem::PasskeyUnknown, _) => key::PROBLEM_PASSKEY_UNKNOWN,
        (Problem::PasskeyNotVerified, _) => key::PROBLEM_PASSKEY_NOT_VERIFIED,
        (Problem::PasskeyUnsupported, _) => key::PROBLEM_PASSKEY_UNSUPPORTED,
        (Problem::PasskeyMisconfigured { .. }, _) => key::PROBLEM_PASSKEY_MISCONFIGURED,
        (Problem::NothingPending, _) => key::PROBLEM_NOTHING_PENDING,
        (Problem::AccountRefused, _) => key::PROBLEM_ACCOUNT_REFUSED,
        (Problem::SignUpRefused, _) => key::PROBLEM_SIGN_UP_REFUSED,
        _ => problem_by_email(problem),
    }
}

const fn problem_by_email(problem: &Problem) -> Message {
    match problem {
        Problem::Username(problem) => username_problem(*problem),
        Problem::NotProven => key::PROBLEM_NOT_PROVEN,
        Problem::PasskeyUnknown => key::PROBLEM_PASSKEY_UNKNOWN_EMAIL,
        Problem::PasskeyNotVerified => key::PROBLEM_PASSKEY_NOT_VERIFIED_EMAIL,
        Problem::PasskeyUnsupported => key::PROBLEM_PASSKEY_UNSUPPORTED_EMAIL,
        Problem::PasskeyMisconfigured { .. } => key::PROBLEM_PASSKEY_MISCONFIGURED_EMAIL,
        Problem::WindowBlocked => key::PROBLEM_WINDOW_BLOCKED,
        Problem::NothingPending => key::PROBLEM_NOTHING_PENDING_EMAIL,
        Problem::ChallengeExpired => key::PROBLEM_CHALLENGE_EXPIRED,
        Problem::TooManyAttempts => key::PROBLEM_TOO_MANY_ATTEMPTS,
        Problem::AccountRefused => key::PROBLEM_ACCOUNT_REFUSED_EMAIL,
        Problem::AccountUnconfirmed => key::PROBLEM_ACCOUNT_UNCONFIRMED,
        Problem::SignUpRefused => key::PROBLEM_SIGN_UP_REFUSED_EMAIL,
        Problem::BrowserUnsupported { .. } => key::PROBLEM_BROWSER_UNSUPPORTED,
        Problem::Offline => key::PROBLEM_OFFLINE,
        Problem::TimedOut => key::PROBLEM_TIMED_OUT,
        Problem::ServiceUnavailable { .. } => key::PROBLEM_UNAVAILABLE,
        Problem::Misconfigured { .. } => key::PROBLEM_MISCONFIGURED,
    }
}

/// The words for a kind of factor.
#[must_use]
pub const fn verification_method(method: &VerificationMethod) -> Message {
    match method {
        VerificationMethod::Passkey => key::METHOD_PASSKEY,
        VerificationMethod::SecurityKey => key::METHOD_SECURITY_KEY,
        VerificationMethod::EmailOtp => key::METHOD_EMAIL_CODE,
        VerificationMethod::EmailMagicLink => key::METHOD_EMAIL_LINK,
        VerificationMethod::Sms => key::METHOD_SMS,
        VerificationMethod::Whatsapp => key::METHOD_WHATSAPP,
        VerificationMethod::AuthenticatorApp => key::METHOD_APP,
        VerificationMethod::Other(_) => key::METHOD_OTHER,
    }
}
