//! Randomness, injected so that tests can choose it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `buffer`.
    ///
    /// # Errors
    /// When the source has none to give; nothing may go on with predictable secrets then.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error>;
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        getrandom::fill(buffer)
    }
}

/// A random UUID, the format of Authsignal's identifiers.
pub(crate) fn uuid(entropy: &dyn Entropy) -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string())
}

/// 256 random bits as base64url: an opaque token.
pub(crate) fn token(entropy: &dyn Entropy) -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Six random digits, all million values equally likely.
pub(crate) fn six_digits(entropy: &dyn Entropy) -> Result<String, getrandom::Error> {
    const CODES: u32 = 1_000_000;
    // The largest multiple of a million that fits: above it some codes would come up more often.
    const LIMIT: u32 = u32::MAX - u32::MAX % CODES;
    loop {
        let mut bytes = [0; 4];
        entropy.fill(&mut bytes)?;
        let number = u32::from_le_bytes(bytes);
        if number < LIMIT {
            return Ok(format!("{:06}", number % CODES));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Hands out prepared bytes, last first.
    struct Prepared(Mutex<Vec<u32>>);

    impl Entropy for Prepared {
        fn fill(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
            let number = self.0.lock().unwrap().pop().unwrap();
            buffer.copy_from_slice(&number.to_le_bytes());
            Ok(())
        }
    }

    #[test]
    fn a_code_keeps_its_leading_zeros_and_skips_the_biased_range() {
        let entropy = Prepared(Mutex::new(vec![1_000_042, u32::MAX]));
        assert_eq!(six_digits(&entropy).unwrap(), "000042");
        assert!(entropy.0.lock().unwrap().is_empty());
    }

    #[test]
    fn identifiers_are_version_4_uuids() {
        let id = uuid(&OsEntropy).unwrap();
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'4'));
        assert_ne!(id, uuid(&OsEntropy).unwrap());
    }
}
