//! What must not work.

use super::authenticator::{encode, flag};
use super::*;

const OWN_ORIGIN: &str = "http://localhost:4001";

/// Ceremonies that are refused whatever the credential, with the reason.
fn refused_everywhere() -> Vec<(&'static str, Circumstances)> {
    let honest = Circumstances::default;
    let people = |flags| Circumstances { flags, ..honest() };
    let framed = |origin, cross_origin, top_origin| Circumstances {
        origin,
        cross_origin,
        top_origin,
        ..honest()
    };
    vec![
        ("origin", framed("https://evil.test", None, None)),
        ("origin", framed("http://localhost", None, None)),
        ("origin", framed("http://localhost:8081", None, None)),
        ("origin", framed("https://localhost:8080", None, None)),
        ("origin", framed("null", None, None)),
        // Framed by an app: only the pre-built UI may be, and only by a known one that the browser names.
        (
            "frame",
            framed(
                "http://localhost:8080",
                Some(true),
                Some("http://localhost:8080"),
            ),
        ),
        ("frame", framed("http://localhost:8080", Some(true), None)),
        ("frame", framed(OWN_ORIGIN, Some(true), None)),
        (
            "frame",
            framed(OWN_ORIGIN, Some(true), Some("https://evil.test")),
        ),
        ("frame", framed(OWN_ORIGIN, Some(true), Some(OWN_ORIGIN))),
        (
            "frame",
            framed(OWN_ORIGIN, Some(false), Some("http://localhost:8080")),
        ),
        (
            "frame",
            framed(OWN_ORIGIN, None, Some("http://localhost:8080")),
        ),
        (
            "relying party",
            Circumstances {
                rp_id: Some("evil.test"),
                ..honest()
            },
        ),
        ("presence", people(flag::UV)),
        ("verification", people(flag::UP)),
        ("presence", people(0)),
        ("backup", people(flag::UP | flag::UV | flag::BS)),
        (
            "malformed",
            Circumstances {
                trailing: &[0],
                ..honest()
            },
        ),
        // It says that there are extensions, and there are none.
        ("malformed", people(flag::UP | flag::UV | flag::ED)),
    ]
}

fn says(answer: &Answer, reason: &str) -> bool {
    text(&answer.json()["errorDescription"])
        .to_lowercase()
        .contains(reason)
}

#[tokio::test]
async fn a_dishonest_authentication_is_refused() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let special = [
        (
            "signature",
            Circumstances {
                bogus_signature: true,
                ..Default::default()
            },
        ),
        (
            "type",
            Circumstances {
                ceremony: Some("webauthn.create"),
                ..Default::default()
            },
        ),
        (
            "challenge",
            Circumstances {
                challenge: Some(encode(&[7; 32])),
                ..Default::default()
            },
        ),
        (
            "user handle",
            Circumstances {
                user_handle: Some(OTHER_USER.into()),
                ..Default::default()
            },
        ),
        (
            "user handle",
            Circumstances {
                no_user_handle: true,
                ..Default::default()
            },
        ),
        // It was one for many devices when it was made.
        (
            "backup",
            Circumstances {
                flags: flag::UP | flag::UV,
                ..Default::default()
            },
        ),
    ];
    for (reason, how) in refused_everywhere().into_iter().chain(special) {
        let answer = stand_in.sign_in(&mut authenticator, &how).await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_credential"),
            "{reason}"
        );
        assert!(says(&answer, reason), "{reason}: {}", answer.body);
        assert_eq!(answer.json().get("accessToken"), None);
    }
    // None of them did any harm.
    let honest = stand_in
        .sign_in(&mut authenticator, &Circumstances::default())
        .await;
    assert_eq!(honest.status, StatusCode::OK);
}

#[tokio::test]
async fn a_dishonest_registration_is_refused() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let special = [
        (
            "type",
            Circumstances {
                ceremony: Some("webauthn.get"),
                ..Default::default()
            },
        ),
        (
            "challenge",
            Circumstances {
                challenge: Some(encode(&[7; 32])),
                ..Default::default()
            },
        ),
    ];
    for (reason, how) in refused_everywhere().into_iter().chain(special) {
        let mut authenticator = Authenticator::new(Algorithm::Es256);
        let answer = stand_in
            .register_with(&token, &mut authenticator, &how)
            .await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_credential"),
            "{reason}"
        );
        assert!(says(&answer, reason), "{reason}: {}", answer.body);
    }
    assert_eq!(stand_in.authenticators(USER).await, json!([]));
}

