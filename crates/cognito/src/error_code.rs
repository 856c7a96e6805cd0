//! The codes of Cognito's errors.

use std::fmt;

use crate::Actor;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $actor:ident;)*) => {
        /// The code of an error of Cognito's: those that the model gives for the operations of this crate,
        /// each by its AWS name less `Exception`, and any other by its full name.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)*
            /// One that the model does not know, by the name that was sent.
            Other(String),
        }

        impl ErrorCode {
            /// The AWS name, such as `UserNotFoundException`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }

            /// Who must act, as far as the code alone tells.
            pub(crate) const fn actor(&self) -> Actor {
                match self {
                    $(Self::$variant => Actor::$actor,)*
                    Self::Other(_) => Actor::Operator,
                }
            }

            #[cfg(test)]
            pub(crate) const KNOWN: &[Self] = &[$(Self::$variant,)*];
        }

        impl From<&str> for ErrorCode {
            fn from(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
}

error_codes! {
    /// The email address or phone number belongs to another user already.
    AliasExists = "AliasExistsException", User;
    /// Cognito could not deliver a confirmation code.
    CodeDeliveryFailure = "CodeDeliveryFailureException", Operator;
    /// The answer or code is wrong.
    CodeMismatch = "CodeMismatchException", User;
    /// The code has expired.
    ExpiredCode = "ExpiredCodeException", User;
    /// The pool's feature plan lacks something.
    FeatureUnavailableInTier = "FeatureUnavailableInTierException", Operator;
    /// The web application firewall in front of the pool said no.
    Forbidden = "ForbiddenException", Operator;
    /// Cognito's own fault.
    InternalError = "InternalErrorException", User;
    /// Cognito may not send email with the configured identity.
    InvalidEmailRoleAccessPolicy = "InvalidEmailRoleAccessPolicyException", Operator;
    /// A trigger's answer is unusable.
    InvalidLambdaResponse = "InvalidLambdaResponseException", Operator;
    /// A parameter is unusable: a user name that is no email address, a flow that the client does not allow.
    InvalidParameter = "InvalidParameterException", Operator;
    /// The password does not meet the pool's policy.
    InvalidPassword = "InvalidPasswordException", Operator;
    /// Cognito may not send SMS with the configured role.
    InvalidSmsRoleAccessPolicy = "InvalidSmsRoleAccessPolicyException", Operator;
    /// The configured SMS role does not trust Cognito.
    InvalidSmsRoleTrustRelationship = "InvalidSmsRoleTrustRelationshipException", Operator;
    /// The pool's configuration contradicts itself.
    InvalidUserPoolConfiguration = "InvalidUserPoolConfigurationException", Operator;
    /// A quota of the account is used up.
    LimitExceeded = "LimitExceededException", User;
    /// The user has no such second factor.
    MfaMethodNotFound = "MFAMethodNotFoundException", Operator;
    /// Refused: a wrong, used or expired session or token, a disabled user, a failed sign-in, or sign-up
    /// closed by the pool.
    NotAuthorized = "NotAuthorizedException", User;
    /// The pool or client does not have the operation enabled.
    OperationNotEnabled = "OperationNotEnabledException", Operator;
    /// The password was used before.
    PasswordHistoryPolicyViolation = "PasswordHistoryPolicyViolationException", Operator;
    /// The user must reset the password first.
    PasswordResetRequired = "PasswordResetRequiredException", Operator;
    /// A refresh token was used again after its rotation.
    RefreshTokenReuse = "RefreshTokenReuseException", User;
    /// The pool or app client does not exist.
    ResourceNotFound = "ResourceNotFoundException", Operator;
    /// No software token is set up for the user.
    SoftwareTokenMfaNotFound = "SoftwareTokenMFANotFoundException", Operator;
    /// Too many wrong codes in too short a time.
    TooManyFailedAttempts = "TooManyFailedAttemptsException", User;
    /// Too many requests.
    TooManyRequests = "TooManyRequestsException", User;
    /// The caller may not do this.
    Unauthorized = "UnauthorizedException", Operator;
    /// A trigger could not be called or broke off.
    UnexpectedLambda = "UnexpectedLambdaException", Operator;
    /// The pool or client does not support the operation.
    UnsupportedOperation = "UnsupportedOperationException", Operator;
    /// The token is of a kind that cannot be revoked.
    UnsupportedTokenType = "UnsupportedTokenTypeException", Operator;
    /// A trigger refused, in its own words.
    UserLambdaValidation = "UserLambdaValidationException", User;
    /// The user name is taken.
    UsernameExists = "UsernameExistsException", User;
    /// The user has not confirmed the sign-up.
    UserNotConfirmed = "UserNotConfirmedException", User;
    /// There is no such user.
    UserNotFound = "UserNotFoundException", User;
}

impl ErrorCode {
    /// Whether it says: too much, too fast. AWS's front doors have names for it that no model lists.
    pub(crate) fn is_throttling(&self) -> bool {
        match self {
            Self::TooManyRequests | Self::LimitExceeded | Self::TooManyFailedAttempts => true,
            Self::Other(name) => matches!(
                name.as_str(),
                "ThrottlingException"
                    | "Throttling"
                    | "ThrottledException"
                    | "RequestThrottledException"
                    | "RequestLimitExceeded"
            ),
            _ => false,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
