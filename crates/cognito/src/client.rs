//! The calls.

use aws_sdk_cognitoidentityprovider::operation::confirm_sign_up::{
    ConfirmSignUpInput, ConfirmSignUpOutput,
};
use aws_sdk_cognitoidentityprovider::operation::get_tokens_from_refresh_token::{
    GetTokensFromRefreshTokenInput, GetTokensFromRefreshTokenOutput,
};
use aws_sdk_cognitoidentityprovider::operation::get_user::{GetUserInput, GetUserOutput};
use aws_sdk_cognitoidentityprovider::operation::global_sign_out::{
    GlobalSignOutInput, GlobalSignOutOutput,
};
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::{
    InitiateAuthInput, InitiateAuthOutput,
};
use aws_sdk_cognitoidentityprovider::operation::resend_confirmation_code::{
    ResendConfirmationCodeInput, ResendConfirmationCodeOutput,
};
use aws_sdk_cognitoidentityprovider::operation::respond_to_auth_challenge::{
    RespondToAuthChallengeInput, RespondToAuthChallengeOutput,
};
use aws_sdk_cognitoidentityprovider::operation::revoke_token::{
    RevokeTokenInput, RevokeTokenOutput,
};
use aws_sdk_cognitoidentityprovider::operation::sign_up::{SignUpInput, SignUpOutput};
use aws_sdk_cognitoidentityprovider::types::{AttributeType, AuthFlowType, ChallengeNameType};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::error::operation::BuildError;

use crate::outcome::required;
use crate::{
    AccessToken, AuthOutcome, ChallengeSession, ClientId, CognitoError, Endpoint, MalformedAnswer,
    Operation, Password, RefreshToken, Request, Response, SignedUp, Tokens, Transport, User,
    UserAttributes, answer, codec,
};

/// One app client of one user pool, reached through a [`Transport`].
///
/// Each call is one request, never retried: who calls knows best when that is safe
/// ([`CognitoError::is_retryable`]).
#[derive(Clone, Debug)]
pub struct CognitoClient<T> {
    transport: T,
    client_id: ClientId,
    endpoint: Endpoint,
}

impl<T: Transport> CognitoClient<T> {
    /// A client that sends its requests to `endpoint` in the name of `client_id`.
    pub const fn new(transport: T, client_id: ClientId, endpoint: Endpoint) -> Self {
        Self {
            transport,
            client_id,
            endpoint,
        }
    }

    /// InitiateAuth with the flow `CUSTOM_AUTH`: starts the sign-in of `username`.
    ///
    /// # Errors
    /// [`CognitoError`]. `UserNotFoundException` only comes from pools that do not hide which users exist.
    pub async fn initiate_auth(&self, username: &str) -> Result<AuthOutcome, CognitoError> {
        let operation = Operation::InitiateAuth;
        let input = InitiateAuthInput::builder()
            .client_id(self.client_id.as_str())
            .auth_flow(AuthFlowType::CustomAuth)
            .auth_parameters("USERNAME", username)
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        let output = answer::read(operation, response, InitiateAuthOutput::deserialize)?;
        AuthOutcome::from_members(
            output.authentication_result,
            output
                .challenge_name
                .as_ref()
                .map(ChallengeNameType::as_str),
            output.session,
            output.challenge_parameters.unwrap_or_default(),
        )
        .map_err(malformed(operation))
    }

    /// RespondToAuthChallenge: answers the custom challenge of `session` with `answer`.
    ///
    /// `username` is what the challenge's parameters name
    /// ([`ChallengeParameters::username`](crate::ChallengeParameters::username)), else what the sign-in began
    /// with. The session is used up by the call; a further challenge brings a new one.
    ///
    /// # Errors
    /// [`CognitoError`]. `NotAuthorizedException` ends the sign-in: the answer was wrong too often, or the
    /// session is used or expired.
    pub async fn respond_to_auth_challenge(
        &self,
        username: &str,
        session: &ChallengeSession,
        answer: &str,
    ) -> Result<AuthOutcome, CognitoError> {
        let operation = Operation::RespondToAuthChallenge;
        let input = RespondToAuthChallengeInput::builder()
            .client_id(self.client_id.as_str())
            .challenge_name(ChallengeNameType::CustomChallenge)
            .session(session.expose())
            .challenge_responses("USERNAME", username)
            .challenge_responses("ANSWER", answer)
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        let output = answer::read(
            operation,
            response,
            RespondToAuthChallengeOutput::deserialize,
        )?;
        AuthOutcome::from_members(
            output.authentication_result,
            output
                .challenge_name
                .as_ref()
                .map(ChallengeNameType::as_str),
            output.session,
            output.challenge_parameters.unwrap_or_default(),
        )
        .map_err(malformed(operation))
    }

