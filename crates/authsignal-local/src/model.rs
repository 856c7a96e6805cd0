//! The wire's closed sets of values, with the names of the official SDKs.

/// Defines an enum whose variants have one spelling in JSON, in queries and in the database.
macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $wire:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub(crate) enum $name {
            $(#[serde(rename = $wire)] $variant),+
        }

        impl $name {
            /// The wire's spelling.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::UnknownValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($wire => Ok(Self::$variant),)+
                    _ => Err($crate::model::UnknownValue(text.to_owned())),
                }
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|error| rusqlite::types::FromSqlError::Other(Box::new(error)))
            }
        }
    };
}

pub(crate) use wire_enum;

/// A value that is not in its set.
#[derive(Debug, thiserror::Error)]
#[error("unknown value {0:?}")]
pub(crate) struct UnknownValue(pub(crate) String);

wire_enum! {
    /// Kind of factor.
    VerificationMethod {
        Sms = "SMS",
        EmailOtp = "EMAIL_OTP",
        EmailMagicLink = "EMAIL_MAGIC_LINK",
        AuthenticatorApp = "AUTHENTICATOR_APP",
        Passkey = "PASSKEY",
        SecurityKey = "SECURITY_KEY",
        Push = "PUSH",
        Veriff = "VERIFF",
        Iproov = "IPROOV",
        Idverse = "IDVERSE",
        PalmBiometricsRr = "PALM_BIOMETRICS_RR",
        RecoveryCode = "RECOVERY_CODE",
        Device = "DEVICE",
        Whatsapp = "WHATSAPP",
    }
}

wire_enum! {
    /// Outcome of an action.
    UserActionState {
        Allow = "ALLOW",
        Block = "BLOCK",
        ChallengeRequired = "CHALLENGE_REQUIRED",
        ChallengeSucceeded = "CHALLENGE_SUCCEEDED",
        ChallengeFailed = "CHALLENGE_FAILED",
        ReviewRequired = "REVIEW_REQUIRED",
        ReviewSucceeded = "REVIEW_SUCCEEDED",
        ReviewFailed = "REVIEW_FAILED",
    }
}

wire_enum! {
    /// Why an answer to a challenge was refused.
    VerificationFailureReason {
        CodeInvalidOrExpired = "CODE_INVALID_OR_EXPIRED",
        MaxAttemptsExceeded = "MAX_ATTEMPTS_EXCEEDED",
    }
}

/// What a token allows besides answering its own action's challenge.
pub(crate) mod scope {
    /// See which factors the user has.
    pub(crate) const READ: &str = "read:authenticators";
    /// Enrol another factor.
    pub(crate) const ADD: &str = "add:authenticators";
    /// What a token gets when `track` names no scope: whoever types an address gets such a token, and must not
    /// learn its owner's factors.
    pub(crate) const DEFAULT: &str = "";
    /// What a completed challenge gives.
    pub(crate) const VERIFIED: &str =
        "read:authenticators add:authenticators update:authenticators remove:authenticators";
    /// Every scope there is.
    pub(crate) const KNOWN: [&str; 4] =
        [READ, ADD, "update:authenticators", "remove:authenticators"];
}
