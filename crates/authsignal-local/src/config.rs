//! What a tenant is configured with.

use std::fmt;
use std::time::Duration;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

/// How long a token and a code live: ten minutes, as at Authsignal.
pub const DEFAULT_TOKEN_LIFETIME: Duration = Duration::from_secs(600);

/// How many wrong codes an action bears before it is `CHALLENGE_FAILED`.
pub const DEFAULT_MAX_ATTEMPTS: u32 = 3;

/// How many wrong codes a user's factor bears within [`DEFAULT_LOCKOUT`], whatever the action.
pub const DEFAULT_LOCKOUT_ATTEMPTS: u32 = 10;

/// How long wrong codes count against a user's factor.
pub const DEFAULT_LOCKOUT: Duration = Duration::from_secs(900);

/// How many messages an address gets within [`MESSAGES_WINDOW`], whatever the action.
pub const DEFAULT_MAX_MESSAGES: u32 = 20;

/// How long a message counts against its address.
pub(crate) const MESSAGES_WINDOW: Duration = Duration::from_secs(3600);

/// How many codes and links one action may have sent.
pub(crate) const MAX_MESSAGES_OF_ACTION: u32 = 10;

/// How long a passkey ceremony may take, from its challenge to its answer. Long, because a passkey that is
/// offered by autofill waits as long as the page is open.
pub const DEFAULT_CHALLENGE_LIFETIME: Duration = Duration::from_secs(600);

/// The relying party's id where none is given.
pub const DEFAULT_RP_ID: &str = "localhost";

/// The relying party's name where none is given.
pub const DEFAULT_RP_NAME: &str = "Latchkey";

/// The origin whose pages may always use passkeys: where `trunk serve` puts an app.
pub const DEFAULT_ORIGIN: &str = "http://localhost:8080";

/// The tenant's id where none is given.
pub const DEFAULT_TENANT_ID: &str = "latchkey-local";

/// A stand-in tenant.
#[derive(Clone, Debug)]
pub struct Config {
    /// The tenant's id, which the Web SDK sends before it has a token.
    pub tenant_id: String,
    /// The Server API's secret key.
    pub secret: SecretKey,
    /// Where browsers reach the stand-in: an origin such as `http://localhost:4001`.
    pub base_url: Url,
    /// How long a token and a code live.
    pub token_lifetime: Duration,
    /// How many wrong codes an action bears; at least 1.
    pub max_attempts: u32,
    /// How many wrong codes a user's factor bears within `lockout`, whatever the action; at least 1.
    pub lockout_attempts: u32,
    /// How long wrong codes count against a user's factor.
    pub lockout: Duration,
    /// How many messages an address gets in an hour; at least 1.
    pub max_messages: u32,
    /// How long a passkey ceremony may take.
    pub challenge_lifetime: Duration,
    /// The id of passkeys' relying party: a domain that all its pages are at or below.
    pub rp_id: String,
    /// The relying party's name for people.
    pub rp_name: String,
    /// Origins whose pages may use passkeys, such as `http://localhost:8080`; `http://localhost:*` is any
    /// port. The stand-in's own one may besides, where the pre-built UI is.
    pub origins: Vec<String>,
}

impl Config {
    /// A tenant with the defaults.
    #[must_use]
    pub fn new(secret: SecretKey, base_url: Url) -> Self {
        Self {
            tenant_id: DEFAULT_TENANT_ID.to_owned(),
            secret,
            base_url,
            token_lifetime: DEFAULT_TOKEN_LIFETIME,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
            lockout_attempts: DEFAULT_LOCKOUT_ATTEMPTS,
            lockout: DEFAULT_LOCKOUT,
            max_messages: DEFAULT_MAX_MESSAGES,
            challenge_lifetime: DEFAULT_CHALLENGE_LIFETIME,
            rp_id: DEFAULT_RP_ID.to_owned(),
            rp_name: DEFAULT_RP_NAME.to_owned(),
            origins: vec![DEFAULT_ORIGIN.to_owned()],
        }
    }

    /// The address of a magic link.
    pub(crate) fn magic_link_url(&self, secret: &str) -> Url {
        let mut url = self.base_url.clone();
        url.set_path("/magic-link");
        url.query_pairs_mut().clear().append_pair("token", secret);
        url
    }

    /// The pre-built UI's address for `token`, as `track` answers it. It always has a query, because the
    /// Web SDK appends `&mode=popup` to it blindly.
    pub(crate) fn challenge_url(&self, token: &str, locale: Option<&str>) -> Url {
        let mut url = self.base_url.clone();
        url.set_path("/challenge");
        url.query_pairs_mut().clear().append_pair("token", token);
        if let Some(locale) = locale {
            url.query_pairs_mut().append_pair("locale", locale);
        }
        url
    }
}

/// The Server API's secret key; it never shows in logs.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    /// Wraps a key.
    #[must_use]
    pub const fn new(key: String) -> Self {
        Self(key)
    }

    /// Whether `candidate` is this key, in a time that tells nothing about either's content or length.
    pub(crate) fn matches(&self, candidate: &str) -> bool {
        let ours = Sha256::digest(self.0.as_bytes());
        let theirs = Sha256::digest(candidate.as_bytes());
        ours.ct_eq(&theirs).into()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_key_is_compared_whole_and_never_printed() {
        let key = SecretKey::new("sk_local".to_owned());
        assert!(key.matches("sk_local"));
        assert!(!key.matches("sk_loca") && !key.matches("sk_local ") && !key.matches(""));
        assert_eq!(format!("{key:?}"), "SecretKey(redacted)");
    }
}
