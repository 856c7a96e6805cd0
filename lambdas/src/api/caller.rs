//! Who calls, as the HTTP API's JWT authorizer vouches for.

use std::collections::HashMap;
use std::time::Duration;

use aws_lambda_events::apigw::ApiGatewayV2httpRequestContext as Context;

use crate::api::error::ApiError;

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Cognito's `sub`, which is the user's identifier at Authsignal too.
    pub(crate) user_id: String,
    /// When they last proved who they are, since 1970. Refreshing a session does not change it at Cognito; at MiniStack it
    /// does.
    signed_in_at: Option<Duration>,
}

impl Caller {
    /// Takes the caller from the claims that the authorizer verified, and from nothing else: without them there is none.
    ///
    /// Only access tokens are taken. An authorizer that asks for no scope lets ID tokens pass as well, which are for the
    /// app's eyes, and MiniStack's even refresh tokens.
    pub(crate) fn of(context: &Context) -> Option<Self> {
        let claims = &context.authorizer.as_ref()?.jwt.as_ref()?.claims;
        let claim = |name| claim(claims, name);
        if claim("token_use") != Some("access") {
            return None;
        }
        Some(Self {
            user_id: claim("sub")?.to_owned(),
            signed_in_at: claim("auth_time")
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
        })
    }

    /// Whether they signed in no longer than `limit` ago, at `now` (since 1970). Not when the claim does not say when.
    ///
    /// # Errors
    /// [`ApiError::SignInAgain`].
    pub(crate) fn require_fresh_sign_in(
        &self,
        now: Duration,
        limit: Duration,
    ) -> Result<(), ApiError> {
        match self.signed_in_at {
            Some(at) if now.saturating_sub(at) <= limit => Ok(()),
            _ => Err(ApiError::SignInAgain),
        }
    }
}

fn claim<'a>(claims: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    claims
        .get(name)
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}
