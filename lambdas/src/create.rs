//! Create Auth Challenge: what the browser needs to show Authsignal's challenge.

use std::collections::HashMap;

use authsignal::{
    ChallengeQuery, Client, Error, TrackAttributes, TrackedAction, UserActionState,
    VerificationMethod,
};
use aws_lambda_events::cognito::{
    CognitoEventUserPoolsCreateAuthChallengeRequest as Request,
    CognitoEventUserPoolsCreateAuthChallengeResponse as Response,
};
use tracing::warn;

use crate::config::Config;
use crate::error::TriggerError;
use crate::methods::Methods;
use crate::verify::IDEMPOTENCY_KEY;
use crate::{CUSTOM_CHALLENGE, decoy, language, round};

/// Tracks the action at Authsignal, as the user's `sub`, and answers with the pre-built UI's `url` and the `token` for the
/// Client API in the public challenge parameters. For pages that ask by themselves these say how the person can be
/// verified, in Authsignal's codes: `enrolledMethods`, `allowedMethods` and `defaultMethod`, each left out when empty or
/// unknown.
///
/// A browser may have completed a passkey ceremony before it knew the user (autofill). Authsignal is asked for that
/// challenge, so that an action of its own takes it over, as the vendor's reference triggers do; only in a sign-in's first
/// round, since later challenges are begun with the token of this one. That action is never the one whose token is handed
/// out here: anyone can begin to sign in with any address, and nobody knows yet whether this is the browser with the
/// passkey. That browser needs no token from here, it has its own.
///
/// What the tenant's rules say:
/// - `BLOCK`: no challenge, the sign-in fails with [`TriggerError::Blocked`].
/// - `ALLOW`: Authsignal's default for users who have no factor yet, and for actions that are not set to "Challenge". It
///   proves nothing, so the challenge is shown all the same, and [`crate::verify`] takes nothing but a completed one.
/// - Anything else: the challenge is shown; again the Verify trigger decides.
///
/// The language that the account was created in (the standard attribute `locale`) goes along, for the messages. The `url`
/// comes back without it: it would tell accounts that exist from those that are made up. The page that opens it adds its own.
///
/// For a user who does not exist (`userNotFound`) the answer is made up, as of somebody who has enrolled a factor, and
/// Authsignal is not called: it would otherwise record a user per guess. `user_name` is the event's: the factors are always
/// the same for the same one. The time it takes, and opening the made-up `url`, can still tell the difference.
///
/// # Errors
/// [`TriggerError`]: what Authsignal's trouble means for the user.
pub async fn create_auth_challenge(
    request: &Request,
    user_name: &str,
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
            Methods::made_up(config, user_name),
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

    let attributes = TrackAttributes {
        idempotency_key: Some(round::new_round()?),
        email: attribute("email").cloned(),
        phone_number: attribute("phone_number").cloned(),
        redirect_url: config.redirect_url.clone(),
        locale: attribute("locale").and_then(|tag| language::code(tag)),
        ..TrackAttributes::default()
    };
    let tracked = async {
        let tracked = authsignal.track(user_id, &config.action, &attributes).await;
        check_state(tracked?)
    };
    let ceremony = async {
        match request.session.is_empty() {
            true => take_over_ceremony(user_id, &attributes, config, authsignal).await,
            false => Ok(()),
        }
    };
    // Both at once: the person is waiting.
    let (tracked, ()) = tokio::try_join!(tracked, ceremony)?;

    let methods = Methods::of(&tracked, config.sign_up);
    let private = HashMap::from([
        ("challenge".to_owned(), "AUTHSIGNAL".to_owned()),
        (IDEMPOTENCY_KEY.to_owned(), tracked.idempotency_key),
    ]);
    Ok(response(
        language::without_locale(&tracked.url),
        tracked.token.reveal().to_owned(),
        methods,
        private,
    ))
}

/// Tracks an action for the passkey ceremony that the user's browser completed for signing in, if there is one, so that
/// the tenant's rules and records know of it.
async fn take_over_ceremony(
    user_id: &str,
    known: &TrackAttributes,
    config: &Config,
    authsignal: &Client,
) -> Result<(), TriggerError> {
    let query = ChallengeQuery {
        user_id: Some(user_id),
        action: Some(&config.action),
        verification_method: Some(VerificationMethod::Passkey),
        ..ChallengeQuery::default()
    };
    let Some(challenge) = authsignal.get_challenge(&query).await? else {
        return Ok(());
    };
    let attributes = TrackAttributes {
        idempotency_key: Some(round::ceremony(&challenge.challenge_id)),
        email: known.email.clone(),
        phone_number: known.phone_number.clone(),
        challenge_id: Some(challenge.challenge_id),
        ..TrackAttributes::default()
    };
    match authsignal.track(user_id, &config.action, &attributes).await {
        Ok(tracked) if tracked.state == UserActionState::Block => Err(TriggerError::Blocked),
        Ok(_) => Ok(()),
        // It may have ended, or been taken over, since it was found. The browser's token stands for itself.
        Err(error @ Error::Rejected { .. }) => {
            warn!(%error, "the passkey ceremony was not taken over");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

fn check_state(tracked: TrackedAction) -> Result<TrackedAction, TriggerError> {
    match tracked.state {
        UserActionState::Block => return Err(TriggerError::Blocked),
        UserActionState::Allow if tracked.is_enrolled => {
            warn!(
                "Authsignal allows the sign-in without a challenge; set the action's default outcome to Challenge"
            );
        }
        _ => {}
    }
    Ok(tracked)
}

fn response(
    url: String,
    token: String,
    methods: Methods,
    private: HashMap<String, String>,
) -> Response {
    let mut response = Response::default();
    response.public_challenge_parameters =
        HashMap::from([("url".to_owned(), url), ("token".to_owned(), token)]);
    response
        .public_challenge_parameters
        .extend(methods.into_parameters());
    response.private_challenge_parameters = private;
    response.challenge_metadata = Some("AUTHSIGNAL".to_owned());
    response
}
