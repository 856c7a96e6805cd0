//! Ceremonies that go as they should.

use super::authenticator::{AAGUID, encode, flag};
use super::*;

#[tokio::test]
async fn registration_options_ask_for_a_passkey() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let begun = stand_in.registration_options(&token).await;
    let options = &begun.options;
    assert_eq!(
        options["rp"],
        json!({ "id": "localhost", "name": "Latchkey" })
    );
    assert_eq!(
        options["user"],
        json!({ "id": encode(USER.as_bytes()), "name": EMAIL, "displayName": EMAIL })
    );
    let algorithms: Vec<_> = options["pubKeyCredParams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameters| parameters["alg"].as_i64().unwrap())
        .collect();
    assert_eq!(algorithms, [-7, -8, -257]);
    assert_eq!(
        options["authenticatorSelection"],
        json!({
            "authenticatorAttachment": "platform", "residentKey": "required",
            "requireResidentKey": true, "userVerification": "required"
        })
    );
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 600_000);
    assert_eq!(options["excludeCredentials"], json!([]));
    assert_eq!(text(&options["challenge"]).len(), 43);
}

#[tokio::test]
async fn account_names_come_from_the_call_or_else_the_user() {
    let stand_in = StandIn::new();
    let attributes = json!({ "email": EMAIL, "username": "ann" });
    let token = stand_in.track_for(USER, attributes).await;
    let ask = async |body: Value| {
        let answer = stand_in
            .post(REGISTRATION_OPTIONS, Caller::Token(&token), body)
            .await;
        let user = &Begun::from(&answer).options["user"];
        (text(&user["name"]), text(&user["displayName"]))
    };
    let names = |name: &str, display: &str| (name.to_owned(), display.to_owned());
    assert_eq!(ask(Value::Null).await, names("ann", "ann"));
    let body = json!({ "username": "ann@work", "displayName": "Ann" });
    assert_eq!(ask(body).await, names("ann@work", "Ann"));
    // A user whom nothing is known of, with an id too long for a user handle.
    let id = "x".repeat(65);
    let token = stand_in.track_for(&id, json!({})).await;
    let answer = stand_in
        .post(REGISTRATION_OPTIONS, Caller::Token(&token), Value::Null)
        .await;
    let user = &Begun::from(&answer).options["user"];
    assert_eq!(text(&user["name"]), id);
    assert_eq!(text(&user["id"]).len(), 43);
}

#[tokio::test]
async fn a_first_passkey_enrols_and_proves_the_action() {
    let stand_in = StandIn::new();
    let token = stand_in.track_email().await;
    let begun = stand_in.registration_options(&token).await;
    let mut authenticator = Authenticator::new(Algorithm::Es256);
    let credential = authenticator.register(&begun.options, &Circumstances::default());
    let body = json!({ "registrationCredential": credential, "challengeId": begun.challenge_id });
    let request = Request::post(PASSKEY)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(
            "user-agent",
            "(Windows NT 10.0) Chrome/156.0.0.0 Safari/537.36",
        )
        .body(Body::from(body.to_string()));
    let enrolled = stand_in.send(request.unwrap()).await.json();
    assert_eq!(enrolled["isVerified"], true);
    assert_eq!(enrolled["userId"], USER);
    let proof = text(&enrolled["accessToken"]);
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(
        (&validated["isValid"], &validated["verificationMethod"]),
        (&json!(true), &json!("PASSKEY"))
    );

    let listed = stand_in.authenticators(USER).await;
    assert_eq!(listed, json!([enrolled["userAuthenticator"]]));
    let passkey = &listed[0];
    assert_eq!(
        passkey["userAuthenticatorId"],
        enrolled["userAuthenticatorId"]
    );
    assert_eq!(passkey["verificationMethod"], "PASSKEY");
    assert_eq!(
        (&passkey["username"], &passkey["displayName"]),
        (&json!(EMAIL), &json!(EMAIL))
    );
    assert_eq!(passkey["createdAt"], "2026-11-21T09:30:00Z");
    assert_eq!(passkey["verifiedAt"], passkey["createdAt"]);
    let mut details = passkey["webauthnCredential"].clone();
    assert!(!text(&details["deviceId"].take()).is_empty());
    let parsed = details["parsedUserAgent"].take();
    assert_eq!(parsed["browser"]["major"], "156");
    assert_eq!(
        details,
        json!({
            "credentialId": encode(&authenticator.credential_id), "deviceId": null,
            "name": "Chrome on Windows", "aaguid": AAGUID, "credentialBackedUp": true,
            "credentialDeviceType": "multiDevice", "authenticatorAttachment": "platform",
            "parsedUserAgent": null, "verifiedAt": passkey["verifiedAt"],
        })
    );
}

