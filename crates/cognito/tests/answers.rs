//! What the client makes of the answers of Cognito and of MiniStack.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use std::time::Duration;

use cognito::{
    AccessToken, AuthOutcome, Challenge, ChallengeName, ChallengeSession, Claims, ErrorCode,
    Operation, Password, RefreshToken, Tokens, UserAttributes,
};
use common::{Answers, answer, calls, client, run};

fn initiate(answers: &Answers, name: &str) -> AuthOutcome {
    run(answers.client(name).initiate_auth("ada@example.com")).unwrap()
}

fn respond(answers: &Answers, name: &str) -> AuthOutcome {
    let session = ChallengeSession::new("session");
    run(answers
        .client(name)
        .respond_to_auth_challenge("ada", &session, "proof"))
    .unwrap()
}

fn challenge(outcome: AuthOutcome) -> Challenge {
    match outcome {
        AuthOutcome::Challenge(challenge) => challenge,
        other => panic!("expected a challenge, got {other:?}"),
    }
}

fn tokens(outcome: AuthOutcome) -> Tokens {
    match outcome {
        AuthOutcome::Tokens(tokens) => tokens,
        other => panic!("expected tokens, got {other:?}"),
    }
}

#[test]
fn a_custom_challenge_brings_session_and_parameters() {
    let cognito = challenge(initiate(&Answers::cognito(), "challenge"));
    assert_eq!(cognito.name, ChallengeName::CustomChallenge);
    assert_eq!(
        cognito.session.expose(),
        "AYABeFsS2kTO9ejk-example-session-Ck3vB0aVQ3xzq1xkzYfP7m0aLw"
    );
    assert_eq!(
        cognito.parameters.get("url"),
        Some("https://mfa.authsignal.com/?token=eyJ0")
    );
    assert_eq!(cognito.parameters.get("token"), Some("eyJ0"));
    assert_eq!(
        cognito.parameters.username(),
        Some("c3b4a8f2-10a1-70c5-4d7e-5a0e5b9f6c11")
    );
    assert_eq!(cognito.parameters.get("nothing"), None);

    let ministack = challenge(initiate(&Answers::ministack(), "challenge"));
    assert_eq!(ministack.name, ChallengeName::CustomChallenge);
    assert_eq!(ministack.parameters.get("token"), Some("t"));
    assert_eq!(ministack.parameters.username(), None);
}

#[test]
fn a_wrong_answer_brings_a_new_challenge() {
    let cognito = Answers::cognito();
    let first = challenge(initiate(&cognito, "challenge"));
    let second = challenge(respond(&cognito, "wrong_answer"));
    assert_ne!(first.session, second.session, "each session is single use");

    let ministack = Answers::ministack();
    let first = challenge(initiate(&ministack, "challenge"));
    let second = challenge(respond(&ministack, "wrong_answer"));
    assert_eq!(first, second, "MiniStack gives the same session again");
}

#[test]
fn challenges_of_other_kinds_keep_their_name() {
    let challenge = challenge(initiate(&Answers::cognito(), "new_password_required"));
    assert_eq!(
        challenge.name,
        ChallengeName::Other("NEW_PASSWORD_REQUIRED".into())
    );
    assert_eq!(challenge.parameters.get("requiredAttributes"), Some("[]"));
}

#[test]
fn the_right_answer_brings_tokens() {
    let cognito = tokens(respond(&Answers::cognito(), "tokens"));
    assert_eq!(cognito.expires_in, Duration::from_secs(300));
    assert!(cognito.refresh.is_some());
    let id = Claims::of_id_token(&cognito.id).unwrap();
    assert_eq!(id.email.as_deref(), Some("ada@example.com"));
    assert!(id.email_verified);
    assert_eq!(id.client_id, common::CLIENT_ID);
    assert_eq!(
        (id.issued_at, id.expires_at),
        (1_795_267_810, 1_795_268_110)
    );
    let access = Claims::of_access_token(&cognito.access).unwrap();
    assert_eq!((&access.sub, &access.origin_jti), (&id.sub, &id.origin_jti));
    assert_eq!(access.username, id.username);

    let ministack = tokens(respond(&Answers::ministack(), "tokens"));
    assert_eq!(ministack.expires_in, Duration::from_secs(3600));
    let id = Claims::of_id_token(&ministack.id).unwrap();
    assert_eq!(id.email.as_deref(), Some("new@example.com"));
    assert_eq!(
        Claims::of_access_token(&ministack.access).unwrap().sub,
        id.sub
    );
}

