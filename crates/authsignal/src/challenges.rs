//! Challenges under way.

use reqwest::Method;
use serde::Deserialize;

use crate::http::Call;
use crate::{Client, Error, VerificationMethod};

/// Which challenge to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChallengeQuery<'a> {
    /// By its identifier.
    pub challenge_id: Option<&'a str>,
    /// By its user.
    pub user_id: Option<&'a str>,
    /// By its action.
    pub action: Option<&'a str>,
    /// By its kind of factor.
    pub verification_method: Option<VerificationMethod>,
}

/// A challenge under way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// Its identifier, to be given to [`Client::track`].
    pub challenge_id: String,
    /// When it ends, in seconds since 1970.
    pub expires_at: Option<i64>,
    /// Its kind of factor.
    pub verification_method: Option<VerificationMethod>,
    /// The address that a code or link was sent to.
    pub email: Option<String>,
    /// The number that a code was sent to.
    pub phone_number: Option<String>,
    /// Its action.
    pub action: Option<String>,
}

/// The answer, which is an empty object where there is no such challenge.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Answer {
    challenge_id: Option<String>,
    expires_at: Option<i64>,
    verification_method: Option<VerificationMethod>,
    email: Option<String>,
    phone_number: Option<String>,
    action: Option<String>,
}

impl Client {
    /// Looks for a challenge under way: a passkey ceremony that a browser began before the user was known.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get_challenge(
        &self,
        query: &ChallengeQuery<'_>,
    ) -> Result<Option<Challenge>, Error> {
        let url = self.endpoint(&["challenges"])?;
        let call = Call::new(Method::GET, url)
            .query("challengeId", query.challenge_id)
            .query("userId", query.user_id)
            .query("action", query.action)
            .query(
                "verificationMethod",
                query
                    .verification_method
                    .as_ref()
                    .map(VerificationMethod::as_str),
            );
        let answer: Answer = self.call(call).await?;
        Ok(answer
            .challenge_id
            .filter(|id| !id.is_empty())
            .map(|challenge_id| Challenge {
                challenge_id,
                expires_at: answer.expires_at,
                verification_method: answer.verification_method,
                email: answer.email,
                phone_number: answer.phone_number,
                action: answer.action,
            }))
    }
}
