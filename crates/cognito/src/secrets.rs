//! Strings that must not be printed: their `Debug` is redacted, they have no `Display`, and comparing two
//! takes a time that depends on their lengths only.

use subtle::ConstantTimeEq;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(String);

        impl $name {
            /// Wraps the string as it is.
            #[must_use]
            pub fn new(secret: impl Into<String>) -> Self {
                Self(secret.into())
            }

            /// The secret itself. Name it only where it is sent or stored.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
            }
        }

        impl Eq for $name {}
    };
}

secret! {
    /// What Cognito calls `Session`: links the answer of a challenge to the sign-in it belongs to.
    /// Opaque, good for one answer, lives as long as the app client's `AuthSessionValidity` (3 to 15 minutes).
    ChallengeSession
}
secret! {
    /// A JWT that speaks for the user to APIs. Lives minutes to a day.
    AccessToken
}
secret! {
    /// A JWT that says who the user is.
    IdToken
}
secret! {
    /// Opaque; exchanged for new tokens until it expires, is revoked or rotated.
    RefreshToken
}
secret! {
    /// A password for [`SignUp`](crate::CognitoClient::sign_up).
    Password
}

#[cfg(test)]
mod tests;
