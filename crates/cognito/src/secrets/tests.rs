use super::{AccessToken, ChallengeSession, IdToken, Password, RefreshToken};
use crate::{AuthOutcome, Challenge, ChallengeName, Tokens};

#[test]
fn secrets_compare_by_value() {
    assert_eq!(RefreshToken::new("a"), RefreshToken::new("a"));
    for other in ["", "b", "aa", "A"] {
        assert_ne!(RefreshToken::new("a"), RefreshToken::new(other));
    }
}

#[test]
fn nothing_that_holds_a_secret_prints_it() {
    let tokens = Tokens {
        access: AccessToken::new("hidden"),
        id: IdToken::new("hidden"),
        refresh: Some(RefreshToken::new("hidden")),
        expires_in: std::time::Duration::from_secs(1),
    };
    let challenge = Challenge {
        name: ChallengeName::CustomChallenge,
        session: ChallengeSession::new("hidden"),
        parameters: [("token".to_owned(), "hidden".to_owned())]
            .into_iter()
            .collect(),
    };
    let printed = format!(
        "{:?} {:#?} {:?}",
        AuthOutcome::Tokens(tokens),
        AuthOutcome::Challenge(challenge),
        Password::new("hidden"),
    );
    assert!(!printed.contains("hidden"), "{printed}");
    assert!(printed.contains("RefreshToken(redacted)"), "{printed}");
    assert!(
        printed.contains("token"),
        "names of parameters may be seen: {printed}"
    );
}
