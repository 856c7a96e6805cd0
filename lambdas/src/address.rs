//! Whether a user has proved that the addresses of their account are theirs.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use authsignal::{UserAuthenticator, VerificationMethod};

/// Where a person is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address<'a> {
    Email(&'a str),
    /// E.164.
    PhoneNumber(&'a str),
}

/// The longest username that Cognito takes, in characters.
const MAX_CHARS: usize = 128;
/// The digits of a phone number: E.164 has 15 at most, and nobody has fewer than 7 with the country's code.
const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

impl<'a> Address<'a> {
    /// Reads what somebody typed: an email address, or a phone number in E.164 format. Nothing is corrected. Characters that
    /// mean something in Cognito's filters are refused, legal as they may be in a quoted part of an address.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        if let Some(digits) = text.strip_prefix('+') {
            let is_number = PHONE_DIGITS.contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && !digits.starts_with('0');
            return is_number.then_some(Self::PhoneNumber(text));
        }
        let (local, domain) = text.split_once('@')?;
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '-';
        let is_email = text.chars().count() <= MAX_CHARS
            && !local.is_empty()
            && local
                .chars()
                .all(|letter| is_word(letter) || "!#$%&'*+/=?^_`{|}~.".contains(letter))
            && domain.contains('.')
            && domain
                .split('.')
                .all(|label| !label.is_empty() && label.chars().all(is_word));
        is_email.then_some(Self::Email(text))
    }

    /// Whether one of the user's factors is a verified code or link to this very address.
    ///
    /// A completed challenge alone does not say so: anyone can begin to sign in with someone else's address, and with the
    /// token that they get enrol a factor of their own (a passkey, another address) for an account that has none yet.
    pub(crate) fn is_proved(self, authenticators: &[UserAuthenticator]) -> bool {
        authenticators
            .iter()
            .any(|authenticator| is_verified(authenticator) && self.is_reached_by(authenticator))
    }

    fn is_reached_by(self, authenticator: &UserAuthenticator) -> bool {
        use VerificationMethod::{EmailMagicLink, EmailOtp, Sms, Whatsapp};
        match (self, &authenticator.verification_method) {
            (Self::Email(_), EmailOtp | EmailMagicLink) => authenticator
                .email
                .as_deref()
                .is_some_and(|email| self.is(email)),
            (Self::PhoneNumber(_), Sms | Whatsapp) => authenticator
                .phone_number
                .as_deref()
                .is_some_and(|number| self.is(number)),
            _ => false,
        }
    }

    /// Whether `value`, of the same kind, is this address.
    pub(crate) fn is(self, value: &str) -> bool {
        match self {
            // Cognito's addresses are told apart without regard to case as well.
            Self::Email(email) => email.eq_ignore_ascii_case(value),
            Self::PhoneNumber(number) => number == value,
        }
    }

    /// The address itself.
    pub(crate) fn value(self) -> &'a str {
        match self {
            Self::Email(value) | Self::PhoneNumber(value) => value,
        }
    }

    /// Cognito's attribute for it.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::PhoneNumber(_) => "phone_number",
        }
    }

    /// Cognito's attribute that says whether it is verified.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Email(_) => "email_verified",
            Self::PhoneNumber(_) => "phone_number_verified",
        }
    }
}

/// Whether the user has ever passed a challenge with it.
pub(crate) fn is_verified(authenticator: &UserAuthenticator) -> bool {
    authenticator.verified_at.is_some() || authenticator.last_verified_at.is_some()
}

/// The addresses of an account; empty ones are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Addresses<'a>(Vec<Address<'a>>);

impl<'a> Addresses<'a> {
    /// From an email address and a phone number.
    pub(crate) fn new(email: Option<&'a String>, phone_number: Option<&'a String>) -> Self {
        let given = |address: &&'a String| !address.is_empty();
        let email = email.filter(given).map(|email| Address::Email(email));
        let number = phone_number.filter(given);
        let number = number.map(|number| Address::PhoneNumber(number));
        Self(email.into_iter().chain(number).collect())
    }

    /// From Cognito's attributes of a user.
    pub(crate) fn of(attributes: &'a HashMap<String, String>) -> Self {
        Self::new(attributes.get("email"), attributes.get("phone_number"))
    }

    pub(crate) fn as_slice(&self) -> &[Address<'a>] {
        &self.0
    }

    /// Whether at least one is proved.
    pub(crate) fn any_is_proved(&self, authenticators: &[UserAuthenticator]) -> bool {
        self.0
            .iter()
            .any(|address| address.is_proved(authenticators))
    }

    /// Those that Cognito does not mark as verified in these attributes.
    pub(crate) fn unmarked(&self, attributes: &HashMap<String, String>) -> Self {
        let is_marked =
            |address: &Address| attributes.get(address.mark()).map(String::as_str) == Some("true");
        Self(
            self.0
                .iter()
                .copied()
                .filter(|address| !is_marked(address))
                .collect(),
        )
    }

    /// Whether each one is proved.
    pub(crate) fn all_are_proved(&self, authenticators: &[UserAuthenticator]) -> bool {
        self.0
            .iter()
            .all(|address| address.is_proved(authenticators))
    }
}
