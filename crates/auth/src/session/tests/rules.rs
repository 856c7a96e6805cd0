//! What tokens make a session, when it expires, and what a refresh makes of it.

use cognito::{ClaimsError, CognitoError, ErrorCode, Operation, ServiceError, TransportError};
use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Ada's tokens with these times, in seconds since the Unix epoch.
fn tokens_of(issued: i64, expires: i64) -> Tokens {
    let times = |claims| with(with(claims, "iat", issued), "exp", expires);
    tokens_with(&times(id_claims(ADA)), &times(access_claims(ADA)))
}

fn refresh_of(session: &SignedIn) -> Option<&str> {
    session.tokens.refresh.as_ref().map(RefreshToken::expose)
}

#[test]
fn a_session_is_what_the_tokens_say() {
    let session = begin(tokens(ADA), issued()).unwrap();
    let expected = User {
        sub: "sub-c3b4a8f2-ada".to_owned(),
        username: ADA.to_owned(),
        email: Some(EMAIL.to_owned()),
        email_verified: true,
    };
    assert_eq!(session.user, expected);
    // Less how long they live from now: that is not kept, so what is read equals what was written.
    let kept = Tokens {
        expires_in: Duration::ZERO,
        ..tokens(ADA)
    };
    assert_eq!(session.tokens, kept);
    assert_eq!(session.details.login_id.as_deref(), Some(EMAIL));
    // The access token's end, not the ID token's.
    assert_eq!(session.access_expires, issued() + LIFETIME);
}

#[test]
fn an_email_that_cognito_does_not_tell_is_not_made_up() {
    let id = with(
        with(id_claims(ADA), "email", Value::Null),
        "email_verified",
        Value::Null,
    );
    let session = begin(tokens_with(&id, &access_claims(ADA)), issued()).unwrap();
    assert_eq!(
        (session.user.email, session.user.email_verified),
        (None, false)
    );
}

#[test]
fn tokens_that_do_not_belong_together_make_no_session() {
    let (id, access) = (id_claims(ADA), access_claims(ADA));
    for (id, access) in [
        (with(id.clone(), "aud", "anotherclient"), access.clone()),
        (
            id.clone(),
            with(access.clone(), "client_id", "anotherclient"),
        ),
        (
            with(id.clone(), "aud", "anotherclient"),
            with(access.clone(), "client_id", "anotherclient"),
        ),
        (id.clone(), with(access.clone(), "sub", "sub-bob")),
        (id.clone(), with(access.clone(), "username", BOB)),
        (
            id.clone(),
            with(access.clone(), "iss", "https://another-pool"),
        ),
        (id.clone(), access_claims(BOB)),
    ] {
        let made = begin(tokens_with(&id, &access), issued());
        assert_eq!(made, Err(TokensProblem::Mismatch), "{id} {access}");
    }
}

#[test]
fn unusable_tokens_make_no_session() {
    let (id, access) = (id_claims(ADA), access_claims(ADA));
    for (id, access, expected) in [
        (&access, &access, TokensProblem::Id(ClaimsError::TokenUse)),
        (&id, &id, TokensProblem::Access(ClaimsError::TokenUse)),
        (
            &with(id.clone(), "sub", ""),
            &access,
            TokensProblem::Id(ClaimsError::Missing("sub")),
        ),
        (
            &id,
            &with(access.clone(), "exp", ISSUED),
            TokensProblem::Access(ClaimsError::Lifetime),
        ),
        (
            &id,
            &with(access.clone(), "iat", "now"),
            TokensProblem::Access(ClaimsError::Payload),
        ),
    ] {
        assert_eq!(begin(tokens_with(id, access), issued()), Err(expected));
    }
}

