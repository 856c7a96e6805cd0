//! Codes as people type and paste them.

/// How many digits a code has, by email, SMS, WhatsApp and in authenticator apps alike (Authsignal's codes, and the usual
/// length of RFC 6238).
pub const CODE_LENGTH: usize = 6;

/// The digits in what was typed or pasted, as `0` to `9`: "123 456" and "123-456" are codes, and so is what
/// keyboards of other scripts write.
#[must_use]
pub fn digits(typed: &str) -> String {
    typed
        .chars()
        .filter_map(|typed| {
            let zero = ZEROS.iter().copied().find(|zero| {
                (u32::from(*zero)..=u32::from(*zero) + 9).contains(&u32::from(typed))
            })?;
            char::from_digit(u32::from(typed) - u32::from(zero), 10)
        })
        .collect()
}

/// The zeros of ASCII, Arabic-Indic, Eastern Arabic-Indic, Devanagari and full-width digits.
const ZEROS: [char; 5] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
