//! What the browser is told about the ways to be verified, in the public challenge parameters.

use authsignal::{SecretKey, TrackedAction, VerificationMethod};

use crate::config::{Config, SignUp};
use crate::keyed;
use crate::usernames::Kind;

const WHATSAPP: &str = "WHATSAPP";

/// Codes of Authsignal's kinds of factor (`EMAIL_OTP`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Methods {
    enrolled: Vec<String>,
    allowed: Vec<String>,
    default: Option<String>,
}

impl Methods {
    /// What Authsignal says of a user.
    ///
    /// Of somebody who has enrolled factors only those are told, sorted, and one of them is the default: anything more would
    /// tell accounts from made-up ones (see [`Methods::made_up`]), and only what is enrolled can be asked for.
    ///
    /// A number that takes text messages takes WhatsApp's too where the tenant allows that. It is told where accounts are no
    /// secret (`sign_up`), since made-up ones cannot know of it.
    pub(crate) fn of(tracked: &TrackedAction, sign_up: SignUp) -> Self {
        let mut enrolled = codes(tracked.enrolled_verification_methods.as_deref());
        let mut allowed = codes(tracked.allowed_verification_methods.as_deref());
        let mut default = tracked.default_verification_method.as_ref().and_then(code);
        if !enrolled.is_empty() {
            enrolled.sort_unstable();
            enrolled.dedup();
            if tracked.allowed_verification_methods.is_none() {
                allowed.clone_from(&enrolled);
            }
            let there = std::mem::take(&mut allowed);
            allowed = enrolled
                .iter()
                .filter(|method| there.contains(method))
                .cloned()
                .collect();
            let by_whatsapp = sign_up == SignUp::JustInTime
                && enrolled.iter().any(|method| method == "SMS")
                && there.iter().any(|method| method == WHATSAPP);
            if by_whatsapp && !allowed.iter().any(|method| method == WHATSAPP) {
                allowed.push(WHATSAPP.to_owned());
            }
            default = default
                .filter(|default| allowed.contains(default))
                .or_else(|| allowed.first().cloned());
        }
        Self {
            enrolled,
            allowed,
            default,
        }
    }

    /// Those of a user who does not exist: what accounts of this kind have, always the same for the same `user_name`, and a
    /// guess to everybody without the tenant's key.
    pub(crate) fn made_up(config: &Config, user_name: &str) -> Self {
        // Cognito's names are told apart without regard to case as well.
        let name = user_name.trim().to_ascii_lowercase();
        let kind = config.usernames.kind(&config.authsignal_secret, &name);
        let enrolled: Vec<String> = among(kind, &config.authsignal_secret, &name)
            .iter()
            .map(|method| (*method).to_owned())
            .collect();
        let address = match kind {
            Kind::Email => "EMAIL_OTP",
            Kind::Phone => "SMS",
        };
        Self {
            allowed: enrolled.clone(),
            enrolled,
            default: Some(address.to_owned()),
        }
    }

    /// Names and values: `enrolledMethods` and `allowedMethods`, joined by commas, and `defaultMethod`. What is empty or
    /// unknown is left out.
    pub(crate) fn into_parameters(self) -> impl Iterator<Item = (String, String)> {
        [
            ("enrolledMethods", self.enrolled.join(",")),
            ("allowedMethods", self.allowed.join(",")),
            ("defaultMethod", self.default.unwrap_or_default()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value))
    }
}

/// Sorted sets, in about the shares in which accounts have them.
fn among(kind: Kind, secret: &SecretKey, name: &str) -> &'static [&'static str] {
    let [chance, ..] = keyed::digest(secret, "methods of a user", name);
    match (kind, chance) {
        (Kind::Email, 0..=191) => &["EMAIL_OTP"],
        (Kind::Email, 192..=235) => &["EMAIL_OTP", "PASSKEY"],
        (Kind::Email, 236..) => &["AUTHENTICATOR_APP", "EMAIL_OTP"],
        (Kind::Phone, 0..=215) => &["SMS"],
        (Kind::Phone, 216..) => &["PASSKEY", "SMS"],
    }
}

fn codes(methods: Option<&[VerificationMethod]>) -> Vec<String> {
    methods
        .unwrap_or_default()
        .iter()
        .filter_map(code)
        .collect()
}

/// Its code, where it looks like one: it goes into a list with commas.
fn code(method: &VerificationMethod) -> Option<String> {
    let code = method.as_str();
    let looks_like_one = !code.is_empty()
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    looks_like_one.then(|| code.to_owned())
}
