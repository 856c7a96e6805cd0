use aws_sdk_cognitoidentityprovider::operation::initiate_auth::{
    InitiateAuthInput, InitiateAuthOutput,
};
use aws_sdk_cognitoidentityprovider::operation::sign_up::SignUpInput;
use aws_sdk_cognitoidentityprovider::types::{
    AnalyticsMetadataType, AttributeType, AuthFlowType, ChallengeNameType, UserContextDataType,
};
use serde_json::{Value, json};

use super::*;

fn encoded(input: &dyn SerializableStruct) -> Value {
    serde_json::from_slice(&encode(input).unwrap()).unwrap()
}

#[test]
fn structures_lists_and_maps_nest() {
    let attribute = |name, value| {
        AttributeType::builder()
            .name(name)
            .value(value)
            .build()
            .unwrap()
    };
    let input = SignUpInput::builder()
        .client_id("client")
        .username("a\"b\\c\n\u{1F511}")
        .user_attributes(attribute("email", "ada@example.com"))
        .user_attributes(attribute("name", ""))
        .analytics_metadata(
            AnalyticsMetadataType::builder()
                .analytics_endpoint_id("x")
                .build(),
        )
        .client_metadata("one", "1")
        .client_metadata("two", "{}[]:,")
        .user_context_data(UserContextDataType::builder().build())
        .build()
        .unwrap();
    assert_eq!(
        encoded(&input),
        json!({
            "ClientId": "client",
            "Username": "a\"b\\c\n\u{1F511}",
            "UserAttributes": [
                {"Name": "email", "Value": "ada@example.com"},
                {"Name": "name", "Value": ""},
            ],
            "AnalyticsMetadata": {"AnalyticsEndpointId": "x"},
            "ClientMetadata": {"one": "1", "two": "{}[]:,"},
            "UserContextData": {},
        })
    );
}

#[test]
fn text_that_ends_like_an_opening_bracket_is_followed_by_a_comma() {
    let input = InitiateAuthInput::builder()
        .auth_flow(AuthFlowType::CustomAuth)
        .auth_parameters("USERNAME", "{")
        .auth_parameters("SECRET_HASH", "[")
        .client_id("{")
        .build()
        .unwrap();
    assert_eq!(
        encoded(&input),
        json!({
            "AuthFlow": "CUSTOM_AUTH",
            "AuthParameters": {"USERNAME": "{", "SECRET_HASH": "["},
            "ClientId": "{",
        })
    );
}

#[test]
fn every_member_of_an_answer_is_read() {
    let answer = json!({
        "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": "session",
        "ChallengeParameters": {"url": "https://example.com", "token": "t"},
        "AuthenticationResult": {
            "AccessToken": "a", "ExpiresIn": 900, "TokenType": "Bearer", "RefreshToken": "r", "IdToken": "i",
            "NewDeviceMetadata": {"DeviceKey": "k", "DeviceGroupKey": "g"},
        },
        "AvailableChallenges": ["EMAIL_OTP", "WEB_AUTHN"],
        "SomethingNew": {"nested": [1, 2.5, null]},
        "AnotherNull": null,
    });
    let output = decode(
        answer.to_string().as_bytes(),
        InitiateAuthOutput::deserialize,
    )
    .unwrap();
    assert_eq!(
        output.challenge_name,
        Some(ChallengeNameType::CustomChallenge)
    );
    assert_eq!(output.session.as_deref(), Some("session"));
    assert_eq!(output.challenge_parameters.unwrap()["token"], "t");
    assert_eq!(output.available_challenges.unwrap().len(), 2);
    let result = output.authentication_result.unwrap();
    assert_eq!(
        (result.expires_in, result.id_token.as_deref()),
        (900, Some("i"))
    );
    assert_eq!(
        result.new_device_metadata.unwrap().device_key.as_deref(),
        Some("k")
    );
}

#[test]
fn values_of_another_kind_are_refused() {
    for answer in [
        r#"{"Session": 1}"#,
        r#"{"AuthenticationResult": {"ExpiresIn": "900"}}"#,
        r#"{"AuthenticationResult": {"ExpiresIn": 900.5}}"#,
        r#"{"AuthenticationResult": {"ExpiresIn": 4294967296}}"#,
        r#"{"ChallengeParameters": []}"#,
        r#"{"AvailableChallenges": {}}"#,
        r#"{"AuthenticationResult": []}"#,
        "[]",
        "null",
        "{} x",
        "{",
        "",
    ] {
        assert!(
            decode(answer.as_bytes(), InitiateAuthOutput::deserialize).is_err(),
            "{answer}"
        );
    }
}
