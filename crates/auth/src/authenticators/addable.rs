use super::{UserAuthenticator, VerificationMethod};

/// A kind of factor that somebody who is signed in can add, besides passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewFactor {
    /// Codes of an authenticator app (TOTP).
    AuthenticatorApp,
    /// Codes to a telephone.
    PhoneNumber,
    /// Codes to an email address.
    EmailAddress,
    /// Links to an email address.
    EmailLink,
}

impl NewFactor {
    const ALL: [Self; 4] = [
        Self::AuthenticatorApp,
        Self::PhoneNumber,
        Self::EmailAddress,
        Self::EmailLink,
    ];

    const fn is(self, method: &VerificationMethod) -> bool {
        match self {
            Self::AuthenticatorApp => matches!(method, VerificationMethod::AuthenticatorApp),
            Self::PhoneNumber => {
                matches!(
                    method,
                    VerificationMethod::Sms | VerificationMethod::Whatsapp
                )
            }
            Self::EmailAddress => matches!(method, VerificationMethod::EmailOtp),
            Self::EmailLink => matches!(method, VerificationMethod::EmailMagicLink),
        }
    }
}

/// What may be added while `all` are enrolled: one of each kind, since a challenge names a kind and no address. Who wants
/// another number removes the old one.
pub fn addable(all: &[UserAuthenticator]) -> impl Iterator<Item = NewFactor> {
    NewFactor::ALL.into_iter().filter(|kind| {
        !all.iter()
            .any(|enrolled| enrolled.is_verified() && kind.is(&enrolled.method))
    })
}
