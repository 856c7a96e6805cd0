//! What people read when something goes wrong: one function, so that the tone is one and nothing is
//! left to a page's mood. Each text says what happened and the way on.

mod brand;
mod security;
mod sign_up;
mod toast;
mod verification;

use auth::authenticators::VerificationMethod;
use auth::sign_in::{Problem, SignInMethod};
use auth::{Kinds, UsernameProblem};

use crate::session::SignOutError;

pub use brand::{NEW_TAB, PRIVACY, SUPPORT, TERMS};
pub use security::{
    CANNOT_REMOVE, NO_PASSKEYS, PASSKEY_ALREADY_HERE, PASSKEY_CREATED, PASSKEY_PROMISE,
    PASSKEYS_UNSUPPORTED, add_factor, api_problem, create_problem, enrolment_problem, factor_added,
    factor_promise, factor_removed, removal_question,
};
pub use sign_up::{
    CONFIRM_ACCOUNT, CREATE_ACCOUNT, NO_CODE, confirmation_lead, confirmation_problem, sign_up_lead,
};
pub use toast::{DISMISS, SIGNED_OUT_EVERYWHERE};
pub use verification::{
    CHOOSE_WAY, RESENT, code_problem, sending, trouble_words, verification_heading, where_it_went,
};

/// The access token ran out and cannot be renewed for now.
pub const STALLED: &str =
    "You seem to be offline. You stay signed in; what needs the network waits until it is back.";

/// Under the heading of the sign-in page; `last` is how this browser signed in before.
#[must_use]
pub const fn sign_in_lead(last: Option<SignInMethod>, kinds: Kinds) -> &'static str {
    match (last, kinds) {
        (None, Kinds::Email) => {
            "No password needed: use a passkey, or a code that we send to your email."
        }
        (None, Kinds::Phone) => {
            "No password needed: use a passkey, or a code that we send to your phone."
        }
        (None, Kinds::Both) => "No password needed: use a passkey, or a code that we send you.",
        (Some(SignInMethod::Passkey), _) => "Welcome back. Last time you signed in with a passkey.",
        (Some(SignInMethod::Challenge), Kinds::Email) => {
            "Welcome back. Last time you signed in with your email."
        }
        (Some(SignInMethod::Challenge), Kinds::Phone) => {
            "Welcome back. Last time you signed in with your phone number."
        }
        (Some(SignInMethod::Challenge), Kinds::Both) => {
            "Welcome back. Last time you signed in with a code."
        }
    }
}

/// The browser asks for a passkey.
pub const WAITING_FOR_PASSKEY: &str = "Choose a passkey where your browser asks for it.";

/// A challenge is answered in a window of its own.
pub const IN_WINDOW: &str = "Finish signing in in the window that opened.";

/// The words for a sign-out that did not reach all devices.
#[must_use]
pub const fn sign_out_problem(error: SignOutError) -> &'static str {
    match error {
        SignOutError::Unreachable => {
            "You are still signed in everywhere, because we could not reach the sign-in service. Check \
             your connection and try again."
        }
        SignOutError::Refused => {
            "You are still signed in everywhere, because the sign-in service refused. Please tell the \
             people who run this site."
        }
    }
}

/// What the time of the session's end is called.
#[must_use]
pub const fn session_end(renewable: bool) -> &'static str {
    if renewable {
        "Your session is renewed before it ends at"
    } else {
        "Your session ends at"
    }
}

/// The session is kept in sessionStorage.
pub const KEPT_FOR_THE_TAB: &str = "This browser keeps nothing for this site, so you stay signed in only until you close this tab.";

/// The session is kept in memory.
pub const KEPT_FOR_THE_PAGE: &str = "This browser keeps nothing for this site, so you stay signed in \
     only until you close this tab or load the page again.";

/// The words for what was typed in the place of a name.
#[must_use]
pub const fn username_problem(problem: UsernameProblem) -> &'static str {
    match problem {
        UsernameProblem::Empty(Kinds::Email) => "Enter your email.",
        UsernameProblem::Empty(Kinds::Phone) => "Enter your phone number.",
        UsernameProblem::Empty(Kinds::Both) => "Enter your email or phone number.",
        UsernameProblem::EmailMalformed => "Enter a whole email address, such as name@example.com.",
        UsernameProblem::PhoneMalformed => {
            "Enter a whole phone number. It has digits only, and may begin with a plus."
        }
        UsernameProblem::CountryNeeded => {
            "Choose the country of this phone number, or begin it with a plus and the country's code."
        }
        UsernameProblem::Neither => {
            "Enter a whole email address, such as name@example.com, or a phone number."
        }
    }
}

