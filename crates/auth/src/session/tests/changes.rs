//! What apps are told of a session.

use super::*;

fn signed_in(name: &str) -> Session {
    Session::SignedIn(Box::new(session(name)))
}

fn renewed(name: &str) -> Session {
    let later = with(access_claims(name), "iat", ISSUED + 600);
    let tokens = tokens_with(&id_claims(name), &later);
    Session::SignedIn(Box::new(begin(tokens, issued()).unwrap()))
}

#[test]
fn changes_are_told_and_nothing_else() {
    use Session::{Restoring, SignedOut};
    use SessionChange as Change;
    for (before, after, expected) in [
        (Restoring, Restoring, None),
        (Restoring, SignedOut, Some(Change::SignedOut)),
        (Restoring, signed_in(ADA), Some(Change::SignedIn)),
        (SignedOut, signed_in(ADA), Some(Change::SignedIn)),
        (SignedOut, SignedOut, None),
        (signed_in(ADA), SignedOut, Some(Change::SignedOut)),
        (signed_in(ADA), signed_in(ADA), None),
        (signed_in(ADA), renewed(ADA), Some(Change::Renewed)),
        (signed_in(ADA), signed_in(BOB), Some(Change::SignedIn)),
        (signed_in(ADA), Restoring, None),
    ] {
        let context = format!("{before:?} to {after:?}");
        assert_eq!(
            SessionChange::between(&before, &after),
            expected,
            "{context}"
        );
    }
}