#[test]
fn the_drift_is_how_far_cognitos_clock_is_ahead() {
    for (now, drift) in [
        (ISSUED * 1000, 0),
        (ISSUED * 1000 + 250, -250),
        (ISSUED * 1000 - 90_000, 90_000),
        (ISSUED * 1000 + DAY, -DAY),
        (0, ISSUED * 1000),
        (i64::MAX, ISSUED * 1000 - i64::MAX),
        (i64::MIN, i64::MAX),
    ] {
        let session = begin(tokens(ADA), Timestamp::from_millis(now)).unwrap();
        assert_eq!(session.clock_drift, drift, "at {now}");
    }
}

#[test]
fn a_wrong_clock_changes_no_lifetime() {
    for wrong_by in [
        0,
        1,
        -1,
        90_000,
        -90_000,
        DAY,
        -DAY,
        40 * 365 * DAY,
        -40 * 365 * DAY,
    ] {
        let now = issued().shifted(wrong_by);
        let session = begin(tokens(ADA), now).unwrap();
        assert_eq!(session.access_lifetime(now), LIFETIME, "{wrong_by}");
        assert_eq!(session.access_expires_here(), now + LIFETIME, "{wrong_by}");
        // The moment itself is Cognito's, whatever this device believes.
        assert_eq!(session.access_expires, issued() + LIFETIME, "{wrong_by}");
    }
}

#[test]
fn a_token_expires_to_the_millisecond() {
    let session = begin(tokens(ADA), issued().shifted(5000)).unwrap();
    for (since_issue, left) in [
        (-1000, 901_000),
        (0, 900_000),
        (899_999, 1),
        (900_000, 0),
        (900_001, 0),
        (DAY, 0),
    ] {
        let now = issued().shifted(5000 + since_issue);
        let left = Duration::from_millis(left);
        assert_eq!(session.access_lifetime(now), left, "{since_issue}");
    }
}

#[test]
fn a_drift_from_the_store_counts_after_a_reload() {
    let memory = Memory::default();
    let now = issued().shifted(-DAY);
    write(&memory, &client_id(), &begin(tokens(ADA), now).unwrap()).unwrap();
    let Restored::Session(session) = memory.read() else {
        panic!("{:?}", memory.read());
    };
    assert_eq!(session.access_lifetime(now), LIFETIME);
    assert_eq!(session.access_expires_here(), now + LIFETIME);
}

#[test]
fn the_ends_of_time_hold() {
    let moments = [i64::MIN, -1, 0, 1, ISSUED * 1000, i64::MAX];
    let drifts = [i64::MIN, -1, 0, 1, ISSUED * 1000, i64::MAX];
    for (issued, expires) in [
        (0, 1),
        (0, i64::MAX),
        (ISSUED, i64::MAX),
        (i64::MAX - 1, i64::MAX),
    ] {
        let session = begin(tokens_of(issued, expires), Timestamp::from_secs(issued)).unwrap();
        let expires = session.access_expires.as_millis();
        for drift in drifts {
            let session = SignedIn {
                clock_drift: drift,
                ..session.clone()
            };
            // As if numbers had no end, and then cut off at the ends of time.
            let (expires, drift) = (i128::from(expires), i128::from(drift));
            let here = (expires - drift).clamp(i64::MIN.into(), i64::MAX.into());
            assert_eq!(i128::from(session.access_expires_here().as_millis()), here);
            for now in moments {
                let expired = expires <= i128::from(now) + drift;
                let left = session.access_lifetime(Timestamp::from_millis(now));
                assert_eq!(left.is_zero(), expired, "{expires} {drift} {now}");
            }
        }
    }
}

#[test]
fn a_refresh_without_rotation_keeps_the_refresh_token() {
    let before = session(ADA);
    let mut new = tokens_of(ISSUED + 840, ISSUED + 1740);
    new.refresh = None;
    let now = issued().shifted(840_000 - 7000);
    let after = before.refreshed(new.clone(), &client_id(), now).unwrap();
    assert_eq!(refresh_of(&after), Some("refresh-1"));
    assert_eq!(
        (&after.tokens.access, &after.tokens.id),
        (&new.access, &new.id)
    );
    assert_eq!(after.access_expires, Timestamp::from_secs(ISSUED + 1740));
    assert_eq!(after.clock_drift, 7000);
    assert_eq!(
        (&after.user, &after.details),
        (&before.user, &before.details)
    );
}