#[test]
fn a_device_key_does_not_get_in_the_way_of_tokens() {
    let cognito = Answers::cognito();
    assert_eq!(
        respond(&cognito, "tokens"),
        respond(&cognito, "tokens_with_device")
    );
}

#[test]
fn a_refresh_brings_a_refresh_token_only_where_it_rotates() {
    let refresh = |answers: &Answers, name: &str| {
        run(answers
            .client(name)
            .get_tokens_from_refresh_token(&RefreshToken::new("refresh")))
        .unwrap()
    };
    let cognito = Answers::cognito();
    assert_eq!(refresh(&cognito, "refresh").refresh, None);
    let before = tokens(respond(&cognito, "tokens")).refresh;
    let rotated = refresh(&cognito, "refresh_rotated").refresh;
    assert!(rotated.is_some() && rotated != before);
    assert_eq!(refresh(&Answers::ministack(), "refresh").refresh, None);
}

#[test]
fn sign_up_says_whether_the_user_may_sign_in() {
    let sign_up = |answers: &Answers, name: &str| {
        let attributes = UserAttributes::new();
        run(answers
            .client(name)
            .sign_up("ada", &Password::new("p"), &attributes))
        .unwrap()
    };
    let confirmed = sign_up(&Answers::cognito(), "sign_up");
    assert!(confirmed.confirmed);
    assert_eq!(confirmed.sub, "c3b4a8f2-10a1-70c5-4d7e-5a0e5b9f6c11");
    assert!(!sign_up(&Answers::cognito(), "sign_up_to_be_confirmed").confirmed);
    assert!(!sign_up(&Answers::ministack(), "sign_up_to_be_confirmed").confirmed);
    assert!(sign_up(&Answers::ministack(), "sign_up").confirmed);
}

#[test]
fn a_code_is_confirmed_and_sent_again_by_both() {
    for answers in [Answers::cognito(), Answers::ministack()] {
        for (operation, name) in [
            (Operation::ConfirmSignUp, "confirm_sign_up"),
            (
                Operation::ResendConfirmationCode,
                "resend_confirmation_code",
            ),
        ] {
            let result = calls::call(&answers.client(name), operation);
            assert_eq!(result.as_deref(), Ok("()"), "{name}");
        }
    }
}

#[test]
fn get_user_gives_name_and_attributes() {
    let access = AccessToken::new("access");
    let user = run(Answers::cognito().client("get_user").get_user(&access)).unwrap();
    assert_eq!(user.username, "c3b4a8f2-10a1-70c5-4d7e-5a0e5b9f6c11");
    assert_eq!(user.attributes.get("email"), Some("ada@example.com"));
    assert_eq!(user.attributes.get("email_verified"), Some("true"));
    let user = run(Answers::ministack().client("get_user").get_user(&access)).unwrap();
    assert_eq!(user.attributes.get("email"), Some("new@example.com"));
}

#[test]
fn revoke_sign_out_and_confirm_take_an_empty_body_and_an_empty_object() {
    for operation in [
        Operation::RevokeToken,
        Operation::GlobalSignOut,
        Operation::ConfirmSignUp,
    ] {
        for body in ["", "{}", " {} \n"] {
            let client = client(common::Script::of([Ok(answer(200, body))]));
            assert_eq!(calls::call(&client, operation).as_deref(), Ok("()"));
        }
    }
}

