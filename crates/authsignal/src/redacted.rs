//! Strings that must not be seen in logs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares a string type whose `Debug` shows nothing of the value, and which has no `Display`.
macro_rules! redacted {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Wraps the value as it is.
            #[must_use]
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// The value itself. Keep it out of logs and error messages.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    };
}

redacted! {
    /// The tenant's Server API secret key: whoever has it can sign in as anyone.
    SecretKey
}

redacted! {
    /// What a browser gets to prove that a challenge was completed; [`Client::validate_challenge`](crate::Client::validate_challenge)
    /// tells what it is worth. A JWT at Authsignal, opaque to us.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    ValidationToken
}

redacted! {
    /// The token of a tracked action: lets a browser take part in that action through the Client API, for 10 minutes.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    ActionToken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_value() {
        let printed = format!(
            "{:?} {:?} {:?}",
            SecretKey::new("abc"),
            ValidationToken::new("abc"),
            ActionToken::new("abc")
        );
        assert_eq!(
            printed,
            "SecretKey(redacted) ValidationToken(redacted) ActionToken(redacted)"
        );
    }
}
