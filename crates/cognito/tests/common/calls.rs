//! Every operation as a plain function, for tests that hold for all of them.

use cognito::{
    AccessToken, ChallengeSession, CognitoClient, CognitoError, Operation, Password, RefreshToken,
    Transport, UserAttributes,
};

use super::run;

pub const ALL: [Operation; 10] = [
    Operation::InitiateAuth,
    Operation::RespondToAuthChallenge,
    Operation::SignUp,
    Operation::ConfirmSignUp,
    Operation::ResendConfirmationCode,
    Operation::GetUser,
    Operation::RevokeToken,
    Operation::GlobalSignOut,
    Operation::GetTokensFromRefreshToken,
    Operation::RefreshTokenAuth,
];

/// Calls `operation` with plausible input and gives what came out as text.
pub fn call<T: Transport>(
    client: &CognitoClient<T>,
    operation: Operation,
) -> Result<String, CognitoError> {
    let access = AccessToken::new("access");
    let refresh = RefreshToken::new("refresh");
    run(async {
        Ok(match operation {
            Operation::InitiateAuth => {
                format!("{:?}", client.initiate_auth("ada@example.com").await?)
            }
            Operation::RespondToAuthChallenge => {
                let session = ChallengeSession::new("session");
                let outcome = client.respond_to_auth_challenge("ada", &session, "proof");
                format!("{:?}", outcome.await?)
            }
            Operation::SignUp => {
                let (password, attributes) = (Password::new("Aa1-"), UserAttributes::new());
                let signed_up = client.sign_up("ada", &password, &attributes);
                format!("{:?}", signed_up.await?)
            }
            Operation::ConfirmSignUp => {
                format!("{:?}", client.confirm_sign_up("ada", "123456").await?)
            }
            Operation::ResendConfirmationCode => {
                format!("{:?}", client.resend_confirmation_code("ada").await?)
            }
            Operation::GetUser => format!("{:?}", client.get_user(&access).await?),
            Operation::RevokeToken => format!("{:?}", client.revoke_token(&refresh).await?),
            Operation::GlobalSignOut => format!("{:?}", client.global_sign_out(&access).await?),
            Operation::GetTokensFromRefreshToken => {
                format!(
                    "{:?}",
                    client.get_tokens_from_refresh_token(&refresh).await?
                )
            }
            Operation::RefreshTokenAuth => {
                format!("{:?}", client.refresh_token_auth(&refresh).await?)
            }
            other => panic!("{other} has no call here"),
        })
    })
}
