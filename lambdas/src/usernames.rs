//! By which kinds of name people sign in.

use authsignal::SecretKey;

use crate::environment::{ConfigError, Environment};
use crate::keyed;

/// What the user pool takes for a username, from the variable `USERNAMES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usernames {
    /// `email` (default): email addresses.
    Email,
    /// `phone`: phone numbers.
    Phone,
    /// `email_and_phone`: either.
    EmailAndPhone,
}

/// The kind of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Email,
    Phone,
}

impl Usernames {
    pub(crate) fn read<F: Fn(&str) -> Option<String>>(
        environment: &Environment<F>,
    ) -> Result<Self, ConfigError> {
        match environment.optional("USERNAMES").as_deref() {
            None | Some("email") => Ok(Self::Email),
            Some("phone") => Ok(Self::Phone),
            Some("email_and_phone") => Ok(Self::EmailAndPhone),
            Some(_) => Err(ConfigError::new(
                "USERNAMES",
                "must be email, phone or email_and_phone",
            )),
        }
    }

    /// The kind of name that the account behind Cognito's own name for a user who does not exist would have. Cognito's names
    /// are UUIDs and do not tell, so that it is decided by the tenant's key: [`crate::api`] makes names up that fit.
    pub(crate) fn kind(self, secret: &SecretKey, user_name: &str) -> Kind {
        match self {
            Self::Email => Kind::Email,
            Self::Phone => Kind::Phone,
            Self::EmailAndPhone if user_name.starts_with('+') => Kind::Phone,
            Self::EmailAndPhone if user_name.contains('@') => Kind::Email,
            Self::EmailAndPhone => {
                let [first, ..] = keyed::digest(secret, "kind of username", user_name);
                match first % 2 {
                    0 => Kind::Email,
                    _ => Kind::Phone,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_tells_its_kind_is_believed() {
        let key = SecretKey::new("key");
        let kind = |name| Usernames::EmailAndPhone.kind(&key, name);
        assert_eq!(kind("+4915112345678"), Kind::Phone);
        assert_eq!(kind("ann@example.com"), Kind::Email);
        assert_eq!(Usernames::Email.kind(&key, "+4915112345678"), Kind::Email);
        assert_eq!(Usernames::Phone.kind(&key, "ann@example.com"), Kind::Phone);
    }

    #[test]
    fn among_names_that_do_not_tell_there_are_both() {
        let key = SecretKey::new("key");
        let kinds: Vec<Kind> = (0..64)
            .map(|number| Usernames::EmailAndPhone.kind(&key, &format!("user-{number}")))
            .collect();
        assert!(kinds.contains(&Kind::Email) && kinds.contains(&Kind::Phone));
    }
}
