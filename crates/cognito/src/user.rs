//! Users and their attributes.

use std::fmt;

use crate::named_strings::NamedStrings;

/// Attributes of a user by name (`email`, `phone_number`, `custom:team`, ...), values as Cognito keeps
/// them: strings. They are personal data, so `Debug` shows the names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UserAttributes(NamedStrings);

impl UserAttributes {
    /// No attributes yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(NamedStrings::new())
    }

    /// The same with `name` set to `value`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.set(name.into(), value.into());
        self
    }

    /// The value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }

    /// All of them, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter()
    }
}

impl FromIterator<(String, String)> for UserAttributes {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl fmt::Debug for UserAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The answer of GetUser.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The name in the pool: the `sub` (a UUID) in pools whose users sign in with an email address.
    pub username: String,
    /// What the app client may read.
    pub attributes: UserAttributes,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("attributes", &self.attributes)
            .finish_non_exhaustive()
    }
}

/// The answer of SignUp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUp {
    /// The user's id, a UUID that never changes.
    pub sub: String,
    /// Whether the user may sign in at once. If not, the pool waits for ConfirmSignUp.
    pub confirmed: bool,
}
