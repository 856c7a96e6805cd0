//! The texts about passkeys and other ways to sign in, once somebody is signed in.

use auth::authenticators::{NewFactor, Removal, VerificationMethod};
use auth::sign_in::LaunchError;
use cognito::TransportError;
use messages::{Message, key};

use crate::api::ApiError;
use crate::browser::authsignal::PasskeyCreateError;
use crate::passkeys::CreateProblem;

/// What is asked before a factor goes; none where it has to stay.
#[must_use]
pub const fn removal_question(method: &VerificationMethod, removal: Removal) -> Option<Message> {
    Some(match (removal, method) {
        (Removal::Impossible, _) => return None,
        (Removal::LastPasskey, _) => key::REMOVE_LAST_PASSKEY,
        (Removal::Allowed, VerificationMethod::Passkey) => key::REMOVE_PASSKEY,
        (Removal::Allowed, VerificationMethod::AuthenticatorApp) => key::REMOVE_APP,
        (Removal::Allowed, VerificationMethod::Sms | VerificationMethod::Whatsapp) => {
            key::REMOVE_PHONE
        }
        (Removal::Allowed, VerificationMethod::EmailOtp) => key::REMOVE_EMAIL,
        (Removal::Allowed, VerificationMethod::EmailMagicLink) => key::REMOVE_LINK,
        (Removal::Allowed, VerificationMethod::SecurityKey | VerificationMethod::Other(_)) => {
            key::REMOVE_OTHER
        }
    })
}

/// A factor was removed.
#[must_use]
pub const fn factor_removed(method: &VerificationMethod) -> Message {
    match method {
        VerificationMethod::Passkey => key::REMOVED_PASSKEY,
        VerificationMethod::AuthenticatorApp => key::REMOVED_APP,
        VerificationMethod::Sms | VerificationMethod::Whatsapp => key::REMOVED_PHONE,
        VerificationMethod::EmailOtp => key::REMOVED_EMAIL,
        VerificationMethod::EmailMagicLink => key::REMOVED_LINK,
        VerificationMethod::SecurityKey => key::REMOVED_SECURITY_KEY,
        VerificationMethod::Other(_) => key::REMOVED_OTHER,
    }
}

/// A factor was added.
#[must_use]
pub const fn factor_added(kind: NewFactor) -> Message {
    match kind {
        NewFactor::AuthenticatorApp => key::SECURITY_APP_ADDED,
        NewFactor::PhoneNumber => key::SECURITY_PHONE_ADDED,
        NewFactor::EmailAddress => key::SECURITY_EMAIL_ADDED,
        NewFactor::EmailLink => key::SECURITY_LINK_ADDED,
    }
}

/// What adds a factor: a button, then the heading of what it leads to.
#[must_use]
pub const fn add_factor(kind: NewFactor) -> Message {
    match kind {
        NewFactor::AuthenticatorApp => key::SECURITY_ADD_APP,
        NewFactor::PhoneNumber => key::SECURITY_ADD_PHONE,
        NewFactor::EmailAddress => key::SECURITY_ADD_EMAIL,
        NewFactor::EmailLink => key::SECURITY_ADD_LINK,
    }
}

/// What a factor that is about to be added is good for.
#[must_use]
pub const fn factor_promise(kind: NewFactor) -> Message {
    match kind {
        NewFactor::AuthenticatorApp => key::SECURITY_APP_PROMISE,
        NewFactor::PhoneNumber => key::SECURITY_PHONE_PROMISE,
        NewFactor::EmailAddress => key::SECURITY_EMAIL_PROMISE,
        NewFactor::EmailLink => key::SECURITY_LINK_PROMISE,
    }
}

/// The words for an enrolment that came to nothing. key::COMMON_CONTINUE is the button under them.
#[must_use]
pub const fn enrolment_problem(problem: &LaunchError) -> Message {
    match problem {
        LaunchError::Expired => key::ENROL_EXPIRED,
        LaunchError::TooManyAttempts => key::PROBLEM_TOO_MANY_ATTEMPTS,
        LaunchError::SdkUnavailable(_) => key::ENROL_OFFLINE,
        LaunchError::Failed(_) | LaunchError::AlreadyOpen => key::ENROL_UNAVAILABLE,
    }
}

/// The words for a problem with the API.
#[must_use]
pub const fn api_problem(error: &ApiError) -> Message {
    match error {
        ApiError::SignInAgain | ApiError::SignedOut => key::API_SIGN_IN_AGAIN,
        ApiError::LastWayIn => key::API_LAST_WAY_IN,
        ApiError::Gone => key::API_GONE,
        ApiError::Blocked => key::API_BLOCKED,
        ApiError::InvalidUsername => key::API_INVALID_USERNAME,
        ApiError::TooManyRequests => key::API_TOO_MANY,
        ApiError::Unreachable(TransportError::Offline) => key::API_OFFLINE,
        ApiError::Unreachable(_) => key::API_UNREACHABLE,
        ApiError::Unavailable(_) => key::CODE_UNAVAILABLE,
        ApiError::Misconfigured(_) => key::API_MISCONFIGURED,
    }
}

/// The words for a passkey that was not created.
#[must_use]
pub const fn create_problem(problem: &CreateProblem) -> Message {
    match problem {
        CreateProblem::Api(error) => api_problem(error),
        CreateProblem::Ceremony(error) => match error {
            PasskeyCreateError::Unsupported(_) => key::CREATE_UNSUPPORTED,
            PasskeyCreateError::TokenRefused(_) => api_problem(&ApiError::SignInAgain),
            PasskeyCreateError::TooManyAttempts => key::API_TOO_MANY,
            PasskeyCreateError::Unreachable(_) => key::CREATE_UNREACHABLE,
            PasskeyCreateError::WrongSite(_) => key::CREATE_MISCONFIGURED,
            PasskeyCreateError::Failed(_) => key::CREATE_FAILED,
        },
    }
}
