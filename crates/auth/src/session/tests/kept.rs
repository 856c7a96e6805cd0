//! What is kept, under which keys, and in which order.

use proptest::prelude::*;

use super::*;

#[test]
fn the_layout_is_amplifys() {
    let memory = Memory::default();
    let now = Timestamp::from_millis(ISSUED * 1000 + 1234);
    let session = begin(tokens(ADA), now).unwrap();
    write(&memory, &client_id(), &session).unwrap();
    let details = r#"{"authFlowType":"CUSTOM_WITHOUT_SRP","loginId":"ada@example.com"}"#;
    let expected = [
        (last_auth_user(), ADA.to_owned()),
        (key(ADA, "accessToken"), jwt(&access_claims(ADA))),
        (key(ADA, "idToken"), jwt(&id_claims(ADA))),
        (key(ADA, "refreshToken"), "refresh-1".to_owned()),
        (key(ADA, "clockDrift"), "-1234".to_owned()),
        (key(ADA, "signInDetails"), details.to_owned()),
    ];
    assert_eq!(memory.entries(), expected.into());
}

#[test]
fn a_session_is_read_as_it_was_written() {
    for name in [ADA, "ada.lovelace", "LastAuthUser", "Ада", "a\"b\\c d"] {
        let memory = Memory::shared();
        let session = session(name);
        write(&memory, &client_id(), &session).unwrap();
        let before = memory.entries();
        assert_eq!(memory.read(), restored(session), "{name}");
        assert_eq!(memory.entries(), before, "{name}: reading changes nothing");
    }
}

#[test]
fn a_name_is_as_long_as_cognito_lets_it_be_in_any_script() {
    for letter in ["a", "я", "愛", "𝒜"] {
        let memory = Memory::shared();
        let session = session(&letter.repeat(128));
        write(&memory, &client_id(), &session).unwrap();
        assert_eq!(memory.read(), restored(session), "{letter}");
    }
}

#[test]
fn a_session_that_amplify_wrote_is_a_session() {
    let memory = Memory::default();
    memory.put(&last_auth_user(), ADA);
    for (field, value) in [
        ("accessToken", jwt(&access_claims(ADA)).as_str()),
        ("idToken", &jwt(&id_claims(ADA))),
        ("refreshToken", "eyJ.of.amplify"),
        ("clockDrift", "250"),
        (
            "signInDetails",
            r#"{"loginId":"ada","authFlowType":"USER_SRP_AUTH"}"#,
        ),
        ("deviceKey", "eu-central-1_key"),
    ] {
        memory.put(&key(ADA, field), value);
    }
    let Restored::Session(session) = memory.read() else {
        panic!("{:?}", memory.read());
    };
    assert_eq!(session.user.username, ADA);
    assert_eq!(session.clock_drift, 250);
    assert_eq!(session.details.login_id.as_deref(), Some("ada"));
    let refresh = session.tokens.refresh.as_ref().map(RefreshToken::expose);
    assert_eq!(refresh, Some("eyJ.of.amplify"));
}

#[test]
fn what_a_session_can_do_without_may_be_absent_or_unusable() {
    for (field, unusable) in [
        (
            "clockDrift",
            vec!["", "soon", "1.5", "NaN", "99999999999999999999"],
        ),
        (
            "signInDetails",
            vec![
                "",
                "{",
                "null",
                "[]",
                r#"{"loginId":7}"#,
                r#"{"loginId":""}"#,
            ],
        ),
        ("refreshToken", vec![""]),
    ] {
        for value in unusable.into_iter().map(Some).chain([None]) {
            let memory = Memory::with_session(ADA);
            match value {
                Some(value) => memory.put(&key(ADA, field), value),
                None => memory.drop_key(&key(ADA, field)),
            }
            let mut expected = session(ADA);
            match field {
                "clockDrift" => expected.clock_drift = 0,
                "signInDetails" => expected.details.login_id = None,
                _ => expected.tokens.refresh = None,
            }
            let expected = Restored::Session(Box::new(expected));
            assert_eq!(memory.read(), expected, "{field}: {value:?}");
        }
    }
}

