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

    /// Whether having it once is enough. Of addresses, people may want several: a new one before the old one goes.
    const fn is_enough(self, method: &VerificationMethod) -> bool {
        match self {
            Self::AuthenticatorApp => matches!(method, VerificationMethod::AuthenticatorApp),
            Self::EmailLink => matches!(method, VerificationMethod::EmailMagicLink),
            Self::PhoneNumber | Self::EmailAddress => false,
        }
    }
}

/// What may be added while `all` are enrolled.
pub fn addable(all: &[UserAuthenticator]) -> impl Iterator<Item = NewFactor> {
    NewFactor::ALL.into_iter().filter(|kind| {
        !all.iter()
            .any(|enrolled| enrolled.is_verified() && kind.is_enough(&enrolled.method))
    })
}
