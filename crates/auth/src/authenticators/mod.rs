//! A person's authenticators at Authsignal, as the API of this project lists them, and what may be done with each.
//!
//! Read by hand from JSON values: `config.json` is read that way too, so it adds next to nothing to the app.

mod addable;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::{Map, Value};

use crate::{ValidationToken, provider_name};

pub use addable::{NewFactor, addable};

/// A kind of factor (Authsignal's `verificationMethod`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerificationMethod {
    /// A passkey.
    Passkey,
    /// A hardware key that is asked for after something else.
    SecurityKey,
    /// A code by email.
    EmailOtp,
    /// A link by email.
    EmailMagicLink,
    /// A code in a text message.
    Sms,
    /// A code by WhatsApp.
    Whatsapp,
    /// A code of an authenticator app (TOTP).
    AuthenticatorApp,
    /// One that this version does not know, as received.
    Other(String),
}

/// A person's enrolment of a factor.
#[derive(Clone, PartialEq, Eq)]
pub struct UserAuthenticator {
    /// Its identifier at Authsignal.
    pub id: String,
    /// The kind of factor.
    pub method: VerificationMethod,
    /// When it was enrolled, ISO 8601.
    pub created_at: Option<String>,
    /// When it was first proved, ISO 8601.
    pub verified_at: Option<String>,
    /// When it was last used, ISO 8601.
    pub last_verified_at: Option<String>,
    /// The email address or telephone number that codes go to.
    pub address: Option<String>,
    /// What is known of a passkey.
    pub passkey: Option<PasskeyDetails>,
    /// Whether the API would remove it; older ones do not say.
    pub removable: Option<bool>,
}

/// What is known of a passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyDetails {
    /// WebAuthn's credential ID, base64url.
    pub credential_id: String,
    /// The name that its owner knows it by: one that was given to it, else its provider's.
    pub name: Option<String>,
}

/// Whether an authenticator may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Others of its kind remain.
    Allowed,
    /// It is the last passkey: the person signs in with something else from then on, and should know.
    LastPasskey,
    /// The account depends on it. The API would refuse (`LAST_WAY_IN`).
    Impossible,
}

impl UserAuthenticator {
    /// Whether it is a passkey.
    #[must_use]
    pub fn is_passkey(&self) -> bool {
        self.method == VerificationMethod::Passkey
    }

    /// Whether it was ever proved. One that was not signs nobody in.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        self.verified_at.is_some() || self.last_verified_at.is_some()
    }

    /// Whether it may go while `all` are enrolled: what the API says of it, else its oldest rule, that what proves an
    /// email address stays; and a warning before the last passkey. The last factor always stays.
    #[must_use]
    pub fn removal(&self, all: &[Self]) -> Removal {
        let removable = self.removable.unwrap_or(!self.method.is_by_email());
        let others = || all.iter().filter(|other| other.id != self.id);
        if !removable || !others().any(Self::is_verified) {
            Removal::Impossible
        } else if self.is_passkey() && !others().any(Self::is_passkey) {
            Removal::LastPasskey
        } else {
            Removal::Allowed
        }
    }

    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        let method = VerificationMethod::read(&text(object, "verificationMethod")?);
        let passkey = object.get("passkey").and_then(PasskeyDetails::read);
        Some(Self {
            id: text(object, "id")?,
            method,
            created_at: text(object, "createdAt"),
            verified_at: text(object, "verifiedAt"),
            last_verified_at: text(object, "lastVerifiedAt"),
            address: text(object, "email").or_else(|| text(object, "phoneNumber")),
            passkey,
            removable: object.get("removable").and_then(Value::as_bool),
        })
    }
}

impl PasskeyDetails {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        let provider = || {
            let aaguid = text(object, "aaguid")?;
            provider_name(&aaguid).map(str::to_owned)
        };
        Some(Self {
            credential_id: text(object, "credentialId")?,
            name: text(object, "name")
                .or_else(|| text(object, "providerName"))
                .or_else(provider),
        })
    }
}

impl VerificationMethod {
    const fn is_by_email(&self) -> bool {
        matches!(self, Self::EmailOtp | Self::EmailMagicLink)
    }

    /// The kind of factor of this name of Authsignal's.
    #[must_use]
    pub fn read(name: &str) -> Self {
        match name {
            "PASSKEY" => Self::Passkey,
            "SECURITY_KEY" => Self::SecurityKey,
            "EMAIL_OTP" => Self::EmailOtp,
            "EMAIL_MAGIC_LINK" => Self::EmailMagicLink,
            "SMS" => Self::Sms,
            "WHATSAPP" => Self::Whatsapp,
            "AUTHENTICATOR_APP" => Self::AuthenticatorApp,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// The authenticators in an answer to `GET /authenticators`; none if it is no such answer.
#[must_use]
pub fn read_authenticators(json: &str) -> Option<Vec<UserAuthenticator>> {
    let answer: Value = serde_json::from_str(json).ok()?;
    let list = answer.get("authenticators")?.as_array()?;
    list.iter().map(UserAuthenticator::read).collect()
}

/// The credential IDs (base64url) of the passkeys that the Web SDK made or used in this browser for the user `sub`, from
/// what it keeps in localStorage under [`DEVICE_PASSKEYS_KEY`]. Anything else under that key is no passkey.
#[must_use]
pub fn read_device_passkeys(json: &str, sub: &str) -> Vec<String> {
    let map: Option<Value> = serde_json::from_str(json).ok();
    let ids = map.as_ref().and_then(|map| map.get(sub)?.as_array());
    ids.into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect()
}

/// Where the Web SDK keeps which passkeys this browser has, by user: a JSON object of lists.
pub const DEVICE_PASSKEYS_KEY: &str = "as_user_passkey_map";

/// What lets this browser enrol an authenticator at Authsignal: the [`ValidationToken`] of a challenge that was just
/// answered, or the action token in an answer to `POST /authenticators`.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentToken(String);

impl EnrolmentToken {
    /// The token in an answer to `POST /authenticators`; none if it is no such answer.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let answer: Value = serde_json::from_str(json).ok()?;
        text(answer.as_object()?, "token").map(Self)
    }

    /// The token itself. Not for logs, and not for a URL.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<ValidationToken> for EnrolmentToken {
    fn from(token: ValidationToken) -> Self {
        Self(token.expose().to_owned())
    }
}

/// The code in an error's answer, which tells errors apart; none if it is no such answer.
#[must_use]
pub fn read_error_code(json: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(json).ok()?;
    text(answer.as_object()?, "code")
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl fmt::Debug for EnrolmentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentToken(redacted)")
    }
}

// Addresses and names are the person's own.
impl fmt::Debug for UserAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserAuthenticator")
            .field("id", &self.id)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PasskeyDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasskeyDetails").finish_non_exhaustive()
    }
}
