//! The operations this crate calls.

/// An operation of the Cognito user pools API, by the name AWS gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Starts a sign-in.
    InitiateAuth,
    /// Answers a challenge of a sign-in.
    RespondToAuthChallenge,
    /// Creates a user.
    SignUp,
    /// Confirms a new user by the code that Cognito sent.
    ConfirmSignUp,
    /// Sends that code again.
    ResendConfirmationCode,
    /// Reads the signed-in user.
    GetUser,
    /// Ends one sign-in: its refresh token and the access tokens made from it.
    RevokeToken,
    /// Ends every sign-in of the user.
    GlobalSignOut,
    /// Exchanges a refresh token for new tokens.
    GetTokensFromRefreshToken,
    /// InitiateAuth with the flow `REFRESH_TOKEN_AUTH`: the older way to do the same. A variant of its
    /// own, since its errors mean something else than those of a sign-in.
    RefreshTokenAuth,
}

impl Operation {
    /// The operation's name, as in AWS's API reference.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InitiateAuth | Self::RefreshTokenAuth => "InitiateAuth",
            Self::RespondToAuthChallenge => "RespondToAuthChallenge",
            Self::SignUp => "SignUp",
            Self::ConfirmSignUp => "ConfirmSignUp",
            Self::ResendConfirmationCode => "ResendConfirmationCode",
            Self::GetUser => "GetUser",
            Self::RevokeToken => "RevokeToken",
            Self::GlobalSignOut => "GlobalSignOut",
            Self::GetTokensFromRefreshToken => "GetTokensFromRefreshToken",
        }
    }

    /// The value of the `x-amz-target` header: the service's shape name and the operation's name.
    #[must_use]
    pub const fn target(self) -> &'static str {
        match self {
            Self::InitiateAuth | Self::RefreshTokenAuth => {
                "AWSCognitoIdentityProviderService.InitiateAuth"
            }
            Self::RespondToAuthChallenge => {
                "AWSCognitoIdentityProviderService.RespondToAuthChallenge"
            }
            Self::SignUp => "AWSCognitoIdentityProviderService.SignUp",
            Self::ConfirmSignUp => "AWSCognitoIdentityProviderService.ConfirmSignUp",
            Self::ResendConfirmationCode => {
                "AWSCognitoIdentityProviderService.ResendConfirmationCode"
            }
            Self::GetUser => "AWSCognitoIdentityProviderService.GetUser",
            Self::RevokeToken => "AWSCognitoIdentityProviderService.RevokeToken",
            Self::GlobalSignOut => "AWSCognitoIdentityProviderService.GlobalSignOut",
            Self::GetTokensFromRefreshToken => {
                "AWSCognitoIdentityProviderService.GetTokensFromRefreshToken"
            }
        }
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
