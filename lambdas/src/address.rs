//! Whether a user has proved that the email address of their account is theirs.

use authsignal::{UserAuthenticator, VerificationMethod};

/// Whether one of the user's factors is a verified code or link by email to this very address.
///
/// A completed challenge alone does not say so: anyone can begin to sign in with someone else's address, and with the
/// token that they get enrol a factor of their own (a passkey, another address) for an account that has none yet.
pub(crate) fn is_proved(address: &str, authenticators: &[UserAuthenticator]) -> bool {
    authenticators.iter().any(|authenticator| {
        let by_email = matches!(
            authenticator.verification_method,
            VerificationMethod::EmailOtp | VerificationMethod::EmailMagicLink
        );
        let is_verified =
            authenticator.verified_at.is_some() || authenticator.last_verified_at.is_some();
        // Cognito's addresses are told apart without regard to case as well.
        let is_same = authenticator
            .email
            .as_deref()
            .is_some_and(|email| email.eq_ignore_ascii_case(address));
        by_email && is_verified && is_same
    })
}
