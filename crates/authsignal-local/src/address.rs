//! Where a person is reached.

use crate::error::ApiError;

/// The longest address that mail can be sent to (RFC 5321, section 4.5.3.1).
const MAX_EMAIL_BYTES: usize = 254;

/// The fewest and the most digits of a number that is called here (E.164 has the latter).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// An address that a code or a link can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    Email(String),
    /// E.164.
    Phone(String),
}

impl Address {
    /// One of the two that an enrolment or a challenge has.
    pub(crate) fn of(email: Option<&String>, phone_number: Option<&String>) -> Option<Self> {
        let phone = phone_number.cloned().map(Self::Phone);
        email.cloned().map(Self::Email).or(phone)
    }

    /// The email address that a caller has to give.
    pub(crate) fn parse_email(given: Option<&str>) -> Result<Self, ApiError> {
        let email = given.ok_or_else(|| ApiError::invalid("email is missing."))?;
        parse_email(email).map(Self::Email)
    }

    /// The phone number that a caller has to give.
    pub(crate) fn parse_phone_number(given: Option<&str>) -> Result<Self, ApiError> {
        let number = given.ok_or_else(|| ApiError::invalid("phoneNumber is missing."))?;
        parse_phone_number(number).map(Self::Phone)
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Email(address) | Self::Phone(address) => address,
        }
    }

    pub(crate) fn email(&self) -> Option<String> {
        match self {
            Self::Email(email) => Some(email.clone()),
            Self::Phone(_) => None,
        }
    }

    pub(crate) fn phone_number(&self) -> Option<String> {
        match self {
            Self::Phone(number) => Some(number.clone()),
            Self::Email(_) => None,
        }
    }

    /// Whether both are the same; the case of letters plays no part.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Email(one), Self::Email(other)) => one.eq_ignore_ascii_case(other),
            (Self::Phone(one), Self::Phone(other)) => one == other,
            _ => false,
        }
    }
}

/// `email` without surrounding space, if mail could be sent there.
pub(crate) fn parse_email(email: &str) -> Result<String, ApiError> {
    let email = email.trim();
    let plausible = email.len() <= MAX_EMAIL_BYTES
        && email
            .rsplit_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !email
            .chars()
            .any(|character| character.is_whitespace() || character.is_control());
    if plausible {
        Ok(email.to_owned())
    } else {
        Err(ApiError::invalid("email is not an email address."))
    }
}

/// `number` without surrounding space, if it is one in the format of E.164, such as `+64270000000`.
pub(crate) fn parse_phone_number(number: &str) -> Result<String, ApiError> {
    let number = number.trim();
    let digits = number.strip_prefix('+').unwrap_or_default();
    let plausible = PHONE_DIGITS.contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if plausible {
        Ok(number.to_owned())
    } else {
        Err(ApiError::invalid(
            "phoneNumber is not a number in the format of E.164, such as +64270000000.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_an_address() {
        assert_eq!(parse_email(" ann@example.com ").unwrap(), "ann@example.com");
        for wrong in ["", "ann", "@example.com", "ann@", "a b@example.com"] {
            assert!(parse_email(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_phone_number(" +6427000000 ").unwrap(), "+6427000000");
        for wrong in [
            "",
            "+",
            "6427000000",
            "+0427000000",
            "+64 27 000",
            "+123456",
            "+1234567890123456",
            "+64270000٠٠",
        ] {
            assert!(parse_phone_number(wrong).is_err(), "{wrong}");
        }
    }
}
