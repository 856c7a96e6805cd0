use aws_sdk_cognitoidentityprovider::operation::initiate_auth::{
    InitiateAuthInput, InitiateAuthOutput,
};
use aws_sdk_cognitoidentityprovider::operation::sign_up::SignUpInput;
use aws_sdk_cognitoidentityprovider::types::{
    AnalyticsMetadataType, AttributeType, AuthFlowType, ChallengeNameType, UserContextDataType,
};
use aws_smithy_json::codec::JsonCodec;
use aws_smithy_schema::codec::{Codec, FinishSerializer};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// What AWS's own codec writes for `input`.
fn encoded_by_aws(input: &dyn SerializableStruct) -> Value {
    let mut serializer = JsonCodec::default().create_serializer();
    serializer.write_struct(input.schema(), input).unwrap();
    serde_json::from_slice(&FinishSerializer::finish(serializer)).unwrap()
}

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

/// Each output, with every member that its model has, comes out of this codec as it does out of AWS's own.
#[test]
fn every_member_of_every_answer_is_read_as_aws_reads_it() {
    use aws_sdk_cognitoidentityprovider::operation::{
        confirm_sign_up::ConfirmSignUpOutput,
        get_tokens_from_refresh_token::GetTokensFromRefreshTokenOutput, get_user::GetUserOutput,
        global_sign_out::GlobalSignOutOutput,
        resend_confirmation_code::ResendConfirmationCodeOutput,
        respond_to_auth_challenge::RespondToAuthChallengeOutput, revoke_token::RevokeTokenOutput,
        sign_up::SignUpOutput,
    };

    let tokens = json!({
        "AccessToken": "a", "ExpiresIn": 900, "TokenType": "Bearer", "RefreshToken": "r", "IdToken": "i",
        "NewDeviceMetadata": {"DeviceKey": "k", "DeviceGroupKey": "g"},
    });
    let outcome = json!({
        "ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {"a": "b"},
        "AuthenticationResult": tokens, "AvailableChallenges": ["EMAIL_OTP", "NEW_KIND"],
    });
    macro_rules! same {
        ($($output:ident: $answer:expr;)*) => {$(
            let answer: Value = $answer;
            // Nothing is left out: the model has no member that the answer lacks.
            let members = $output::SCHEMA.members().iter().filter_map(|m| m.member_name());
            for name in members {
                assert!(answer.get(name).is_some(), "{} lacks {name}", stringify!($output));
            }
            let json = answer.to_string();
            let ours = decode(json.as_bytes(), $output::deserialize).unwrap();
            let theirs = $output::deserialize(&mut JsonCodec::default().create_deserializer(json.as_bytes()));
            assert_eq!(ours, theirs.unwrap());
        )*};
    }
    same! {
        InitiateAuthOutput: outcome.clone();
        RespondToAuthChallengeOutput: outcome;
        GetTokensFromRefreshTokenOutput: json!({"AuthenticationResult": tokens});
        SignUpOutput: json!({
            "UserConfirmed": true, "UserSub": "u", "Session": "s",
            "CodeDeliveryDetails": {"Destination": "a***", "DeliveryMedium": "EMAIL", "AttributeName": "email"},
        });
        ConfirmSignUpOutput: json!({"Session": "s"});
        ResendConfirmationCodeOutput: json!({
            "CodeDeliveryDetails": {"Destination": "+*******5678", "DeliveryMedium": "SMS", "AttributeName": "phone_number"},
        });
        GetUserOutput: json!({
            "Username": "u", "PreferredMfaSetting": "SMS_MFA", "UserMFASettingList": ["SMS_MFA"],
            "UserAttributes": [{"Name": "email", "Value": "e"}, {"Name": "empty"}],
            "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}],
        });
        RevokeTokenOutput: json!({});
        GlobalSignOutOutput: json!({});
    }
}

proptest! {
    #[test]
    fn requests_are_what_awss_own_codec_writes(
        texts in prop::array::uniform4(any::<String>()),
        map in prop::collection::hash_map(any::<String>(), any::<String>(), 0..4),
        list in prop::collection::vec((any::<String>(), any::<Option<String>>()), 0..4),
    ) {
        let [client, user, session, endpoint] = texts;
        let input = InitiateAuthInput::builder()
            .client_id(&client)
            .auth_flow(AuthFlowType::CustomAuth)
            .set_auth_parameters(Some(map.clone()))
            .set_client_metadata(Some(map))
            .analytics_metadata(AnalyticsMetadataType::builder().analytics_endpoint_id(endpoint).build())
            .user_context_data(UserContextDataType::builder().build())
            .session(session)
            .build()
            .unwrap();
        prop_assert_eq!(encoded(&input), encoded_by_aws(&input));

        let attributes = list.into_iter().map(|(name, value)| {
            AttributeType::builder().name(name).set_value(value).build().unwrap()
        });
        let input = SignUpInput::builder()
            .client_id(client)
            .username(user)
            .set_user_attributes(Some(attributes.collect()))
            .build()
            .unwrap();
        prop_assert_eq!(encoded(&input), encoded_by_aws(&input));
    }
}
