//! Answers that are none: cut off, of another shape, from someone else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use cognito::{CognitoError, MalformedAnswer, Operation, Response};
use common::{Answers, Script, answer, calls, client};
use proptest::prelude::*;

fn call(operation: Operation, response: Response) -> Result<String, CognitoError> {
    calls::call(&client(Script::of([Ok(response)])), operation)
}

fn is_malformed(result: &Result<String, CognitoError>) -> bool {
    matches!(result, Err(CognitoError::Malformed { .. }))
}

/// The successful answers that have a body, with their operations.
const SUCCESSES: [(Operation, &str); 9] = [
    (Operation::InitiateAuth, "challenge"),
    (Operation::RespondToAuthChallenge, "tokens"),
    (Operation::SignUp, "sign_up"),
    (Operation::ConfirmSignUp, "confirm_sign_up"),
    (
        Operation::ResendConfirmationCode,
        "resend_confirmation_code",
    ),
    (Operation::GetUser, "get_user"),
    (Operation::GlobalSignOut, "global_sign_out"),
    (Operation::GetTokensFromRefreshToken, "refresh"),
    (Operation::RefreshTokenAuth, "refresh"),
];

#[test]
fn an_answer_cut_off_anywhere_is_malformed() {
    for answers in [Answers::cognito(), Answers::ministack()] {
        for (operation, name) in SUCCESSES {
            let whole = answers.get(name);
            assert!(call(operation, whole.clone()).is_ok(), "{name}");
            for length in 1..whole.body.len() {
                let mut cut = whole.clone();
                cut.body.truncate(length);
                let result = call(operation, cut);
                assert!(is_malformed(&result), "{name} cut at {length}: {result:?}");
            }
        }
    }
}

#[test]
fn bodies_of_someone_else_are_malformed() {
    let portal = "<!doctype html><title>Welcome to the hotel</title>";
    for operation in calls::ALL {
        for body in [
            portal,
            "null",
            "[]",
            "\"text\"",
            "{} {}",
            "{}x",
            "{\"a\":}",
            "{'a':1}",
            "\u{feff}{}",
        ] {
            let result = call(operation, answer(200, body));
            assert!(is_malformed(&result), "{operation} {body}: {result:?}");
        }
    }
}