#[tokio::test]
async fn an_assertion_works_once() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let begun = stand_in.begin_sign_in().await;
    let credential = authenticator.sign(&begun.options, &Circumstances::default());
    let first = stand_in.submit(Caller::Tenant, &begun, &credential).await;
    assert_eq!(first.status, StatusCode::OK);
    let replayed = stand_in.submit(Caller::Tenant, &begun, &credential).await;
    assert_eq!(replayed.refusal(), refused(400, "expired_challenge"));
    // Nor does it answer another challenge.
    let next = stand_in.begin_sign_in().await;
    let replayed = stand_in.submit(Caller::Tenant, &next, &credential).await;
    assert_eq!(replayed.refusal(), refused(400, "invalid_credential"));
}

#[tokio::test]
async fn a_wrong_answer_uses_the_challenge_up() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let bogus = Circumstances {
        bogus_signature: true,
        ..Default::default()
    };
    let begun = stand_in.begin_sign_in().await;
    stand_in
        .answer(Caller::Tenant, &begun, &mut authenticator, &bogus)
        .await;
    let how = Circumstances::default();
    let late = stand_in
        .answer(Caller::Tenant, &begun, &mut authenticator, &how)
        .await;
    assert_eq!(late.refusal(), refused(400, "expired_challenge"));
    // The page may ask again in the same challenge, which puts something new.
    let body = json!({ "challengeId": begun.challenge_id });
    let again = Begun::from(
        &stand_in
            .post(AUTHENTICATION_OPTIONS, Caller::Tenant, body)
            .await,
    );
    assert_ne!(again.options["challenge"], begun.options["challenge"]);
    let answer = stand_in
        .answer(Caller::Tenant, &again, &mut authenticator, &how)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn challenges_expire() {
    let stand_in = StandIn::with_config(|config| {
        config.challenge_lifetime = Duration::from_secs(5);
    });
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    let token = stand_in.track_email().await;
    let with_token = stand_in.begin_with(&token).await;
    let without = stand_in.begin_sign_in().await;
    let opened = stand_in
        .post(CHALLENGE, Caller::Tenant, json!({ "action": ACTION }))
        .await;
    assert_eq!(without.options["timeout"], 5000);
    stand_in.wait(5);
    for (caller, begun) in [
        (Caller::Token(&token), &with_token),
        (Caller::Tenant, &without),
    ] {
        let answer = stand_in
            .answer(caller, begun, &mut authenticator, &how)
            .await;
        assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    }
    let answer = stand_in
        .post(AUTHENTICATION_OPTIONS, Caller::Tenant, opened.json())
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    let unknown = json!({ "challengeId": "unknown" });
    let answer = stand_in
        .post(AUTHENTICATION_OPTIONS, Caller::Tenant, unknown)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));

    let fresh = stand_in.track_for(OTHER_USER, json!({})).await;
    let begun = stand_in.registration_options(&fresh).await;
    stand_in.wait(5);
    let credential = Authenticator::new(Algorithm::Es256).register(&begun.options, &how);
    let body = json!({ "registrationCredential": credential, "challengeId": begun.challenge_id });
    let answer = stand_in.post(PASSKEY, Caller::Token(&fresh), body).await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
}

#[tokio::test]
async fn a_new_ceremony_of_an_action_ends_the_one_before() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let token = stand_in.track_email().await;
    let old = stand_in.begin_with(&token).await;
    let new = stand_in.begin_with(&token).await;
    let how = Circumstances::default();
    let answer = stand_in
        .answer(Caller::Token(&token), &old, &mut authenticator, &how)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    let answer = stand_in
        .answer(Caller::Token(&token), &new, &mut authenticator, &how)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_counter_that_does_not_advance_is_a_copy() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let counting = |sign_count| Circumstances {
        sign_count: Some(sign_count),
        ..Default::default()
    };
    let ok = stand_in.sign_in(&mut authenticator, &counting(5)).await;
    assert_eq!(ok.status, StatusCode::OK);
    for behind in [5, 4, 0] {
        let answer = stand_in
            .sign_in(&mut authenticator, &counting(behind))
            .await;
        assert_eq!(answer.refusal(), refused(400, "invalid_credential"));
        assert!(says(&answer, "counter"), "{}", answer.body);
    }
    let ok = stand_in.sign_in(&mut authenticator, &counting(6)).await;
    assert_eq!(ok.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_takes_no_other_users_passkey() {
    let stand_in = StandIn::new();
    stand_in.enrolled(USER).await;
    let mut other = stand_in.enrolled(OTHER_USER).await;
    let token = stand_in.track_email().await;
    let begun = stand_in.begin_with(&token).await;
    let answer = stand_in
        .answer(
            Caller::Token(&token),
            &begun,
            &mut other,
            &Circumstances::default(),
        )
        .await;
    assert_eq!(answer.refusal(), refused(400, "invalid_credential"));
    assert!(says(&answer, "another user"), "{}", answer.body);
    let validated = stand_in.validate(&token, USER, ACTION).await;
    assert_eq!(validated["state"], "CHALLENGE_REQUIRED");

    // Nor does a challenge that was begun with it, answered without it.
    let begun = stand_in.begin_with(&token).await;
    let answer = stand_in
        .answer(
            Caller::Tenant,
            &begun,
            &mut other,
            &Circumstances::default(),
        )
        .await;
    assert_eq!(answer.refusal(), refused(400, "invalid_credential"));
}

#[tokio::test]
async fn a_ceremony_belongs_to_the_action_that_began_it() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    let first = stand_in.track_email().await;
    let second = stand_in.track_email().await;
    let begun = stand_in.begin_with(&first).await;
    let answer = stand_in
        .answer(Caller::Token(&second), &begun, &mut authenticator, &how)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    // A token is for its own action, not for a sign-in that was begun without one.
    let begun = stand_in.begin_sign_in().await;
    let answer = stand_in
        .answer(Caller::Token(&first), &begun, &mut authenticator, &how)
        .await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
    // And a registration's challenge is none for signing in.
    let token = stand_in.track_for(OTHER_USER, json!({})).await;
    let begun = stand_in.registration_options(&token).await;
    let mut options = begun.options.clone();
    options["rpId"] = json!("localhost");
    let credential = authenticator.sign(&options, &how);
    let answer = stand_in.submit(Caller::Tenant, &begun, &credential).await;
    assert_eq!(answer.refusal(), refused(400, "expired_challenge"));
}

