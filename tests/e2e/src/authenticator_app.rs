//! An authenticator app on a person's phone (RFC 6238).

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use data_encoding::BASE32_NOPAD;
use ring::hmac;

use crate::wait::eventually;

/// Seconds that a code is shown for.
const PERIOD: u64 = 30;

/// An app that knows one key. Each of its codes is good once, so it shows another one each time it is asked.
#[derive(Debug)]
pub struct AuthenticatorApp {
    key: hmac::Key,
    shown: u64,
}

impl AuthenticatorApp {
    /// Takes a key as people type it: base32 (RFC 4648), spaces aside.
    ///
    /// # Errors
    /// When it is none.
    pub fn with_key(typed: &str) -> Result<Self> {
        let typed: String = typed.split_whitespace().collect();
        let secret = BASE32_NOPAD
            .decode(typed.to_ascii_uppercase().as_bytes())
            .with_context(|| format!("\"{typed}\" is no key"))?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret),
            shown: 0,
        })
    }

    /// A code that was not shown before. It may be the next period's, which a phone whose clock is a little ahead would show,
    /// so that nobody has to wait for it.
    ///
    /// # Errors
    /// When it takes too long until there is one.
    pub async fn next_code(&mut self) -> Result<String> {
        let after = self.shown;
        let period = eventually("a code that was not used yet", async || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / PERIOD;
            Ok((after <= now).then_some(now.max(after + 1)))
        });
        self.shown = period.await?;
        Ok(self.code_of(self.shown))
    }

    fn code_of(&self, period: u64) -> String {
        let tag = hmac::sign(&self.key, &period.to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag[tag.len() - 1] & 0xf);
        let word: [u8; 4] = std::array::from_fn(|at| tag[offset + at]);
        let number = (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000;
        format!("{number:06}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn codes_are_those_of_the_rfc_and_each_is_another() -> Result<()> {
        let mut app = AuthenticatorApp::with_key("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")?;
        assert_eq!(app.code_of(1_111_111_109 / PERIOD), "081804");
        let codes = [app.next_code().await?, app.next_code().await?];
        assert_ne!(codes[0], codes[1]);
        assert!(AuthenticatorApp::with_key("0189").is_err());
        Ok(())
    }
}
