//! Create Auth Challenge: what the browser needs to show Authsignal's challenge.

use std::collections::HashMap;

use authsignal::{
    ChallengeQuery, Client, TrackAttributes, TrackedAction, UserActionState, VerificationMethod,
};
use aws_lambda_events::cognito::{
    CognitoEventUserPoolsCreateAuthChallengeRequest as Request,
    CognitoEventUserPoolsCreateAuthChallengeResponse as Response,
};
use tracing::warn;

use crate::config::Config;
use crate::error::TriggerError;
use crate::verify::IDEMPOTENCY_KEY;
use crate::{CUSTOM_CHALLENGE, decoy};

/// Tracks the action at Authsignal, as the user's `sub`, and answers with the pre-built UI's `url` and the `token` for the
/// Client API in the public challenge parameters.
///
/// A browser may have completed a passkey ceremony before it knew the user (autofill). Authsignal is asked for that
/// challenge, so that the action takes it over; only in a sign-in's first round, since later challenges are begun with
/// the token of this one. Cognito passes the client metadata of `InitiateAuth` to no trigger but this one's siblings, so
/// the browser cannot tell us whether there is one.
///
/// What the tenant's rules say:
/// - `BLOCK`: no challenge, the sign-in fails with [`TriggerError::Blocked`].
/// - `ALLOW`: Authsignal's default for users who have no factor yet, and for actions that are not set to "Challenge". It
///   proves nothing, so the challenge is shown all the same, and [`crate::verify`] takes nothing but a completed one.
/// - Anything else: the challenge is shown; again the Verify trigger decides.
///
/// For a user who does not exist (`userNotFound`) the answer is made up, and Authsignal is not called: it would otherwise
/// record a user per guess. The time it takes, and opening the made-up `url`, can still tell the difference.
///
/// # Errors
/// [`TriggerError`]: what Authsignal's trouble means for the user.
pub async fn create_auth_challenge(
    request: &Request,
    config: &Config,
    authsignal: &Client,
) -> Result<Response, TriggerError> {
    if request.challenge_name.as_deref() != Some(CUSTOM_CHALLENGE) {
        return Err(TriggerError::UnexpectedEvent(
            "the challenge to create is no custom challenge",
        ));
    }
    if request.user_not_found {
        let decoy = decoy::challenge(config)?;
        return Ok(response(
            decoy.url,
            decoy.token,
            HashMap::from([("challenge".to_owned(), "NONE".to_owned())]),
        ));
    }
    let attribute = |name: &str| {
        request
            .user_attributes
            .get(name)
            .filter(|value| !value.is_empty())
    };
    let user_id = attribute("sub").ok_or(TriggerError::UnexpectedEvent("the user has no sub"))?;

    let challenge_id = match request.session.is_empty() {
        true => passkey_challenge(user_id, config, authsignal).await?,
        false => None,
    };
    let attributes = TrackAttributes {
        email: attribute("email").cloned(),
        redirect_url: config.redirect_url.clone(),
        challenge_id,
        ..TrackAttributes::default()
    };
    let tracked = authsignal
        .track(user_id, &config.action, &attributes)
        .await?;
    check_state(&tracked, attributes.challenge_id.is_some())?;

    let private = HashMap::from([
        ("challenge".to_owned(), "AUTHSIGNAL".to_owned()),
        (IDEMPOTENCY_KEY.to_owned(), tracked.idempotency_key),
    ]);
    Ok(response(
        tracked.url,
        tracked.token.reveal().to_owned(),
        private,
    ))
}

/// The passkey challenge that the user's browser has under way for signing in, if any.
async fn passkey_challenge(
    user_id: &str,
    config: &Config,
    authsignal: &Client,
) -> Result<Option<String>, TriggerError> {
    let query = ChallengeQuery {
        user_id: Some(user_id),
        action: Some(&config.action),
        verification_method: Some(VerificationMethod::Passkey),
        ..ChallengeQuery::default()
    };
    let challenge = authsignal.get_challenge(&query).await?;
    Ok(challenge.map(|challenge| challenge.challenge_id))
}

fn check_state(tracked: &TrackedAction, passkey_under_way: bool) -> Result<(), TriggerError> {
    match tracked.state {
        UserActionState::Block => return Err(TriggerError::Blocked),
        UserActionState::Allow if tracked.is_enrolled && !passkey_under_way => {
            warn!(
                "Authsignal allows the sign-in without a challenge; set the action's default outcome to Challenge"
            );
        }
        _ => {}
    }
    Ok(())
}

fn response(url: String, token: String, private: HashMap<String, String>) -> Response {
    let mut response = Response::default();
    response.public_challenge_parameters =
        HashMap::from([("url".to_owned(), url), ("token".to_owned(), token)]);
    response.private_challenge_parameters = private;
    response.challenge_metadata = Some("AUTHSIGNAL".to_owned());
    response
}
