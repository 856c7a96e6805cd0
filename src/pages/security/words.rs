//! What the page says about each kind of factor.

use auth::authenticators::{Removal, VerificationMethod};

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
