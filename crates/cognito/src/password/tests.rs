use std::collections::HashSet;

use proptest::prelude::*;

use super::password_from_entropy;

/// Cognito's symbols: <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

proptest! {
    #[test]
    fn it_meets_every_policy(entropy in any::<[u8; 32]>()) {
        let password = password_from_entropy(&entropy);
        let text = password.expose();
        prop_assert!(text.is_ascii() && (12..=256).contains(&text.len()));
        prop_assert!(text.contains(|c: char| c.is_ascii_uppercase()));
        prop_assert!(text.contains(|c: char| c.is_ascii_lowercase()));
        prop_assert!(text.contains(|c: char| c.is_ascii_digit()));
        prop_assert!(text.contains(|c: char| SYMBOLS.contains(c)));
        prop_assert!(!text.contains(char::is_whitespace));
    }

    #[test]
    fn no_bit_is_lost(entropy in any::<[u8; 32]>(), bit in 0_usize..256) {
        let mut other = entropy;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(password_from_entropy(&entropy) != password_from_entropy(&other));
    }
}

#[test]
fn single_bits_all_make_a_difference() {
    let passwords: HashSet<String> = (0..256)
        .map(|bit| {
            let mut entropy = [0_u8; 32];
            entropy[bit / 8] = 1 << (bit % 8);
            password_from_entropy(&entropy).expose().to_owned()
        })
        .collect();
    assert_eq!(passwords.len(), 256);
}

#[test]
fn it_is_not_printed() {
    let password = password_from_entropy(&[7; 32]);
    assert_eq!(format!("{password:?}"), "Password(redacted)");
}
