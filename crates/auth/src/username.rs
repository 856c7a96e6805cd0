use std::fmt;

use thiserror::Error;

use crate::phone::{self, Country, NoNumber};

/// The name a person signs in with: their email address, as they typed it but for space around it, or their
/// phone number in E.164's form (`+4915112345678`).
///
/// Upper and lower case are left alone: Cognito ignores case in pools made in the last years and
/// heeds it in older ones, so only the pool knows whether `Ada@x` and `ada@x` are one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Username(String);

/// What people may sign in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kinds {
    /// An email address.
    #[default]
    Email,
    /// A phone number.
    Phone,
    /// Either.
    Both,
}

impl Kinds {
    /// The kinds that are switched on; email where none is.
    #[must_use]
    pub const fn new(email: bool, phone: bool) -> Self {
        match (email, phone) {
            (_, false) => Self::Email,
            (false, true) => Self::Phone,
            (true, true) => Self::Both,
        }
    }

    /// Whether an email address is one of them.
    #[must_use]
    pub const fn email(self) -> bool {
        matches!(self, Self::Email | Self::Both)
    }

    /// Whether a phone number is one of them.
    #[must_use]
    pub const fn phone(self) -> bool {
        matches!(self, Self::Phone | Self::Both)
    }
}

/// How a person can be reached by their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// By email.
    Email,
    /// By phone.
    Phone,
}

/// What is wrong with a typed name; its words are the view's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum UsernameProblem {
    /// Nothing was typed; holds what is asked for.
    #[error("nothing was typed")]
    Empty(Kinds),
    /// It cannot be an email address.
    #[error("not an email address")]
    EmailMalformed,
    /// It cannot be a phone number.
    #[error("not a phone number")]
    PhoneMalformed,
    /// It is a number without a calling code, and no country was chosen.
    #[error("a phone number without its country")]
    CountryNeeded,
    /// It is neither an email address nor a phone number, where both are asked for.
    #[error("neither an email address nor a phone number")]
    Neither,
}

/// Longest user name that Cognito takes, in characters (`Username` of SignUp).
const MAX_LENGTH: usize = 128;

impl Username {
    /// Reads what a person typed where `kinds` are asked for; `country` as for [`Self::from_phone`].
    ///
    /// # Errors
    /// Only what is surely no name is refused.
    pub fn parse(
        typed: &str,
        kinds: Kinds,
        country: Option<Country>,
    ) -> Result<Self, UsernameProblem> {
        match kinds {
            Kinds::Email => Self::from_email(typed),
            Kinds::Phone => Self::from_phone(typed, country),
            Kinds::Both if typed.trim().is_empty() => Err(UsernameProblem::Empty(kinds)),
            Kinds::Both if typed.contains('@') => Self::from_email(typed),
            Kinds::Both => Self::from_phone(typed, country).map_err(|problem| match problem {
                UsernameProblem::PhoneMalformed if !phone::may_become_number(typed) => {
                    UsernameProblem::Neither
                }
                problem => problem,
            }),
        }
    }

