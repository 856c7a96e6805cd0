//! What a step of a sign-in leads to.

use std::fmt;
use std::time::Duration;

use aws_sdk_cognitoidentityprovider::types::AuthenticationResultType;

use crate::named_strings::NamedStrings;
use crate::{AccessToken, ChallengeSession, IdToken, MalformedAnswer, RefreshToken};

/// The tokens of a signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// For APIs.
    pub access: AccessToken,
    /// Says who the user is.
    pub id: IdToken,
    /// For new tokens. Absent in the answer to a refresh without rotation: keep the one you have.
    pub refresh: Option<RefreshToken>,
    /// The lifetime of access and ID token, from the moment of the answer.
    pub expires_in: Duration,
}

/// How far a sign-in has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthOutcome {
    /// Signed in.
    Tokens(Tokens),
    /// Cognito wants an answer first.
    Challenge(Challenge),
}

/// A challenge of Cognito, to be answered with
/// [`respond_to_auth_challenge`](crate::CognitoClient::respond_to_auth_challenge).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Which kind it is.
    pub name: ChallengeName,
    /// Goes back with the answer.
    pub session: ChallengeSession,
    /// What Cognito and the Create Auth Challenge trigger tell the app.
    pub parameters: ChallengeParameters,
}

/// The public parameters of a challenge, by name. For a custom challenge they are what the Create Auth
/// Challenge trigger chose; they may hold a secret (a challenge token), so `Debug` shows the names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChallengeParameters(NamedStrings);

impl ChallengeParameters {
    /// The parameter `name`, if it is there and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).filter(|value| !value.is_empty())
    }

    /// The user name to answer with, where Cognito names one (`USERNAME`): the user's real name in the
    /// pool, which may differ from the alias that was typed.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.get("USERNAME")
    }
}

impl FromIterator<(String, String)> for ChallengeParameters {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl fmt::Debug for ChallengeParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The kind of a challenge (`ChallengeName`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChallengeName {
    /// `CUSTOM_CHALLENGE`: what the pool's triggers define. The only one that Latchkey answers.
    CustomChallenge,
    /// Any other, by Cognito's name, such as `NEW_PASSWORD_REQUIRED` or `SMS_MFA`.
    Other(String),
}

impl ChallengeName {
    /// Cognito's name of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::CustomChallenge => "CUSTOM_CHALLENGE",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for ChallengeName {
    fn from(name: &str) -> Self {
        match name {
            "CUSTOM_CHALLENGE" => Self::CustomChallenge,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl AuthOutcome {
    /// Reads the members that InitiateAuth and RespondToAuthChallenge share.
    pub(crate) fn from_members(
        result: Option<AuthenticationResultType>,
        name: Option<&str>,
        session: Option<String>,
        parameters: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, MalformedAnswer> {
        if let Some(result) = result {
            return Tokens::from_result(result).map(Self::Tokens);
        }
        let name = name.ok_or(MalformedAnswer::Missing(
            "AuthenticationResult or ChallengeName",
        ))?;
        let session = required(session, "Session")?;
        Ok(Self::Challenge(Challenge {
            name: name.into(),
            session: ChallengeSession::new(session),
            parameters: parameters.into_iter().collect(),
        }))
    }
}

impl Tokens {
    pub(crate) fn from_result(result: AuthenticationResultType) -> Result<Self, MalformedAnswer> {
        let expires_in = u64::try_from(result.expires_in)
            .ok()
            .filter(|seconds| *seconds > 0)
            .ok_or(MalformedAnswer::Missing("ExpiresIn"))?;
        Ok(Self {
            access: AccessToken::new(required(result.access_token, "AccessToken")?),
            id: IdToken::new(required(result.id_token, "IdToken")?),
            refresh: result
                .refresh_token
                .filter(|token| !token.is_empty())
                .map(RefreshToken::new),
            expires_in: Duration::from_secs(expires_in),
        })
    }
}

/// The member `name`, which the API promises; an empty string counts as absent.
pub(crate) fn required(
    member: Option<String>,
    name: &'static str,
) -> Result<String, MalformedAnswer> {
    member
        .filter(|value| !value.is_empty())
        .ok_or(MalformedAnswer::Missing(name))
}
