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