    /// Reads an email address that a person typed.
    ///
    /// # Errors
    /// Only what is surely no address is refused (no `@`, no dot in the domain, white space within,
    /// too long): whether mail arrives is for the mail to show.
    pub fn from_email(typed: &str) -> Result<Self, UsernameProblem> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(UsernameProblem::Empty(Kinds::Email));
        }
        let (local, domain) = typed
            .rsplit_once('@')
            .ok_or(UsernameProblem::EmailMalformed)?;
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
            Err(UsernameProblem::EmailMalformed)
        }
    }

    /// Reads a phone number that a person typed. One that does not begin with `+` or `00` is a number within
    /// `country`.
    ///
    /// # Errors
    /// What is surely no number is refused, and one of which nobody knows the country.
    pub fn from_phone(typed: &str, country: Option<Country>) -> Result<Self, UsernameProblem> {
        if typed.trim().is_empty() {
            return Err(UsernameProblem::Empty(Kinds::Phone));
        }
        phone::e164(typed, country)
            .map(Self)
            .map_err(|problem| match problem {
                NoNumber::Malformed => UsernameProblem::PhoneMalformed,
                NoNumber::CountryNeeded => UsernameProblem::CountryNeeded,
            })
    }

    /// Reads a name that was written down earlier, of either kind; none if it is none.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::parse(text, Kinds::Both, None).ok()
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

    /// How the person can be reached by it. None where Cognito named them, by an id for instance.
    #[must_use]
    pub fn contact(&self) -> Option<Contact> {
        if self.0.contains('@') {
            Some(Contact::Email)
        } else if self.0.starts_with('+') {
            Some(Contact::Phone)
        } else {
            None
        }
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
        assert_eq!(
            Username::from_email(" \t"),
            Err(UsernameProblem::Empty(Kinds::Email))
        );
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
                Err(UsernameProblem::EmailMalformed),
                "{bad}"
            );
        }
    }

    #[test]
    fn an_address_does_not_print() {
        let name = Username::from_email("ada@example.com").map(|name| format!("{name:?}"));
        assert_eq!(name.as_deref(), Ok("Username(redacted)"));
    }

    fn country(code: &str) -> Option<Country> {
        Country::parse(code)
    }

    #[test]
    fn a_phone_number_is_a_name_in_its_international_form() {
        let parsed = Username::from_phone("0151 123 456 78", country("DE"));
        assert_eq!(parsed.map(|name| name.0).as_deref(), Ok("+4915112345678"));
        for (typed, country, problem) in [
            (" ", None, UsernameProblem::Empty(Kinds::Phone)),
            ("0151 123 456 78", None, UsernameProblem::CountryNeeded),
            ("0151", country("DE"), UsernameProblem::PhoneMalformed),
            ("ada@example.com", None, UsernameProblem::PhoneMalformed),
        ] {
            assert_eq!(
                Username::from_phone(typed, country),
                Err(problem),
                "{typed}"
            );
        }
    }

    #[test]
    fn each_kind_is_read_where_it_is_asked_for() {
        let read = |typed, kinds| {
            Username::parse(typed, kinds, country("US")).map(|name| (name.contact(), name.0))
        };
        let email = (Some(Contact::Email), "ada@example.com".to_owned());
        let phone = (Some(Contact::Phone), "+12125550123".to_owned());
        assert_eq!(read(" ada@example.com", Kinds::Email), Ok(email.clone()));
        assert_eq!(read(" ada@example.com", Kinds::Both), Ok(email));
        assert_eq!(read("(212) 555-0123", Kinds::Phone), Ok(phone.clone()));
        assert_eq!(read("+1 212 5550123", Kinds::Both), Ok(phone));
        for (typed, kinds, problem) in [
            ("", Kinds::Email, UsernameProblem::Empty(Kinds::Email)),
            ("", Kinds::Phone, UsernameProblem::Empty(Kinds::Phone)),
            ("  ", Kinds::Both, UsernameProblem::Empty(Kinds::Both)),
            ("2125550123", Kinds::Email, UsernameProblem::EmailMalformed),
            (
                "ada@example.com",
                Kinds::Phone,
                UsernameProblem::PhoneMalformed,
            ),
            ("ada", Kinds::Both, UsernameProblem::Neither),
            ("1a", Kinds::Both, UsernameProblem::Neither),
            ("123", Kinds::Both, UsernameProblem::PhoneMalformed),
            ("+12", Kinds::Both, UsernameProblem::PhoneMalformed),
            ("1@example", Kinds::Both, UsernameProblem::EmailMalformed),
        ] {
            assert_eq!(read(typed, kinds), Err(problem), "{typed} {kinds:?}");
        }
        let nowhere = Username::parse("2125550123", Kinds::Both, None);
        assert_eq!(nowhere, Err(UsernameProblem::CountryNeeded));
    }

    #[test]
    fn a_stored_name_is_taken_in_its_own_form_only() {
        for name in ["ada@example.com", "+12125550123"] {
            assert_eq!(
                Username::from_stored(name).map(|name| name.0).as_deref(),
                Some(name)
            );
        }
        for text in ["", "ada", "2125550123"] {
            assert_eq!(Username::from_stored(text), None, "{text}");
        }
    }

    #[test]
    fn the_kinds_are_those_that_are_switched_on() {
        for (email, phone) in [(true, false), (false, true), (true, true)] {
            let kinds = Kinds::new(email, phone);
            assert_eq!((kinds.email(), kinds.phone()), (email, phone));
        }
        assert_eq!(Kinds::new(false, false), Kinds::default());
        assert_eq!(Username::named_by_cognito("9f86d081").contact(), None);
    }
}