    /// SignUp: creates the user `username` with `attributes`.
    ///
    /// # Errors
    /// [`CognitoError`]. `UsernameExistsException` when there is one already; `NotAuthorizedException` when
    /// the pool lets only administrators create users.
    pub async fn sign_up(
        &self,
        username: &str,
        password: &Password,
        attributes: &UserAttributes,
    ) -> Result<SignedUp, CognitoError> {
        let operation = Operation::SignUp;
        let attributes: Result<Vec<_>, _> = attributes
            .iter()
            .map(|(name, value)| AttributeType::builder().name(name).value(value).build())
            .collect();
        let input = attributes.and_then(|attributes| {
            SignUpInput::builder()
                .client_id(self.client_id.as_str())
                .username(username)
                .password(password.expose())
                .set_user_attributes(Some(attributes).filter(|list| !list.is_empty()))
                .build()
        });
        let response = self.send(operation, body(operation, input)?).await?;
        let output = answer::read(operation, response, SignUpOutput::deserialize)?;
        Ok(SignedUp {
            sub: required(Some(output.user_sub), "UserSub").map_err(malformed(operation))?,
            confirmed: output.user_confirmed,
        })
    }

    /// ConfirmSignUp: confirms the new user `username` by the `code` that Cognito sent.
    ///
    /// # Errors
    /// [`CognitoError`]. `CodeMismatchException` and `ExpiredCodeException` are about the code, and what pools
    /// that hide which users exist answer for others; `TooManyFailedAttemptsException` and
    /// `LimitExceededException` pass; [`CognitoError::user_is_confirmed_already`].
    pub async fn confirm_sign_up(&self, username: &str, code: &str) -> Result<(), CognitoError> {
        let operation = Operation::ConfirmSignUp;
        let input = ConfirmSignUpInput::builder()
            .client_id(self.client_id.as_str())
            .username(username)
            .confirmation_code(code)
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        answer::read(operation, response, ConfirmSignUpOutput::deserialize)?;
        Ok(())
    }

    /// ResendConfirmationCode: sends the code for [`Self::confirm_sign_up`] again; earlier ones are void then.
    ///
    /// # Errors
    /// [`CognitoError`]. `LimitExceededException` passes; [`CognitoError::user_is_confirmed_already`]. For
    /// users who do not exist, pools that hide it succeed or answer `InvalidParameterException`.
    pub async fn resend_confirmation_code(&self, username: &str) -> Result<(), CognitoError> {
        let operation = Operation::ResendConfirmationCode;
        let input = ResendConfirmationCodeInput::builder()
            .client_id(self.client_id.as_str())
            .username(username)
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        answer::read(
            operation,
            response,
            ResendConfirmationCodeOutput::deserialize,
        )?;
        Ok(())
    }

    /// GetUser: the user whom `access` speaks for.
    ///
    /// # Errors
    /// [`CognitoError`]. `NotAuthorizedException` when the access token has expired or was revoked.
    pub async fn get_user(&self, access: &AccessToken) -> Result<User, CognitoError> {
        let operation = Operation::GetUser;
        let input = GetUserInput::builder()
            .access_token(access.expose())
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        let output = answer::read(operation, response, GetUserOutput::deserialize)?;
        Ok(User {
            username: required(Some(output.username), "Username").map_err(malformed(operation))?,
            attributes: output
                .user_attributes
                .into_iter()
                .map(|attribute| (attribute.name, attribute.value.unwrap_or_default()))
                .collect(),
        })
    }

    /// RevokeToken: ends the sign-in that `refresh` belongs to. Access tokens made from it are refused by
    /// Cognito at once, by other APIs when they expire.
    ///
    /// # Errors
    /// [`CognitoError`]. A token that is revoked or expired already is no error.
    pub async fn revoke_token(&self, refresh: &RefreshToken) -> Result<(), CognitoError> {
        let operation = Operation::RevokeToken;
        let input = RevokeTokenInput::builder()
            .client_id(self.client_id.as_str())
            .token(refresh.expose())
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        answer::read(operation, response, RevokeTokenOutput::deserialize)?;
        Ok(())
    }

