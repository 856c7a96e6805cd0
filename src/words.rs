//! What people read when something goes wrong: one function, so that the tone is one and nothing is
//! left to a page's mood. Each text says what happened and the way on.

mod verification;

use auth::authenticators::VerificationMethod;
use auth::sign_in::{Problem, SignInMethod};
use auth::{Kinds, UsernameProblem};
use cognito::TransportError;

use crate::api::ApiError;
use crate::browser::authsignal::PasskeyCreateError;
use crate::passkeys::CreateProblem;
use crate::session::SignOutError;

pub use verification::{
    CHOOSE_WAY, RESENT, code_problem, sending, trouble_words, verification_heading, where_it_went,
};

/// The access token ran out and cannot be renewed for now.
pub const STALLED: &str =
    "You seem to be offline. You stay signed in; what needs the network waits until it is back.";

/// Under the heading of the sign-in page; `last` is how this browser signed in before.
#[must_use]
pub const fn sign_in_lead(last: Option<SignInMethod>) -> &'static str {
    match last {
        None => "No password needed: use a passkey, or a code that we send to your email.",
        Some(SignInMethod::Passkey) => "Welcome back. Last time you signed in with a passkey.",
        Some(SignInMethod::Challenge) => "Welcome back. Last time you signed in with your email.",
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

/// The words for a problem with signing in. "Continue" is the button under them.
#[must_use]
pub const fn sign_in_problem(problem: &Problem) -> &'static str {
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

// Passkeys and other ways to sign in, once somebody is signed in.

/// A passkey was created.
pub const PASSKEY_CREATED: &str = "Passkey created";

/// A passkey was removed.
pub const PASSKEY_REMOVED: &str = "Passkey removed";

/// There was one already, which is as good.
pub const PASSKEY_ALREADY_HERE: &str =
    "You already have a passkey on this device. You can sign in with it.";

/// What a passkey is good for.
pub const PASSKEY_PROMISE: &str =
    "With a passkey you sign in by fingerprint, face or screen lock: no code to wait for.";

/// The person has no passkey.
pub const NO_PASSKEYS: &str = "You have no passkey yet.";

/// The browser cannot create passkeys.
pub const PASSKEYS_UNSUPPORTED: &str =
    "This browser cannot create passkeys on this page. Another browser or device may.";

/// Asks before a passkey is removed.
pub const REMOVE_PASSKEY: &str = "Remove this passkey? You can no longer sign in with it.";

/// The same, before the last one is.
pub const REMOVE_LAST_PASSKEY: &str =
    "Remove your last passkey? From then on you sign in with a code by email.";

/// The account has no other way in.
pub const CANNOT_REMOVE: &str = "Your account depends on this, so it cannot be removed.";

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

/// The words for a problem with the API.
#[must_use]
pub const fn api_problem(error: &ApiError) -> &'static str {
    match error {
        ApiError::SignInAgain | ApiError::SignedOut => {
            "Your sign-in is a while ago. To change how you sign in, sign in again first."
        }
        ApiError::LastWayIn => {
            "Your account depends on this, so it was not removed. Add another passkey first."
        }
        ApiError::Gone => "This is gone already. Load the page again to see what there is.",
        ApiError::Blocked => {
            "This is not allowed for your account now. Ask the people who run this site."
        }
        ApiError::InvalidUsername => "Check the email or phone number, then try again.",
        ApiError::TooManyRequests => "Too many attempts. Wait a minute, then try again.",
        ApiError::Unreachable(TransportError::Offline) => {
            "You seem to be offline. Check your connection, then try again."
        }
        ApiError::Unreachable(_) => {
            "We cannot reach the service. Check your connection, then try again."
        }
        ApiError::Unavailable(_) => {
            "This is not possible right now. Wait a moment, then try again."
        }
        ApiError::Misconfigured(_) => {
            "This is not set up correctly on this site. Please tell the people who run it."
        }
    }
}

/// The words for a passkey that was not created.
#[must_use]
pub const fn create_problem(problem: &CreateProblem) -> &'static str {
    match problem {
        CreateProblem::Api(error) => api_problem(error),
        CreateProblem::Ceremony(error) => match error {
            PasskeyCreateError::Unsupported(_) => {
                "No passkey could be created: this device or browser does not support it. Try another one."
            }
            PasskeyCreateError::TokenRefused(_) => api_problem(&ApiError::SignInAgain),
            PasskeyCreateError::TooManyAttempts => {
                "Too many attempts. Wait a minute, then try again."
            }
            PasskeyCreateError::Unreachable(_) => {
                "No passkey was created, because we could not reach the service. Check your connection, \
                 then try again."
            }
            PasskeyCreateError::WrongSite(_) => {
                "Passkeys are not set up correctly on this site. Please tell the people who run it."
            }
            PasskeyCreateError::Failed(_) => "No passkey was created. Try again.",
        },
    }
}
