use std::fmt;

use crate::authenticators::VerificationMethod;

/// One way to prove who somebody is.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// With what the person has enrolled.
    Challenge(VerificationMethod),
    /// By a code to an email address, which that enrols.
    EnrolEmail(String),
    /// By a link to an email address, which that enrols.
    EnrolLink(String),
    /// By a code to a phone number (E.164), which that enrols.
    EnrolPhone(String),
    /// By a code of an authenticator app that gets its key now.
    EnrolApp,
}

impl Way {
    /// The kind of factor.
    #[must_use]
    pub fn method(&self) -> VerificationMethod {
        match self {
            Self::Challenge(method) => method.clone(),
            Self::EnrolEmail(_) => VerificationMethod::EmailOtp,
            Self::EnrolLink(_) => VerificationMethod::EmailMagicLink,
            Self::EnrolPhone(_) => VerificationMethod::Sms,
            Self::EnrolApp => VerificationMethod::AuthenticatorApp,
        }
    }

    /// Where a message goes, as far as it is known here: of what is enrolled, only Authsignal knows it.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::EnrolEmail(address) | Self::EnrolLink(address) | Self::EnrolPhone(address) => {
                Some(address)
            }
            Self::Challenge(_) | Self::EnrolApp => None,
        }
    }

    /// Whether it is a link that is followed elsewhere, and not a code.
    #[must_use]
    pub fn is_link(&self) -> bool {
        self.method() == VerificationMethod::EmailMagicLink
    }

    /// Whether it is a passkey.
    #[must_use]
    pub fn is_passkey(&self) -> bool {
        self.method() == VerificationMethod::Passkey
    }

    /// Whether Authsignal has to do something first: an app that is enrolled shows its codes by itself.
    #[must_use]
    pub fn needs_start(&self) -> bool {
        *self != Self::Challenge(VerificationMethod::AuthenticatorApp) && !self.is_passkey()
    }

    /// Whether it sends something, which may be sent again.
    #[must_use]
    pub fn sends(&self) -> bool {
        self.needs_start() && *self != Self::EnrolApp
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Challenge(_) => "Challenge",
            _ => "Enrol",
        };
        f.debug_tuple(kind).field(&self.method()).finish()
    }
}