#[tokio::test]
async fn every_algorithm_that_is_asked_for_works() {
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Rs256] {
        let stand_in = StandIn::new();
        let token = stand_in.track_email().await;
        let mut authenticator = Authenticator::new(algorithm);
        let how = Circumstances::default();
        let enrolled = stand_in
            .register_with(&token, &mut authenticator, &how)
            .await;
        assert_eq!(
            enrolled.status,
            StatusCode::OK,
            "{algorithm:?}: {}",
            enrolled.body
        );
        let bogus = Circumstances {
            bogus_signature: true,
            ..how.clone()
        };
        let refusal = stand_in.sign_in(&mut authenticator, &bogus).await.refusal();
        assert_eq!(refusal, refused(400, "invalid_credential"), "{algorithm:?}");
        let signed_in = stand_in.sign_in(&mut authenticator, &how).await;
        assert_eq!(signed_in.json()["isVerified"], true, "{algorithm:?}");
    }
}

#[tokio::test]
async fn signing_in_without_a_token_says_who_it_is_and_proves_it() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    stand_in.wait(60);
    let begun = stand_in.begin_sign_in().await;
    assert_eq!(begun.options["rpId"], "localhost");
    assert_eq!(begun.options["allowCredentials"], json!([]));
    assert_eq!(begun.options["userVerification"], "required");
    let how = Circumstances::default();
    let answer = stand_in
        .answer(Caller::Tenant, &begun, &mut authenticator, &how)
        .await
        .json();
    let listed = &stand_in.authenticators(USER).await[0];
    assert_eq!(answer["isVerified"], true);
    assert_eq!(answer["userId"], USER);
    assert_eq!(answer["userAuthenticatorId"], listed["userAuthenticatorId"]);
    assert_eq!(
        (&answer["username"], &answer["userDisplayName"]),
        (&json!(EMAIL), &json!(EMAIL))
    );
    assert_eq!(listed["lastVerifiedAt"], "2026-11-21T09:31:00Z");
    assert_eq!(listed["verifiedAt"], "2026-11-21T09:30:00Z");
    assert_eq!(listed["webauthnCredential"]["deviceId"], "device-1");

    let proof = text(&answer["accessToken"]);
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(validated["isValid"], true);
    assert_eq!(validated["state"], "CHALLENGE_SUCCEEDED");
    assert_eq!(validated["verificationMethod"], "PASSKEY");
    assert_eq!(
        stand_in.validate(&proof, OTHER_USER, ACTION).await["isValid"],
        false
    );
}

#[tokio::test]
async fn a_challenge_of_a_token_allows_its_users_passkeys_only() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    stand_in.enrolled(OTHER_USER).await;
    let token = stand_in.track_email().await;
    let begun = stand_in.begin_with(&token).await;
    assert_eq!(
        begun.options["allowCredentials"],
        json!([{
            "type": "public-key", "id": encode(&authenticator.credential_id),
            "transports": ["internal", "hybrid"]
        }])
    );
    // Credentials that are asked for by their ids need not say whose they are.
    let how = Circumstances {
        no_user_handle: true,
        ..Default::default()
    };
    let answer = stand_in
        .answer(Caller::Token(&token), &begun, &mut authenticator, &how)
        .await
        .json();
    let validated = stand_in
        .validate(&text(&answer["accessToken"]), USER, ACTION)
        .await;
    assert_eq!(validated["isValid"], true);
}

#[tokio::test]
async fn a_sign_in_that_names_no_action_has_one_of_its_own() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let begun = stand_in
        .post(AUTHENTICATION_OPTIONS, Caller::Tenant, json!({}))
        .await;
    let how = Circumstances::default();
    let answer = stand_in
        .answer(
            Caller::Tenant,
            &Begun::from(&begun),
            &mut authenticator,
            &how,
        )
        .await
        .json();
    let proof = text(&answer["accessToken"]);
    assert_eq!(
        stand_in.validate(&proof, USER, "signIn").await["isValid"],
        true
    );
    assert_eq!(
        stand_in.validate(&proof, USER, ACTION).await["isValid"],
        false
    );
}

