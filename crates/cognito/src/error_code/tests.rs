use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::error as model;

use super::ErrorCode;

macro_rules! names {
    ($($exception:ident)*) => {
        [$(model::$exception::SCHEMA.shape_id().shape_name()),*]
    };
}

/// The errors that the model gives for the operations of this crate, under the names that go over the wire.
fn modelled() -> BTreeSet<&'static str> {
    names! {
        // InitiateAuth
        FeatureUnavailableInTierException ForbiddenException InternalErrorException
        InvalidEmailRoleAccessPolicyException InvalidLambdaResponseException InvalidParameterException
        InvalidSmsRoleAccessPolicyException InvalidSmsRoleTrustRelationshipException
        InvalidUserPoolConfigurationException NotAuthorizedException OperationNotEnabledException
        PasswordResetRequiredException ResourceNotFoundException TooManyRequestsException
        UnexpectedLambdaException UnsupportedOperationException UserLambdaValidationException
        UserNotConfirmedException UserNotFoundException
        // RespondToAuthChallenge, what is not listed yet
        AliasExistsException CodeMismatchException ExpiredCodeException InvalidPasswordException
        MfaMethodNotFoundException PasswordHistoryPolicyViolationException
        SoftwareTokenMfaNotFoundException
        // SignUp
        CodeDeliveryFailureException LimitExceededException UsernameExistsException
        // ConfirmSignUp
        TooManyFailedAttemptsException
        // RevokeToken
        UnauthorizedException UnsupportedTokenTypeException
        // GetTokensFromRefreshToken
        RefreshTokenReuseException
    }
    .into()
}

#[test]
fn every_modelled_error_has_its_own_code() {
    for name in modelled() {
        let code = ErrorCode::from(name);
        assert!(
            !matches!(code, ErrorCode::Other(_)),
            "{name} is not told apart"
        );
        assert_eq!(code.as_str(), name);
    }
}

#[test]
fn every_code_is_a_modelled_error() {
    let known: BTreeSet<&str> = ErrorCode::KNOWN.iter().map(ErrorCode::as_str).collect();
    assert_eq!(known, modelled());
}

#[test]
fn unknown_errors_keep_their_name() {
    let code = ErrorCode::from("BrandNewException");
    assert_eq!(code, ErrorCode::Other("BrandNewException".into()));
    assert_eq!(code.to_string(), "BrandNewException");
}
