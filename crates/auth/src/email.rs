use std::fmt;

use thiserror::Error;

/// The name a person signs in with: their email address, as they typed it but for space around it.
///
/// Upper and lower case are left alone: Cognito ignores case in pools made in the last years and
/// heeds it in older ones, so only the pool knows whether `Ada@x` and `ada@x` are one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Username(String);

/// What is wrong with a typed email address; its words are the view's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum EmailProblem {
    /// Nothing was typed.
    #[error("no email address")]
    Empty,
    /// It cannot be an address.
    #[error("not an email address")]
    Malformed,
}

/// Longest user name that Cognito takes, in characters (`Username` of SignUp).
const MAX_LENGTH: usize = 128;

impl Username {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// Only what is surely no address is refused (no `@`, no dot in the domain, white space within,
    /// too long): whether mail arrives is for the mail to show.
    pub fn from_email(typed: &str) -> Result<Self, EmailProblem> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EmailProblem::Empty);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailProblem::Malformed)?;
        let labels: Vec<&str> = domain.split('.').collect();
        let valid = !local.is_empty()
            && !local.contains('@')
            && labels.len() >= 2
            && labels.iter().all(|label| is_domain_label(label))
            && typed.chars().count() <= MAX_LENGTH
            && !typed.contains(|c: char| c.is_whitespace() || c.is_control());
        if valid {
            Ok(Self(typed.to_owned()))
        } else {
            Err(EmailProblem::Malformed)
        }
    }

    /// The name that Cognito knows the person by, where it names another than was typed.
    #[must_use]
    pub fn named_by_cognito(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_domain_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Username(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_typed() {
        for (typed, kept) in [
            ("ada@example.com", "ada@example.com"),
            (
                "  Ada.Lovelace+x@Mail.Example.co.uk\n",
                "Ada.Lovelace+x@Mail.Example.co.uk",
            ),
            ("o'neil@example.ie", "o'neil@example.ie"),
            ("jörg@müller.de", "jörg@müller.de"),
        ] {
            assert_eq!(
                Username::from_email(typed).map(|name| name.0),
                Ok(kept.to_owned())
            );
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        assert_eq!(Username::from_email(" \t"), Err(EmailProblem::Empty));
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in [
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "ada@@example.com",
            "a b@example.com",
            "ada@exa mple.com",
            "ada@.com",
            "ada@example..com",
            "ada@-example.com",
            "ada@example.com.",
            "ada@example.com,bob@example.com",
            "a\u{0}b@example.com",
            &long,
        ] {
            assert_eq!(
                Username::from_email(bad),
                Err(EmailProblem::Malformed),
                "{bad}"
            );
        }
    }

    #[test]
    fn an_address_does_not_print() {
        let name = Username::from_email("ada@example.com").map(|name| format!("{name:?}"));
        assert_eq!(name.as_deref(), Ok("Username(redacted)"));
    }
}