#[test]
fn members_that_the_api_promises_must_be_there() {
    use Operation::{GetTokensFromRefreshToken, GetUser, InitiateAuth, SignUp};
    let tokens = |members: &str| format!("{{\"AuthenticationResult\":{{{members}}}}}");
    for (operation, body, missing) in [
        (
            InitiateAuth,
            String::new(),
            "AuthenticationResult or ChallengeName",
        ),
        (
            InitiateAuth,
            "{}".into(),
            "AuthenticationResult or ChallengeName",
        ),
        (
            InitiateAuth,
            r#"{"Session":"s"}"#.into(),
            "AuthenticationResult or ChallengeName",
        ),
        (
            InitiateAuth,
            r#"{"ChallengeName":"CUSTOM_CHALLENGE"}"#.into(),
            "Session",
        ),
        (
            InitiateAuth,
            r#"{"ChallengeName":"CUSTOM_CHALLENGE","Session":""}"#.into(),
            "Session",
        ),
        (
            InitiateAuth,
            r#"{"ChallengeName":"CUSTOM_CHALLENGE","Session":null}"#.into(),
            "Session",
        ),
        (InitiateAuth, tokens(""), "ExpiresIn"),
        (
            InitiateAuth,
            tokens(r#""ExpiresIn":0,"AccessToken":"a","IdToken":"i""#),
            "ExpiresIn",
        ),
        (
            InitiateAuth,
            tokens(r#""ExpiresIn":-5,"AccessToken":"a","IdToken":"i""#),
            "ExpiresIn",
        ),
        (
            InitiateAuth,
            tokens(r#""ExpiresIn":5,"IdToken":"i""#),
            "AccessToken",
        ),
        (
            InitiateAuth,
            tokens(r#""ExpiresIn":5,"AccessToken":"a","IdToken":"""#),
            "IdToken",
        ),
        (
            GetTokensFromRefreshToken,
            "{}".into(),
            "AuthenticationResult",
        ),
        (SignUp, r#"{"UserConfirmed":true}"#.into(), "UserSub"),
        (GetUser, r#"{"UserAttributes":[]}"#.into(), "Username"),
    ] {
        assert_eq!(
            call(operation, answer(200, &body)),
            Err(CognitoError::Malformed {
                operation,
                reason: MalformedAnswer::Missing(missing),
            }),
            "{body}"
        );
    }
}

#[test]
fn members_of_the_wrong_type_are_malformed() {
    for (operation, body) in [
        (
            Operation::InitiateAuth,
            r#"{"ChallengeName":7,"Session":"s"}"#,
        ),
        (
            Operation::InitiateAuth,
            r#"{"ChallengeName":"C","Session":{}}"#,
        ),
        (
            Operation::InitiateAuth,
            r#"{"ChallengeName":"C","Session":"s","ChallengeParameters":{"url":1}}"#,
        ),
        (
            Operation::GetTokensFromRefreshToken,
            r#"{"AuthenticationResult":{"ExpiresIn":"300","AccessToken":"a","IdToken":"i"}}"#,
        ),
        (
            Operation::GetTokensFromRefreshToken,
            r#"{"AuthenticationResult":{"ExpiresIn":99999999999,"AccessToken":"a","IdToken":"i"}}"#,
        ),
        (
            Operation::SignUp,
            r#"{"UserSub":"s","UserConfirmed":"yes"}"#,
        ),
        (Operation::ConfirmSignUp, r#"{"Session":7}"#),
        (
            Operation::ResendConfirmationCode,
            r#"{"CodeDeliveryDetails":"a***@e***"}"#,
        ),
        (
            Operation::GetUser,
            r#"{"Username":"u","UserAttributes":{}}"#,
        ),
        (
            Operation::GetUser,
            r#"{"Username":"u","UserAttributes":["a"]}"#,
        ),
    ] {
        let result = call(operation, answer(200, body));
        assert!(is_malformed(&result), "{body}: {result:?}");
    }
}

#[test]
fn members_that_nobody_knows_are_skipped() {
    let body = r#"{"New":{"deep":[1,-2.5e3,"x\u00e9",null,{"a":[true,false]}]},
        "ChallengeName":"CUSTOM_CHALLENGE","Session":"s","AvailableChallenges":["SMS_OTP"]}"#;
    assert!(call(Operation::InitiateAuth, answer(200, body)).is_ok());
}

#[test]
fn deep_nesting_ends_in_an_error_not_in_the_stack() {
    for open in ["[", "{\"a\":"] {
        let body = format!("{{\"ChallengeParameters\":{}", open.repeat(100_000));
        let result = call(Operation::InitiateAuth, answer(200, &body));
        assert!(is_malformed(&result), "{result:?}");
        let body = format!("{{\"Unknown\":{}", open.repeat(100_000));
        let result = call(Operation::InitiateAuth, answer(200, &body));
        assert!(is_malformed(&result), "{result:?}");
    }
}

#[test]
fn an_answer_never_shows_up_in_its_error() {
    let body = r#"{"AuthenticationResult":{"ExpiresIn":300,"AccessToken":"hidden\q"}}"#;
    let error = call(Operation::InitiateAuth, answer(200, body)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hidden"));
}

proptest! {
    #[test]
    fn no_answer_makes_it_panic(
        status in prop_oneof![Just(200_u16), Just(400), Just(500), any::<u16>()],
        body in prop_oneof![
            any::<Vec<u8>>(),
            r#"[\[\]{}:,"\\a-z0-9 .eE+-]{0,64}"#.prop_map(String::into_bytes),
        ],
        error_type in any::<Option<String>>(),
    ) {
        for operation in calls::ALL {
            let response = Response { status, error_type: error_type.clone(), body: body.clone(), ..Response::default() };
            // Whatever comes out, it can be printed and judged.
            if let Err(error) = call(operation, response) {
                prop_assert!(!error.to_string().is_empty());
                let _ = (error.actor(), error.is_retryable(), error.refresh_token_is_dead());
            }
        }
    }

    #[test]
    fn any_change_of_one_byte_is_an_answer_or_an_error(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let answers = Answers::cognito();
        for (operation, name) in SUCCESSES {
            let mut response = answers.get(name);
            let at = at.index(response.body.len());
            response.body[at] = byte;
            let result = call(operation, response);
            prop_assert!(result.is_ok() || is_malformed(&result));
        }
    }
}
