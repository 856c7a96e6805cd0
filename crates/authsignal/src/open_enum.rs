//! Enumerations that Authsignal may extend at any time: values we do not know are kept, never refused.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares an enumeration of wire strings with a variant that keeps any other string.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $wire:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that this version does not know, as received.
            Other(String),
        }

        impl $name {
            /// The value as Authsignal writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Other(value) => value,
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    $($wire => Self::$variant,)+
                    _ => Self::Other(value),
                }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                match value {
                    $name::Other(value) => value,
                    known => known.as_str().to_owned(),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

open_enum! {
    /// A kind of factor with which a user can be verified.
    VerificationMethod {
        /// A code in a text message.
        Sms = "SMS",
        /// A code in an email.
        EmailOtp = "EMAIL_OTP",
        /// A link in an email.
        EmailMagicLink = "EMAIL_MAGIC_LINK",
        /// A time-based code from an authenticator app.
        AuthenticatorApp = "AUTHENTICATOR_APP",
        /// A passkey: a discoverable WebAuthn credential.
        Passkey = "PASSKEY",
        /// A WebAuthn security key.
        SecurityKey = "SECURITY_KEY",
        /// Approval in a mobile app.
        Push = "PUSH",
        /// Identity document check by Veriff.
        Veriff = "VERIFF",
        /// Face check by iProov.
        Iproov = "IPROOV",
        /// Identity document check by IDVerse.
        Idverse = "IDVERSE",
        /// Palm biometrics.
        PalmBiometricsRr = "PALM_BIOMETRICS_RR",
        /// A recovery code.
        RecoveryCode = "RECOVERY_CODE",
        /// A trusted device's own credential.
        Device = "DEVICE",
        /// A code in a WhatsApp message.
        Whatsapp = "WHATSAPP",
    }
}

open_enum! {
    /// The outcome of an action so far.
    UserActionState {
        /// The tenant's rules let the action pass without a challenge. It proves nothing about who is there.
        Allow = "ALLOW",
        /// The tenant's rules refuse the action.
        Block = "BLOCK",
        /// A challenge is to be completed.
        ChallengeRequired = "CHALLENGE_REQUIRED",
        /// The challenge was completed by the user.
        ChallengeSucceeded = "CHALLENGE_SUCCEEDED",
        /// The challenge was failed.
        ChallengeFailed = "CHALLENGE_FAILED",
        /// A person is to review the action.
        ReviewRequired = "REVIEW_REQUIRED",
        /// A person approved the action.
        ReviewSucceeded = "REVIEW_SUCCEEDED",
        /// A person refused the action.
        ReviewFailed = "REVIEW_FAILED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_round_trip() {
        let state: UserActionState = serde_json::from_str("\"CHALLENGE_SUCCEEDED\"").unwrap();
        assert_eq!(state, UserActionState::ChallengeSucceeded);
        assert_eq!(
            serde_json::to_string(&state).unwrap(),
            "\"CHALLENGE_SUCCEEDED\""
        );
    }

    #[test]
    fn unknown_values_are_kept() {
        let method: VerificationMethod = serde_json::from_str("\"TELEPATHY\"").unwrap();
        assert_eq!(method, VerificationMethod::Other("TELEPATHY".to_owned()));
        assert_eq!(serde_json::to_string(&method).unwrap(), "\"TELEPATHY\"");
    }
}