/// The words for a problem with signing in by `kinds`. "Continue" is the button under them.
#[must_use]
pub const fn sign_in_problem(problem: &Problem, kinds: Kinds) -> &'static str {
    match (problem, kinds) {
        (_, Kinds::Email) => problem_by_email(problem),
        (Problem::PasskeyUnknown, _) => {
            "This passkey is not known here any more. Use the form to sign in. You can delete the passkey \
             in the settings of your device or password manager."
        }
        (Problem::PasskeyNotVerified, _) => {
            "We could not confirm your passkey. Try it again, or use the form."
        }
        (Problem::PasskeyUnsupported, _) => {
            "This browser cannot use passkeys on this page. Use the form to sign in."
        }
        (Problem::PasskeyMisconfigured { .. }, _) => {
            "Passkeys are not set up correctly on this site. Use the form to sign in."
        }
        (Problem::NothingPending, _) => {
            "There is no sign-in to finish here: it is done already, was interrupted, or was started in \
             another browser. Use the form to sign in."
        }
        (Problem::AccountRefused, _) => {
            "This account cannot sign in. Check what you entered, or ask the people who run this site."
        }
        (Problem::SignUpRefused, _) => {
            "No account can be created for this. Check what you entered, or use something else."
        }
        _ => problem_by_email(problem),
    }
}

const fn problem_by_email(problem: &Problem) -> &'static str {
    match problem {
        Problem::Username(problem) => username_problem(*problem),
        Problem::NotProven => {
            "We could not confirm that it is you. Choose Continue to get a new code."
        }
        Problem::PasskeyUnknown => {
            "This passkey is not known here any more. Enter your email to sign in. You can delete the \
             passkey in the settings of your device or password manager."
        }
        Problem::PasskeyNotVerified => {
            "We could not confirm your passkey. Try it again, or enter your email."
        }
        Problem::PasskeyUnsupported => {
            "This browser cannot use passkeys on this page. Enter your email to sign in."
        }
        Problem::PasskeyMisconfigured { .. } => {
            "Passkeys are not set up correctly on this site. Enter your email to sign in."
        }
        Problem::WindowBlocked => {
            "Your browser blocked the window in which you would sign in. You can go on in this tab instead."
        }
        Problem::NothingPending => {
            "There is no sign-in to finish here: it is done already, was interrupted, or was started in \
             another browser. Enter your email to sign in."
        }
        Problem::ChallengeExpired => {
            "That took too long, so the code has expired. Choose Continue to get a new one."
        }
        Problem::TooManyAttempts => "Too many attempts. Wait a minute, then choose Continue.",
        Problem::AccountRefused => {
            "This account cannot sign in. Check the email, or ask the people who run this site."
        }
        Problem::AccountUnconfirmed => {
            "This account was never confirmed. Ask the people who run this site to confirm it."
        }
        Problem::SignUpRefused => {
            "No account can be created for this email. Check it, or use another one."
        }
        Problem::BrowserUnsupported { .. } => {
            "This browser is too old to create an account safely. Please use another one."
        }
        Problem::Offline => {
            "We cannot reach the sign-in service. Check your connection, then choose Continue."
        }
        Problem::TimedOut => {
            "The sign-in service did not answer in time. Choose Continue to try again."
        }
        Problem::ServiceUnavailable { .. } => {
            "Signing in is not possible right now. Wait a moment, then choose Continue."
        }
        Problem::Misconfigured { .. } => {
            "Sign-in is not set up correctly on this site. Please tell the people who run it."
        }
    }
}

/// The words for a kind of factor.
#[must_use]
pub const fn verification_method(method: &VerificationMethod) -> &'static str {
    match method {
        VerificationMethod::Passkey => "Passkey",
        VerificationMethod::SecurityKey => "Security key",
        VerificationMethod::EmailOtp => "Code by email",
        VerificationMethod::EmailMagicLink => "Link by email",
        VerificationMethod::Sms => "Code by text message",
        VerificationMethod::Whatsapp => "Code by WhatsApp",
        VerificationMethod::AuthenticatorApp => "Authenticator app",
        VerificationMethod::Other(_) => "Another way",
    }
}
