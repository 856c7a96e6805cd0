//! Values that are always the same for the same input, and that look random to everybody without the tenant's key.

use authsignal::SecretKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// HMAC-SHA256 of `input`, with a key for this `purpose` alone that is derived from the tenant's secret key.
pub(crate) fn digest(secret: &SecretKey, purpose: &str, input: &str) -> [u8; 32] {
    let key = Sha256::digest(secret.reveal()).into();
    hmac(&hmac(&key, purpose), input)
}

fn hmac(key: &[u8; 32], input: &str) -> [u8; 32] {
    // A key shorter than SHA-256's block is filled up with zeros (RFC 2104, section 2).
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(input.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hmac_of_the_specification() {
        // RFC 4231, test case 1: the key is shorter here (20 bytes), and filled up with zeros either way.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let hex: String = hmac(&key, "Hi There")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            hex,
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }

    #[test]
    fn every_key_purpose_and_input_counts() {
        let key = SecretKey::new("one");
        let all = [
            digest(&key, "a", "x"),
            digest(&key, "a", "y"),
            digest(&key, "b", "x"),
            digest(&SecretKey::new("two"), "a", "x"),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all.iter().skip(at + 1).any(|other| other == one));
        }
        assert_eq!(all[0], digest(&key, "a", "x"));
    }
}