#[test]
fn a_rotated_refresh_token_takes_the_place_of_the_old_one() {
    let mut new = tokens(ADA);
    new.refresh = Some(RefreshToken::new("refresh-2"));
    let after = session(ADA).refreshed(new, &client_id(), issued()).unwrap();
    assert_eq!(refresh_of(&after), Some("refresh-2"));
}

#[test]
fn a_session_that_never_had_a_refresh_token_gets_the_one_that_comes() {
    let mut before = session(ADA);
    before.tokens.refresh = None;
    for refresh in [None, Some(RefreshToken::new("refresh-2"))] {
        let new = Tokens {
            refresh: refresh.clone(),
            ..tokens(ADA)
        };
        let after = before.refreshed(new, &client_id(), issued()).unwrap();
        assert_eq!(after.tokens.refresh, refresh);
    }
}

#[test]
fn a_refresh_brings_what_changed_about_the_user() {
    let id = with(
        with(id_claims(ADA), "email", "ada@example.org"),
        "email_verified",
        false,
    );
    let new = tokens_with(&id, &access_claims(ADA));
    let after = session(ADA).refreshed(new, &client_id(), issued()).unwrap();
    assert_eq!(after.user.email.as_deref(), Some("ada@example.org"));
    assert!(!after.user.email_verified);
    // What was typed to sign in stays.
    assert_eq!(after.details.login_id.as_deref(), Some(EMAIL));
}

#[test]
fn a_refresh_with_anything_but_the_users_own_tokens_is_refused() {
    let another_client = tokens_with(
        &with(id_claims(ADA), "aud", "anotherclient"),
        &with(access_claims(ADA), "client_id", "anotherclient"),
    );
    let same_name = tokens_with(
        &with(id_claims(ADA), "sub", "sub-of-a-later-ada"),
        &with(access_claims(ADA), "sub", "sub-of-a-later-ada"),
    );
    let half = tokens_with(&id_claims(ADA), &access_claims(BOB));
    let mismatch = TokensProblem::Mismatch;
    let mut unusable = tokens(ADA);
    unusable.access = AccessToken::new("opaque");
    for (new, expected) in [
        (tokens(BOB), mismatch),
        (another_client, mismatch),
        (same_name, mismatch),
        (half, mismatch),
        (unusable, TokensProblem::Access(ClaimsError::NotAJwt)),
    ] {
        let refreshed = session(ADA).refreshed(new, &client_id(), issued());
        assert_eq!(refreshed, Err(expected));
    }
}

