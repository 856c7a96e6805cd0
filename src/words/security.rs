//! The texts about passkeys and other ways to sign in, once somebody is signed in.

use auth::authenticators::{NewFactor, Removal, VerificationMethod};
use auth::sign_in::LaunchError;
use cognito::TransportError;

use crate::api::ApiError;
use crate::browser::authsignal::PasskeyCreateError;
use crate::passkeys::CreateProblem;

/// A passkey was created.
pub const PASSKEY_CREATED: &str = "Passkey created";

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

/// The account has no other way in.
pub const CANNOT_REMOVE: &str = "Your account depends on this, so it cannot be removed.";

/// What is asked before a factor goes; none where it has to stay.
#[must_use]
pub const fn removal_question(
    method: &VerificationMethod,
    removal: Removal,
) -> Option<&'static str> {
    Some(match (removal, method) {
        (Removal::Impossible, _) => return None,
        (Removal::LastPasskey, _) => {
            "Remove your last passkey? From then on you sign in with one of the other ways below."
        }
        (Removal::Allowed, VerificationMethod::Passkey) => {
            "Remove this passkey? You can no longer sign in with it."
        }
        (Removal::Allowed, VerificationMethod::AuthenticatorApp) => {
            "Remove your authenticator app? You can no longer sign in with its codes."
        }
        (Removal::Allowed, VerificationMethod::Sms | VerificationMethod::Whatsapp) => {
            "Remove this phone number? You can no longer sign in with codes sent to it."
        }
        (Removal::Allowed, VerificationMethod::EmailOtp) => {
            "Remove this email address? You can no longer sign in with codes sent to it."
        }
        (Removal::Allowed, VerificationMethod::EmailMagicLink) => {
            "Remove sign-in by email link? You can no longer sign in with links sent to this address."
        }
        (Removal::Allowed, VerificationMethod::SecurityKey | VerificationMethod::Other(_)) => {
            "Remove this? You can no longer sign in with it."
        }
    })
}

/// A factor was removed.
#[must_use]
pub const fn factor_removed(method: &VerificationMethod) -> &'static str {
    match method {
        VerificationMethod::Passkey => "Passkey removed",
        VerificationMethod::AuthenticatorApp => "Authenticator app removed",
        VerificationMethod::Sms | VerificationMethod::Whatsapp => "Phone number removed",
        VerificationMethod::EmailOtp => "Email address removed",
        VerificationMethod::EmailMagicLink => "Sign-in by email link removed",
        VerificationMethod::SecurityKey => "Security key removed",
        VerificationMethod::Other(_) => "Removed",
    }
}

/// A factor was added.
#[must_use]
pub const fn factor_added(kind: NewFactor) -> &'static str {
    match kind {
        NewFactor::AuthenticatorApp => "Authenticator app added",
        NewFactor::PhoneNumber => "Phone number added",
        NewFactor::EmailAddress => "Email address added",
        NewFactor::EmailLink => "Sign-in by email link added",
    }
}

/// What adds a factor: a button, then the heading of what it leads to.
#[must_use]
pub const fn add_factor(kind: NewFactor) -> &'static str {
    match kind {
        NewFactor::AuthenticatorApp => "Add an authenticator app",
        NewFactor::PhoneNumber => "Add a phone number",
        NewFactor::EmailAddress => "Add an email address",
        NewFactor::EmailLink => "Add sign-in by email link",
    }
}

/// What a factor that is about to be added is good for.
#[must_use]
pub const fn factor_promise(kind: NewFactor) -> &'static str {
    match kind {
        NewFactor::AuthenticatorApp => {
            "Sign in with the codes that an app on your phone shows, even without a connection."
        }
        NewFactor::PhoneNumber => "We send a code to this number now, and when you sign in.",
        NewFactor::EmailAddress => "We send a code to this address now, and when you sign in.",
        NewFactor::EmailLink => "We send a link to this address now, and when you sign in.",
    }
}

/// The words for an enrolment that came to nothing. "Continue" is the button under them.
#[must_use]
pub const fn enrolment_problem(problem: &LaunchError) -> &'static str {
    match problem {
        LaunchError::Expired => {
            "That took too long. Choose Continue to start again; what you typed is still here."
        }
        LaunchError::TooManyAttempts => "Too many attempts. Wait a minute, then choose Continue.",
        LaunchError::SdkUnavailable(_) => {
            "We cannot reach the service. Check your connection, then choose Continue."
        }
        LaunchError::Failed(_) | LaunchError::AlreadyOpen => {
            "This is not possible right now. Wait a moment, then choose Continue."
        }
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
            "Your account depends on this, so it was not removed. Add another way to sign in first."
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
