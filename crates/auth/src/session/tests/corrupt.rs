//! Stored values that are no session: reported, and cleaned up so that the next sign-in starts afresh.

use cognito::ClaimsError;
use proptest::prelude::*;

use super::*;

/// Asserts that what was done to Ada's stored session is reported as `expected`, once.
fn assert_corrupt(tamper: impl FnOnce(&Memory), expected: Corruption, context: &str) {
    let memory = Memory::with_session(ADA);
    tamper(&memory);
    assert_eq!(memory.read(), Restored::Corrupt(expected), "{context}");
    memory.clean_up();
    memory.assert_only_others_left(context);
    assert_eq!(memory.read(), Restored::Nothing, "{context}: again");
}

#[test]
fn an_incomplete_session_is_none() {
    for field in ["accessToken", "idToken"] {
        let key = key(ADA, field);
        assert_corrupt(
            |memory| memory.drop_key(&key),
            Corruption::Incomplete,
            field,
        );
        assert_corrupt(|memory| memory.put(&key, ""), Corruption::Incomplete, field);
    }
}

#[test]
fn a_user_without_a_session_is_cleaned_up() {
    for (name, expected) in [
        ("", Corruption::Name),
        (BOB, Corruption::Incomplete),
        (&"a".repeat(128), Corruption::Incomplete),
        (&"a".repeat(129), Corruption::Name),
        (&"a".repeat(100_000), Corruption::Name),
    ] {
        let memory = Memory::shared();
        memory.put(&last_auth_user(), name);
        memory.put(&key(name, "refreshToken"), "refresh-1");
        let context = format!("a name of {} characters", name.len());
        assert_eq!(memory.read(), Restored::Corrupt(expected), "{context}");
        memory.clean_up();
        memory.assert_only_others_left(&context);
        assert_eq!(memory.read(), Restored::Nothing, "{context}: again");
    }
}

#[test]
fn a_whole_session_of_a_name_that_cannot_be_is_none() {
    let name = "a".repeat(129);
    let memory = Memory::with_session(&name);
    assert_eq!(memory.read(), Restored::Corrupt(Corruption::Name));
    memory.assert_only_others_left("too long");
}

#[test]
fn a_session_that_another_app_is_just_writing_is_left_to_be_finished() {
    let whole = Memory::with_session(ADA);
    let memory = Memory::shared();
    // In the order in which Amplify writes.
    memory.put(&last_auth_user(), ADA);
    for field in ["accessToken", "idToken", "refreshToken", "clockDrift"] {
        if field != "refreshToken" && field != "clockDrift" {
            let before = memory.entries();
            assert_eq!(
                memory.read(),
                Restored::Corrupt(Corruption::Incomplete),
                "{field}"
            );
            assert_eq!(memory.entries(), before, "{field}");
        }
        let value = whole.entries()[&key(ADA, field)].clone();
        memory.put(&key(ADA, field), &value);
    }
    assert!(matches!(memory.read(), Restored::Session(_)));
    memory.clean_up();
    assert!(matches!(memory.read(), Restored::Session(_)));
}

#[test]
fn what_is_no_token_is_none() {
    for (text, error) in [
        ("null", ClaimsError::NotAJwt),
        ("a.b", ClaimsError::NotAJwt),
        ("a.b.c.d", ClaimsError::NotAJwt),
        ("e30.!!!.x", ClaimsError::NotAJwt),
        (".e30.", ClaimsError::NotAJwt),
        (&"a".repeat(1_000_000), ClaimsError::NotAJwt),
        ("e30.bnVsbA.x", ClaimsError::Payload),
        ("e30.e30.x", ClaimsError::Missing("token_use")),
    ] {
        let (id, access) = (TokensProblem::Id(error), TokensProblem::Access(error));
        for (field, expected) in [("idToken", id), ("accessToken", access)] {
            let tamper = |memory: &Memory| memory.put(&key(ADA, field), text);
            let context = format!("{field} {:.20}", text);
            assert_corrupt(tamper, Corruption::Tokens(expected), &context);
        }
    }
}

#[test]
fn a_token_with_anything_around_it_is_none() {
    let token = jwt(&access_claims(ADA));
    for text in [
        format!("\"{token}\""),
        format!("Bearer {token}"),
        format!("{token}\r\n"),
        format!("{token}="),
    ] {
        let tamper = |memory: &Memory| memory.put(&key(ADA, "accessToken"), &text);
        let expected = TokensProblem::Access(ClaimsError::NotAJwt);
        assert_corrupt(tamper, expected.into(), &text);
    }
}

#[test]
fn tokens_in_each_others_place_are_none() {
    let swapped = |memory: &Memory| {
        memory.put(&key(ADA, "idToken"), &jwt(&access_claims(ADA)));
        memory.put(&key(ADA, "accessToken"), &jwt(&id_claims(ADA)));
    };
    let expected = TokensProblem::Id(ClaimsError::TokenUse);
    assert_corrupt(swapped, expected.into(), "swapped");
}