    /// GlobalSignOut: ends every sign-in of the user, on all devices.
    ///
    /// # Errors
    /// [`CognitoError`]. `NotAuthorizedException` when the access token has expired or was revoked.
    pub async fn global_sign_out(&self, access: &AccessToken) -> Result<(), CognitoError> {
        let operation = Operation::GlobalSignOut;
        let input = GlobalSignOutInput::builder()
            .access_token(access.expose())
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        answer::read(operation, response, GlobalSignOutOutput::deserialize)?;
        Ok(())
    }

    /// GetTokensFromRefreshToken: new tokens for `refresh`. Where the app client rotates refresh tokens, the
    /// answer holds a new one, and the old one is good for at most 60 s more.
    ///
    /// # Errors
    /// [`CognitoError`]; [`CognitoError::refresh_token_is_dead`] says whether the session is over.
    pub async fn get_tokens_from_refresh_token(
        &self,
        refresh: &RefreshToken,
    ) -> Result<Tokens, CognitoError> {
        let operation = Operation::GetTokensFromRefreshToken;
        let input = GetTokensFromRefreshTokenInput::builder()
            .client_id(self.client_id.as_str())
            .refresh_token(refresh.expose())
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        let output = answer::read(
            operation,
            response,
            GetTokensFromRefreshTokenOutput::deserialize,
        )?;
        output
            .authentication_result
            .ok_or(MalformedAnswer::Missing("AuthenticationResult"))
            .and_then(Tokens::from_result)
            .map_err(malformed(operation))
    }

    /// InitiateAuth with the flow `REFRESH_TOKEN_AUTH`: new tokens for `refresh`, which stays the same.
    ///
    /// # Errors
    /// [`CognitoError`]; [`CognitoError::refresh_token_is_dead`] says whether the session is over. App
    /// clients that rotate refresh tokens, or do not list the flow, refuse it.
    pub async fn refresh_token_auth(&self, refresh: &RefreshToken) -> Result<Tokens, CognitoError> {
        let operation = Operation::RefreshTokenAuth;
        let input = InitiateAuthInput::builder()
            .client_id(self.client_id.as_str())
            .auth_flow(AuthFlowType::RefreshTokenAuth)
            .auth_parameters("REFRESH_TOKEN", refresh.expose())
            .build();
        let response = self.send(operation, body(operation, input)?).await?;
        let output = answer::read(operation, response, InitiateAuthOutput::deserialize)?;
        output
            .authentication_result
            .ok_or(MalformedAnswer::Missing("AuthenticationResult"))
            .and_then(Tokens::from_result)
            .map_err(malformed(operation))
    }

    /// New tokens for `refresh`, by [`Self::get_tokens_from_refresh_token`], or where the app client does
    /// not have that by [`Self::refresh_token_auth`].
    ///
    /// # Errors
    /// As those; where both refuse, the error of the first.
    pub async fn refresh(&self, refresh: &RefreshToken) -> Result<Tokens, CognitoError> {
        match self.get_tokens_from_refresh_token(refresh).await {
            Err(first) if first.operation_is_unavailable() => {
                let second = self.refresh_token_auth(refresh).await;
                second.map_err(|error| {
                    if error.operation_is_unavailable() {
                        first
                    } else {
                        error
                    }
                })
            }
            result => result,
        }
    }

    /// Sends one request and waits for its answer. Apart from the typed parts, so that it exists only once.
    async fn send(&self, operation: Operation, body: Vec<u8>) -> Result<Response, CognitoError> {
        let request = Request {
            endpoint: &self.endpoint,
            operation,
            body,
        };
        Ok(self.transport.send(request).await?)
    }
}

/// Writes `input` down. It is dropped here, before any wait: it holds secrets.
fn body<I: SerializableStruct>(
    operation: Operation,
    input: Result<I, BuildError>,
) -> Result<Vec<u8>, CognitoError> {
    let input = input.map_err(|_| CognitoError::Request { operation })?;
    codec::encode(&input).map_err(|_| CognitoError::Request { operation })
}

fn malformed(operation: Operation) -> impl FnOnce(MalformedAnswer) -> CognitoError {
    move |reason| CognitoError::Malformed { operation, reason }
}