/// Each recorded error, by the operation that it belongs to, and the code it must come out as.
#[test]
fn recorded_errors_come_out_as_their_codes() {
    use Operation::{
        ConfirmSignUp, GetTokensFromRefreshToken, GetUser, GlobalSignOut, InitiateAuth,
        ResendConfirmationCode, RespondToAuthChallenge, SignUp,
    };
    let expectations = [
        (InitiateAuth, "unknown_user", ErrorCode::UserNotFound),
        (SignUp, "user_name_taken", ErrorCode::UsernameExists),
        (ConfirmSignUp, "wrong_code", ErrorCode::CodeMismatch),
        (
            RespondToAuthChallenge,
            "wrong_answer_three_times",
            ErrorCode::NotAuthorized,
        ),
        (
            GetTokensFromRefreshToken,
            "refresh_revoked",
            ErrorCode::NotAuthorized,
        ),
        (InitiateAuth, "unknown_client", ErrorCode::ResourceNotFound),
    ];
    for answers in [Answers::cognito(), Answers::ministack()] {
        for (operation, name, code) in &expectations {
            let error = calls::call(&answers.client(name), *operation).unwrap_err();
            assert_eq!(error.code(), Some(code), "{name}: {error}");
        }
    }
    let ministack = [
        (SignUp, "weak_password", ErrorCode::InvalidPassword),
        (
            RespondToAuthChallenge,
            "used_session",
            ErrorCode::InvalidParameter,
        ),
        (
            InitiateAuth,
            "trigger_failed",
            ErrorCode::InvalidLambdaResponse,
        ),
        (GetUser, "get_user_revoked", ErrorCode::NotAuthorized),
        (
            GlobalSignOut,
            "global_sign_out_revoked",
            ErrorCode::NotAuthorized,
        ),
        (
            GetUser,
            "unknown_operation",
            ErrorCode::Other("MissingAuthenticationTokenException".into()),
        ),
        (
            GetUser,
            "request_not_json",
            ErrorCode::Other("SerializationException".into()),
        ),
    ];
    for (operation, name, code) in ministack {
        let error = calls::call(&Answers::ministack().client(name), operation).unwrap_err();
        assert_eq!(error.code(), Some(&code), "{name}: {error}");
    }
    let cognito = [
        (
            InitiateAuth,
            "user_not_confirmed",
            ErrorCode::UserNotConfirmed,
        ),
        (
            RespondToAuthChallenge,
            "used_session",
            ErrorCode::NotAuthorized,
        ),
        (
            InitiateAuth,
            "trigger_failed",
            ErrorCode::UserLambdaValidation,
        ),
        (
            InitiateAuth,
            "trigger_timed_out",
            ErrorCode::UnexpectedLambda,
        ),
        (InitiateAuth, "throttled", ErrorCode::TooManyRequests),
        (SignUp, "attempt_limit", ErrorCode::LimitExceeded),
        (ConfirmSignUp, "expired_code", ErrorCode::ExpiredCode),
        (ConfirmSignUp, "confirmed_already", ErrorCode::NotAuthorized),
        (
            ConfirmSignUp,
            "too_many_wrong_codes",
            ErrorCode::TooManyFailedAttempts,
        ),
        (
            ResendConfirmationCode,
            "resend_to_confirmed",
            ErrorCode::InvalidParameter,
        ),
        (
            ResendConfirmationCode,
            "attempt_limit",
            ErrorCode::LimitExceeded,
        ),
        (InitiateAuth, "firewall", ErrorCode::Forbidden),
        (InitiateAuth, "internal_error", ErrorCode::InternalError),
        (
            GetTokensFromRefreshToken,
            "refresh_reused",
            ErrorCode::RefreshTokenReuse,
        ),
    ];
    for (operation, name, code) in cognito {
        let error = calls::call(&Answers::cognito().client(name), operation).unwrap_err();
        assert_eq!(error.code(), Some(&code), "{name}: {error}");
    }
}
