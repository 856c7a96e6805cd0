//! The key that an authenticator app is set up with, as people see it.

/// Whether `uri` is what authenticator apps are set up with (`otpauth://totp/...`, Google's Key URI format), and safe to
/// be a link: any other scheme could run or open something else.
#[must_use]
pub fn is_totp_uri(uri: &str) -> bool {
    let rest = uri.strip_prefix("otpauth://totp/");
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// `key` (base32) in groups of four, which are easier to type over.
#[must_use]
pub fn in_groups(key: &str) -> String {
    let mut groups = String::new();
    let letters = key.chars().filter(|letter| !letter.is_whitespace());
    for (index, letter) in letters.enumerate() {
        if index > 0 && index % 4 == 0 {
            groups.push(' ');
        }
        groups.push(letter);
    }
    groups
}

/// `key` letter by letter, with a pause after each group: for voices, which make words of groups.
#[must_use]
pub fn spelt(key: &str) -> String {
    let mut letters = String::new();
    for letter in in_groups(key).chars() {
        if letter == ' ' {
            letters.pop();
            letters.push(',');
        } else {
            letters.push(letter);
        }
        letters.push(' ');
    }
    letters.pop();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_setup_of_a_totp_app_becomes_a_link() {
        assert!(is_totp_uri(
            "otpauth://totp/Latchkey:ada%40example.com?secret=JBSWY3DP&issuer=Latchkey"
        ));
        for bad in [
            "",
            "otpauth://totp/",
            "otpauth://hotp/x?secret=JBSWY3DP",
            "otpauth:totp/x",
            "OTPAUTH://totp/x",
            " otpauth://totp/x",
            "javascript:alert(1)//otpauth://totp/x",
            "https://example.com/otpauth://totp/x",
            "otpauth://totp.example/x",
            "otpauth://totp/x y",
            "otpauth://totp/x\ny",
            "otpauth://totp/x\u{202e}y",
        ] {
            assert!(!is_totp_uri(bad), "{bad}");
        }
    }

    #[test]
    fn a_key_is_shown_in_groups_of_four() {
        assert_eq!(in_groups("JBSWY3DPEH"), "JBSW Y3DP EH");
        assert_eq!(in_groups("jbsw y3dp"), "jbsw y3dp");
        assert_eq!(in_groups("JBSW"), "JBSW");
        assert_eq!(in_groups(""), "");
    }

    #[test]
    fn a_key_is_spelt_with_pauses() {
        assert_eq!(spelt("JBSWY3DPEH"), "J B S W, Y 3 D P, E H");
        assert_eq!(spelt(""), "");
    }
}
