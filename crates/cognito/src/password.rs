//! Passwords that nobody ever types.

use crate::Password;

/// One of each class that a pool's policy can ask for, in front of the random part.
const CLASSES: &str = "Aa1-";

/// A password made of `entropy`, for users who never sign in with one.
///
/// All 256 bits are kept (as 64 hexadecimal digits). With its 68 characters, among them an upper-case and a
/// lower-case letter, a digit and a symbol, it meets every policy that a pool can have except a minimum
/// length above 68; Cognito takes 256 characters at most.
///
/// `entropy` must come from a cryptographic source.
#[must_use]
pub fn password_from_entropy(entropy: &[u8; 32]) -> Password {
    let mut password = String::with_capacity(CLASSES.len() + 64);
    password.push_str(CLASSES);
    for byte in entropy {
        for nibble in [byte >> 4, byte & 0x0f] {
            password.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    Password::new(password)
}

#[cfg(test)]
mod tests;
