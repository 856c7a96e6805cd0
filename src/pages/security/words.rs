//! What the page says about each kind of factor.

use auth::authenticators::{NewFactor, Removal, VerificationMethod};
use auth::sign_in::LaunchError;

/// What is asked before a factor goes; none where it has to stay.
pub(super) const fn removal_question(
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
pub(super) const fn removed(method: &VerificationMethod) -> &'static str {
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
pub(super) const fn added(kind: NewFactor) -> &'static str {
    match kind {
        NewFactor::AuthenticatorApp => "Authenticator app added",
        NewFactor::PhoneNumber => "Phone number added",
        NewFactor::EmailAddress => "Email address added",
        NewFactor::EmailLink => "Sign-in by email link added",
    }
}

/// What adds a factor: a button, then the heading of what it leads to.
pub(super) const fn add(kind: NewFactor) -> &'static str {
    match kind {
        NewFactor::AuthenticatorApp => "Add an authenticator app",
        NewFactor::PhoneNumber => "Add a phone number",
        NewFactor::EmailAddress => "Add an email address",
        NewFactor::EmailLink => "Add sign-in by email link",
    }
}

/// What a factor that is about to be added is good for.
pub(super) const fn lead(kind: NewFactor) -> &'static str {
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
pub(super) const fn enrolment_problem(problem: &LaunchError) -> &'static str {
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