#[test]
fn a_session_prints_without_secrets() {
    let memory = Memory::with_session(ADA);
    let kept = Session::SignedIn(Box::new(session(ADA)));
    for printed in [format!("{kept:?}"), format!("{:?}", memory.read())] {
        assert!(printed.contains("sub-c3b4a8f2-ada"), "{printed}");
        for secret in [EMAIL, "eyJ", "refresh-1", "username"] {
            assert!(!printed.contains(secret), "{secret} in {printed}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_lifetime_runs_down_with_the_clock_whatever_it_shows(
        wrong_by in -100 * 365 * DAY..100 * 365 * DAY,
        lifetime in 1..86_400_i64,
        passed in 0..2 * DAY,
    ) {
        let now = issued().shifted(wrong_by);
        let session = begin(tokens_of(ISSUED, ISSUED + lifetime), now).unwrap();
        let left = u64::try_from((lifetime * 1000).saturating_sub(passed)).unwrap_or_default();
        prop_assert_eq!(session.access_lifetime(now.shifted(passed)), Duration::from_millis(left));
        prop_assert_eq!(session.access_expires_here(), now.shifted(lifetime * 1000));
    }

    #[test]
    fn no_claims_make_it_panic(
        issued in any::<i64>(), expires in any::<i64>(), now in any::<i64>(),
    ) {
        let made = begin(tokens_of(issued, expires), Timestamp::from_millis(now));
        prop_assert_eq!(made.is_ok(), issued >= 0 && expires > issued);
    }
}

/// Ada's session of `seconds`, with an access token that ends in `ending`.
fn session_of(seconds: i64, ending: &str) -> SignedIn {
    let mut tokens = tokens_of(ISSUED, ISSUED + seconds);
    let access = format!("{}{ending}", tokens.access.expose());
    tokens.access = AccessToken::new(access);
    begin(tokens, issued()).unwrap()
}

#[test]
fn a_token_is_renewed_a_minute_before_its_end_or_halfway_and_a_little_earlier() {
    for (seconds, margin, spread) in [
        (900, 60_000, 10_000),
        (86_400, 60_000, 10_000),
        (60, 30_000, 6_000),
        (2, 1_000, 200),
    ] {
        let mut waits = Vec::new();
        for ending in ["a", "b", "AAAA", "xyz", "0-_9", "signature"] {
            let session = session_of(seconds, ending);
            let wait = session.refresh_in(issued());
            let latest = Duration::from_millis(u64::try_from(seconds).unwrap() * 1000 - margin);
            assert!(
                wait <= latest && wait + Duration::from_millis(spread) >= latest,
                "{seconds} {ending} {wait:?}"
            );
            // Each look finds the same moment.
            let half = Duration::from_millis(u64::try_from(wait.as_millis() / 2).unwrap());
            assert_eq!(session.refresh_in(issued() + half), wait - half);
            let after = wait + Duration::from_millis(1);
            assert_eq!(session.refresh_in(issued() + after), Duration::ZERO);
            waits.push(wait);
        }
        waits.sort();
        waits.dedup();
        assert!(waits.len() > 1, "devices spread: {waits:?}");
    }
}

#[test]
fn a_clock_that_was_put_back_makes_it_time() {
    let session = session(ADA);
    let back = |seconds: i64| issued().shifted(-seconds * 1000);
    assert!(session.refresh_in(back(59)) > Duration::ZERO);
    assert_eq!(session.refresh_in(back(61)), Duration::ZERO);
    assert_eq!(session.refresh_in(back(DAY)), Duration::ZERO);
    // Put forward, it is time as well: the token seems to have run out.
    assert_eq!(session.refresh_in(issued() + LIFETIME), Duration::ZERO);
}

#[test]
fn only_cognitos_word_ends_a_session() {
    let session = begin(tokens(ADA), issued()).unwrap();
    let after = |answer| session.after_refresh(answer, &client_id(), issued());
    let service = |code| {
        CognitoError::from(ServiceError::new(
            Operation::GetTokensFromRefreshToken,
            code,
            "",
        ))
    };
    for code in [
        ErrorCode::NotAuthorized,
        ErrorCode::RefreshTokenReuse,
        ErrorCode::UserNotFound,
    ] {
        assert!(matches!(after(Err(service(code))), Refreshed::Dead));
    }
    for error in [
        service(ErrorCode::TooManyRequests),
        service(ErrorCode::InternalError),
        service(ErrorCode::ResourceNotFound),
        TransportError::Offline.into(),
        TransportError::Timeout.into(),
        CognitoError::Status {
            operation: Operation::GetTokensFromRefreshToken,
            status: 503,
        },
    ] {
        assert!(matches!(after(Err(error)), Refreshed::Failed));
    }
    // Tokens of somebody else, or none at all, are an answer that went wrong.
    assert!(matches!(after(Ok(tokens(BOB))), Refreshed::Failed));
    let renewed = Tokens {
        refresh: None,
        ..tokens(ADA)
    };
    let Refreshed::Renewed(renewed) = after(Ok(renewed)) else {
        panic!("not renewed")
    };
    assert_eq!(renewed.tokens.refresh, session.tokens.refresh);
}
