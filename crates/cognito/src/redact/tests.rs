use proptest::prelude::*;

use super::redact;

#[test]
fn emails_and_tokens_disappear() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjM2I0YThmMiJ9.c2lnbmF0dXJl";
    assert_eq!(
        redact(&format!("Value 'ada@example.com' with {token} failed")),
        "Value <email> with <redacted> failed"
    );
    assert_eq!(redact("User does not exist."), "User does not exist.");
    assert_eq!(redact(""), "");
}

#[test]
fn tokens_disappear_whatever_surrounds_them() {
    let token = "a".repeat(64);
    for text in [
        format!("?token={token}"),
        format!("{{\"token\":\"{token}\"}}"),
        format!("a\n{token}\tb"),
    ] {
        assert!(!redact(&text).contains(&token));
    }
}

proptest! {
    #[test]
    fn nothing_with_an_at_sign_is_left(text in ".*") {
        prop_assert!(!redact(&text).contains('@'));
    }
}