#[tokio::test]
async fn a_second_passkey_needs_the_scope_and_excludes_the_first() {
    let stand_in = StandIn::new();
    let first = stand_in.enrolled(USER).await;
    let plain = stand_in.track_email().await;
    let refusal = stand_in
        .post(REGISTRATION_OPTIONS, Caller::Token(&plain), Value::Null)
        .await;
    assert_eq!(refusal.refusal(), refused(403, "unauthorized"));

    let scope = json!({ "scope": "add:authenticators" });
    let token = stand_in.track_for(USER, scope).await;
    let begun = stand_in.registration_options(&token).await;
    assert_eq!(
        begun.options["excludeCredentials"][0]["id"],
        encode(&first.credential_id)
    );
    let mut second = Authenticator::new(Algorithm::Es256);
    let answer = stand_in
        .register_with(&token, &mut second, &Circumstances::default())
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(
        stand_in
            .authenticators(USER)
            .await
            .as_array()
            .unwrap()
            .len(),
        2
    );
    // So does a token whose challenge succeeded.
    let proof = text(&answer.json()["accessToken"]);
    let mut third = Authenticator::new(Algorithm::Es256);
    let answer = stand_in
        .register_with(&proof, &mut third, &Circumstances::default())
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn a_browser_may_create_a_passkey_by_itself_after_a_sign_in() {
    let stand_in = StandIn::new();
    let proof = stand_in.signed_in().await;
    let begun = stand_in.registration_options(&proof).await;
    let mut authenticator = Authenticator::new(Algorithm::Es256);
    let nobody = Circumstances {
        flags: flag::BE | flag::BS,
        ..Default::default()
    };
    let body = json!({
        "registrationCredential": authenticator.register(&begun.options, &nobody),
        "conditionalCreate": true, "challengeId": begun.challenge_id,
    });
    let answer = stand_in.post(PASSKEY, Caller::Token(&proof), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    // Using it takes a person all the same.
    let refusal = stand_in
        .sign_in(&mut authenticator, &nobody)
        .await
        .refusal();
    assert_eq!(refusal, refused(400, "invalid_credential"));
    let signed_in = stand_in
        .sign_in(&mut authenticator, &Circumstances::default())
        .await;
    assert_eq!(signed_in.status, StatusCode::OK);
}

#[tokio::test]
async fn a_removed_passkey_is_unknown() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let find = format!(
        "{PASSKEY}?credentialIds=bm9uZQ,!,{}",
        encode(&authenticator.credential_id)
    );
    let found = stand_in.get(&find, Caller::Tenant).await.json();
    assert_eq!(found["credentialId"], encode(&authenticator.credential_id));
    assert_eq!(found["verifiedAt"], "2026-11-21T09:30:00Z");

    let id = text(&stand_in.authenticators(USER).await[0]["userAuthenticatorId"]);
    let path = format!("/v1/users/{USER}/authenticators/{id}");
    let removed = stand_in
        .call(Method::DELETE, &path, Caller::Server, Value::Null)
        .await;
    assert_eq!(removed.status, StatusCode::OK);
    let how = Circumstances::default();
    let refusal = stand_in.sign_in(&mut authenticator, &how).await.refusal();
    assert_eq!(refusal, refused(400, "unknown_credential"));
    assert_eq!(
        stand_in.get(&find, Caller::Tenant).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(stand_in.authenticators(USER).await, json!([]));

    // The same with its user.
    let mut other = stand_in.enrolled(OTHER_USER).await;
    let path = format!("/v1/users/{OTHER_USER}");
    stand_in
        .call(Method::DELETE, &path, Caller::Server, Value::Null)
        .await;
    let refusal = stand_in.sign_in(&mut other, &how).await.refusal();
    assert_eq!(refusal, refused(400, "unknown_credential"));
}

#[tokio::test]
async fn a_counter_that_advances_is_fine() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    authenticator.sign_count = 7;
    for _ in 0..2 {
        let answer = stand_in
            .sign_in(&mut authenticator, &Circumstances::default())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}

#[tokio::test]
async fn the_pre_built_ui_may_run_ceremonies_itself_and_framed_by_an_app() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let own = Circumstances {
        origin: "http://localhost:4001",
        ..Default::default()
    };
    let framed = Circumstances {
        cross_origin: Some(true),
        top_origin: Some("http://localhost:8080"),
        ..own.clone()
    };
    let not_framed = Circumstances {
        cross_origin: Some(false),
        ..own.clone()
    };
    for how in [own, framed, not_framed] {
        let answer = stand_in.sign_in(&mut authenticator, &how).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}

#[tokio::test]
async fn a_fault_keeps_to_the_user_of_a_passkey() {
    let stand_in = StandIn::new();
    let mut anns = stand_in.enrolled(USER).await;
    let mut bobs = stand_in.enrolled(OTHER_USER).await;
    stand_in.track_email().await;
    let fault = json!([{ "pathPrefix": VERIFY, "contains": EMAIL, "status": 503 }]);
    stand_in
        .call(Method::PUT, "/local/faults", Caller::Nobody, fault)
        .await;
    let how = Circumstances::default();
    let faulty = stand_in.sign_in(&mut anns, &how).await;
    assert_eq!(faulty.refusal(), refused(503, "unexpected_error"));
    let spared = stand_in.sign_in(&mut bobs, &how).await;
    assert_eq!(spared.status, StatusCode::OK);
}
