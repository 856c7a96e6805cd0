//! Time-based one-time passwords (RFC 6238, on top of HOTP, RFC 4226), as authenticator apps compute them.

use ring::hmac;
use subtle::ConstantTimeEq;

/// Seconds that a code is shown for.
pub(crate) const PERIOD: u64 = 30;

/// Digits of a code.
pub(super) const DIGITS: u32 = 6;

/// Bytes of a secret: as many as the hash has (RFC 4226, section 4, R6).
pub(super) const SECRET_BYTES: usize = 20;

/// How many steps a device's clock may be off, either way (RFC 6238, section 5.2).
const WINDOW: u64 = 1;

/// The time step that `code` is right for, of those around `now`, in seconds since the Unix epoch.
pub(super) fn matching_step(secret: &[u8], code: &str, now: u64) -> Option<u64> {
    let present = now / PERIOD;
    (present.saturating_sub(WINDOW)..=present.saturating_add(WINDOW)).find(|&step| {
        let right = code_of(secret, step, DIGITS);
        right.as_bytes().ct_eq(code.as_bytes()).into()
    })
}

/// The code of a time step, with leading zeros.
fn code_of(secret: &[u8], step: u64, digits: u32) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let number = truncated(tag.as_ref()) % 10_u32.pow(digits);
    let width = usize::try_from(digits).unwrap_or_default();
    format!("{number:0width$}")
}

/// 31 bits of a hash (RFC 4226, section 5.3).
fn truncated(hash: &[u8]) -> u32 {
    let offset = usize::from(hash.last().copied().unwrap_or_default() & 0xf);
    let word = hash
        .get(offset..)
        .and_then(|rest| rest.first_chunk::<4>())
        .copied()
        .unwrap_or_default();
    u32::from_be_bytes(word) & 0x7fff_ffff
}

/// What an app shows at `now`.
#[cfg(test)]
pub(crate) fn shown(secret: &[u8], now: u64) -> String {
    code_of(secret, now / PERIOD, DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_rfc_6238() {
        for (now, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code_of(SECRET, now / PERIOD, 8), code, "{now}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, code) in (0..).zip(codes) {
            assert_eq!(code_of(SECRET, counter, 6), code, "{counter}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step() {
        let now = 1_000_000_000;
        let step = now / PERIOD;
        for (off, taken) in [
            (-60_i64, false),
            (-30, true),
            (0, true),
            (30, true),
            (60, false),
        ] {
            let code = shown(SECRET, now.saturating_add_signed(off));
            let expected = taken.then(|| step.saturating_add_signed(off / 30));
            assert_eq!(matching_step(SECRET, &code, now), expected, "{off}");
        }
        assert_eq!(matching_step(SECRET, "", now), None);
        // At the beginning of time there is nothing before.
        assert_eq!(matching_step(SECRET, "755224", 0), Some(0));
    }
}