#[test]
fn what_was_typed_is_kept_whatever_it_contains() {
    for typed in [
        "\"a\\b\"@example.com",
        "o'neil@example.ie",
        "jörg@müller.de",
    ] {
        let memory = Memory::shared();
        let typed = Username::from_email(typed).unwrap();
        let session = SignedIn::from_tokens(tokens(ADA), &client_id(), &typed, issued()).unwrap();
        write(&memory, &client_id(), &session).unwrap();
        let details = memory.get(&key(ADA, "signInDetails")).unwrap();
        let details: Value = serde_json::from_str(&details).unwrap();
        assert_eq!(details["loginId"], typed.as_str());
        assert_eq!(memory.read(), restored(session));
    }
}

#[test]
fn the_same_persons_session_is_written_over_and_never_cleared() {
    let memory = Memory::with_session(ADA);
    let mut newer = session(ADA);
    newer.tokens.refresh = Some(RefreshToken::new("refresh-2"));
    write(&memory, &client_id(), &newer).unwrap();
    let changes = memory.changes();
    let removed = changes
        .iter()
        .find(|change| matches!(change, Change::Removed(_)));
    assert_eq!(removed, None);
    assert_eq!(changes.last(), Some(&Change::Set(last_auth_user())));
    assert_eq!(
        memory.get(&key(ADA, "deviceKey")).as_deref(),
        Some("amplify's")
    );
    assert_eq!(memory.read(), restored(newer));
}

#[test]
fn a_session_without_refresh_token_does_not_inherit_an_older_ones() {
    let memory = Memory::with_session(ADA);
    let mut newer = session(ADA);
    newer.tokens.refresh = None;
    write(&memory, &client_id(), &newer).unwrap();
    assert_eq!(memory.read(), restored(newer));
}

#[test]
fn the_last_user_is_named_once_the_rest_is_complete() {
    for memory in [Memory::shared(), Memory::with_session(BOB)] {
        write(&memory, &client_id(), &session(ADA)).unwrap();
        let changes = memory.changes();
        let named = changes
            .iter()
            .position(|change| *change == Change::Set(last_auth_user()))
            .unwrap();
        let (before, after) = changes.split_at(named);
        assert_eq!(before.len(), 5);
        assert!(before.iter().all(|change| matches!(change, Change::Set(_))));
        let set_later = after
            .iter()
            .skip(1)
            .find(|change| matches!(change, Change::Set(_)));
        assert_eq!(set_later, None);
    }
}

#[test]
fn nothing_of_another_user_is_left() {
    let memory = Memory::with_session(BOB);
    write(&memory, &client_id(), &session(ADA)).unwrap();
    for field in FIELDS {
        assert_eq!(memory.get(&key(BOB, field)), None, "{field}");
    }
    for (key, value) in others() {
        assert_eq!(memory.get(&key), Some(value), "{key}");
    }
    assert_eq!(memory.read(), restored(session(ADA)));
}

#[test]
fn signing_out_removes_all_that_is_kept_for_the_user() {
    for name in [ADA, BOB] {
        let memory = Memory::with_session(name);
        clear(&memory, &client_id());
        memory.assert_only_others_left(name);
        assert_eq!(memory.read(), Restored::Nothing);
        // Once more: there is nothing to do.
        memory.changes.take();
        clear(&memory, &client_id());
        assert_eq!(memory.changes(), []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_session_is_read_as_it_was_written(
        name in r"[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}",
        previous in prop::option::of(prop::sample::select(vec![ADA, BOB])),
        now in any::<i64>(),
        issued in 0..i64::MAX,
        lifetime in 1..100_000_i64,
        refresh in "[ -~]{1,80}",
    ) {
        let memory = previous.map_or_else(Memory::shared, Memory::with_session);
        let claims = |claims| with(with(claims, "iat", issued), "exp", issued.saturating_add(lifetime));
        let mut tokens = tokens_with(&claims(id_claims(&name)), &claims(access_claims(&name)));
        tokens.refresh = Some(RefreshToken::new(refresh));
        let session = begin(tokens, Timestamp::from_millis(now)).unwrap();
        write(&memory, &client_id(), &session).unwrap();
        prop_assert_eq!(memory.read(), restored(session));
    }
}