#[tokio::test]
async fn a_credential_is_enrolled_once() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    let scope = json!({ "scope": "add:authenticators" });
    let again = stand_in.track_for(USER, scope).await;
    let other = stand_in.track_for(OTHER_USER, json!({})).await;
    for token in [again, other] {
        let answer = stand_in
            .register_with(&token, &mut authenticator, &how)
            .await;
        assert_eq!(answer.refusal(), refused(400, "invalid_credential"));
        assert!(says(&answer, "already registered"), "{}", answer.body);
    }
    assert_eq!(stand_in.authenticators(OTHER_USER).await, json!([]));
}

#[tokio::test]
async fn a_foreign_tenant_or_nobody_gets_nothing() {
    let stand_in = StandIn::new();
    for path in [CHALLENGE, AUTHENTICATION_OPTIONS, VERIFY] {
        let nobody = stand_in.post(path, Caller::Nobody, json!({})).await;
        assert_eq!(nobody.refusal(), refused(401, "unauthorized"), "{path}");
        for tenant in ["other-tenant", "", "latchkey-local:", "latchkey-local%00"] {
            let request = Request::post(path)
                .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(tenant)))
                .body(Body::from("{}"));
            let answer = stand_in.send(request.unwrap()).await;
            assert_eq!(
                answer.refusal(),
                refused(401, "unauthorized"),
                "{path} {tenant}"
            );
        }
    }
    // Enrolling takes a token.
    for path in [REGISTRATION_OPTIONS, PASSKEY] {
        let answer = stand_in.post(path, Caller::Tenant, json!({})).await;
        assert_eq!(answer.refusal(), refused(401, "unauthorized"), "{path}");
    }
}

#[tokio::test]
async fn an_expired_token_says_so() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    stand_in.wait(600);
    for path in [REGISTRATION_OPTIONS, AUTHENTICATION_OPTIONS] {
        let answer = stand_in.post(path, Caller::Token(&token), json!({})).await;
        assert_eq!(answer.refusal(), refused(401, "expired_token"), "{path}");
    }
}

#[tokio::test]
async fn what_is_no_credential_is_refused() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let how = Circumstances::default();
    let mut corrupt = async |change: fn(&mut Value)| {
        let begun = stand_in.begin_sign_in().await;
        let mut credential = authenticator.sign(&begun.options, &how);
        change(&mut credential);
        stand_in.submit(Caller::Tenant, &begun, &credential).await
    };
    let changes: [fn(&mut Value); 5] = [
        |credential| credential["type"] = json!("password"),
        |credential| credential["rawId"] = json!("AAAA"),
        |credential| credential["response"]["authenticatorData"] = json!("AAAA"),
        |credential| credential["response"]["clientDataJSON"] = json!("AAAA"),
        |credential| credential["response"]["signature"] = json!(""),
    ];
    for change in changes {
        let answer = corrupt(change).await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_credential"),
            "{}",
            answer.body
        );
    }
    let answer = corrupt(|credential| credential["response"]["signature"] = json!("+/+/")).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_request"));
    let answer = corrupt(|credential| {
        credential["id"] = json!("AAAA");
        credential["rawId"] = json!("AAAA");
    })
    .await;
    assert_eq!(answer.refusal(), refused(400, "unknown_credential"));
}