#[test]
fn tokens_that_do_not_belong_together_are_none() {
    for (field, claims) in [
        ("idToken", with(id_claims(ADA), "aud", "anotherclient")),
        (
            "accessToken",
            with(access_claims(ADA), "client_id", "anotherclient"),
        ),
        (
            "accessToken",
            with(access_claims(ADA), "iss", "https://another-pool"),
        ),
        ("accessToken", with(access_claims(ADA), "sub", "sub-bob")),
        ("accessToken", access_claims(BOB)),
        ("idToken", id_claims(BOB)),
    ] {
        let tamper = |memory: &Memory| memory.put(&key(ADA, field), &jwt(&claims));
        assert_corrupt(tamper, TokensProblem::Mismatch.into(), &claims.to_string());
    }
}

#[test]
fn a_session_of_another_app_client_is_none() {
    let tamper = |memory: &Memory| {
        let id = with(id_claims(ADA), "aud", "anotherclient");
        let access = with(access_claims(ADA), "client_id", "anotherclient");
        memory.put(&key(ADA, "idToken"), &jwt(&id));
        memory.put(&key(ADA, "accessToken"), &jwt(&access));
    };
    assert_corrupt(tamper, TokensProblem::Mismatch.into(), "both tokens");
}

#[test]
fn another_users_tokens_are_none() {
    let tamper = |memory: &Memory| {
        memory.put(&key(ADA, "idToken"), &jwt(&id_claims(BOB)));
        memory.put(&key(ADA, "accessToken"), &jwt(&access_claims(BOB)));
    };
    assert_corrupt(tamper, Corruption::OtherUser, "Bob's under Ada's name");
}

#[test]
fn without_a_name_there_is_nothing_and_nothing_is_touched() {
    let memory = Memory::with_session(ADA);
    memory.drop_key(&last_auth_user());
    let before = memory.entries();
    assert_eq!(memory.read(), Restored::Nothing);
    assert_eq!(memory.entries(), before);
    assert_eq!(Memory::default().read(), Restored::Nothing);
}

/// Something that may be found where a value of ours belongs.
fn hostile() -> impl Strategy<Value = Option<String>> {
    let tokens = [
        jwt(&id_claims(ADA)),
        jwt(&access_claims(ADA)),
        jwt(&id_claims(BOB)),
        jwt(&with(access_claims(ADA), "exp", i64::MAX)),
        jwt(&with(id_claims(ADA), "iat", i64::MIN)),
    ];
    let token = prop::sample::select(tokens.to_vec());
    prop_oneof![
        1 => Just(None),
        2 => ".{0,40}".prop_map(Some),
        2 => r#"[\[\]{}:,"\\a-z0-9.eE+-]{0,40}"#.prop_map(Some),
        3 => token.clone().prop_map(Some),
        2 => (token, any::<prop::sample::Index>(), any::<char>()).prop_map(|(token, at, other)| {
            let mut letters: Vec<char> = token.chars().collect();
            let at = at.index(letters.len());
            letters[at] = other;
            Some(letters.into_iter().collect())
        }),
        1 => Just(Some(i64::MIN.to_string())),
    ]
}

/// What is found under a key, and there only if it is something.
fn place(memory: &Memory, key: &str, value: Option<String>) {
    match value {
        Some(value) => memory.put(key, &value),
        None => memory.drop_key(key),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn whatever_is_stored_is_a_session_or_gone(
        name in prop_oneof![4 => Just(ADA.to_owned()), 1 => ".{0,140}"],
        tampered in prop::collection::vec((prop::sample::select(FIELDS.to_vec()), hostile()), 0..4),
        now in any::<i64>(),
    ) {
        let memory = Memory::with_session(ADA);
        if name != ADA {
            clear(&memory, &client_id());
            memory.put(&last_auth_user(), &name);
        }
        for (field, value) in tampered {
            place(&memory, &key(&name, field), value);
        }
        let before = memory.entries();
        match memory.read() {
            Restored::Nothing => prop_assert!(false, "a user was named"),
            Restored::Session(session) => {
                prop_assert_eq!(&session.user.username, &name);
                prop_assert_eq!(memory.entries(), before);
                // Its times can be asked for, however odd they are.
                let now = Timestamp::from_millis(now);
                let expired = session.access_expires <= now.shifted(session.clock_drift);
                prop_assert_eq!(session.access_lifetime(now).is_zero(), expired);
                let _ = session.access_expires_here();
            }
            Restored::Corrupt(_) => {
                memory.clean_up();
                prop_assert_eq!(memory.entries(), others());
                prop_assert_eq!(memory.read(), Restored::Nothing);
            }
        }
    }
}
