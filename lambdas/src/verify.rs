//! Verify Auth Challenge Response: whether the answer proves who the person is.

use authsignal::{
    Client, Error, UserActionState, UserAuthenticator, Validation, ValidationToken,
    VerificationMethod,
};
use aws_lambda_events::cognito::{
    CognitoEventUserPoolsVerifyAuthChallengeRequest as Request,
    CognitoEventUserPoolsVerifyAuthChallengeResponse as Response,
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

use crate::address::Addresses;
use crate::config::Config;
use crate::dispatch::Triggers;
use crate::error::TriggerError;
use crate::round;

/// The private challenge parameter that names the tracked action of this round.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotencyKey";

/// Authsignal's tokens have about 1 KB; much more is an attack or a mistake.
const MAX_ANSWER_BYTES: usize = 8 * 1024;

/// Whose answer it is, in the words of the event.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// `userPoolId`.
    pub pool_id: &'a str,
    /// `userName`.
    pub user_name: &'a str,
}

/// Why an answer is refused, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such account: the challenge was made up.
    UserNotFound,
    /// Cognito's event has no `sub`.
    NoUser,
    /// The answer cannot be a token.
    Malformed,
    /// Authsignal cannot read the token.
    NotAccepted,
    /// Authsignal does not call it valid: expired, made up, used.
    NotValid,
    /// Its challenge was not completed.
    NotCompleted,
    /// It belongs to somebody else.
    OtherUser,
    /// It belongs to another action than signing in.
    OtherAction,
    /// It belongs to another sign-in of the same person.
    OtherSignIn,
    /// None of the account's addresses is proved, or not one that Cognito does not call verified.
    AddressNotProved,
}

/// Asks Authsignal what the answer is worth. It is correct when Authsignal calls it valid, the challenge was completed,
/// and it belongs to this user (their `sub`), to the action of signing in, and to this very round of this sign-in, so that
/// a token that leaked from another one is worth nothing here.
///
/// A passkey's token may also come from a ceremony that the browser began by itself, before Cognito was asked: of no round
/// at all then. Such a token works once: its action is set from `CHALLENGE_SUCCEEDED` to `ALLOW` when it has signed someone
/// in. (Two answers with the same token within the same tenth of a second could both get through. Should Authsignal refuse
/// the change, the token is good for the ten minutes that it lives; the log says so.)
///
/// Besides, the user must have proved one of the account's addresses (email, phone number) to Authsignal at some time, or the
/// first to sign in with someone's address could keep the account by enrolling a factor of their own; and each address that
/// Cognito does not mark as verified. Who changes an address in Cognito therefore enrols it at Authsignal too. Cognito then
/// marks as verified what was proved, before the answer, so that the tokens say so; that this fails is no reason to refuse.
///
/// The answer is the validation token itself, or a JSON object `{"token": "..."}` as Amplify apps send it.
///
/// What it does beyond judging is given up at `until`, which leaves time for the answer. With the response comes the reason
/// of a refusal.
///
/// # Errors
/// When Authsignal cannot say: then the answer may well be right, and the person should try again rather than read that
/// it was wrong.
pub async fn verify_auth_challenge_response(
    request: &Request,
    account: &Account<'_>,
    triggers: &Triggers,
    until: Instant,
) -> Result<(Response, Option<Refusal>), TriggerError> {
    let mut response = Response::default();
    let refusal = refusal(request, &triggers.config, &triggers.authsignal).await?;
    if refusal.is_none() {
        mark_proved(request, account, triggers, until).await;
        response.answer_correct = true;
    }
    Ok((response, refusal))
}

/// Marks as verified, at Cognito, what an accepted answer has proved: all that was not marked, see [`addresses_are_proved`].
async fn mark_proved(
    request: &Request,
    account: &Account<'_>,
    triggers: &Triggers,
    until: Instant,
) {
    let attributes = &request.user_attributes;
    let unmarked = Addresses::of(attributes).unmarked(attributes);
    if unmarked.as_slice().is_empty() {
        return;
    }
    let marked =
        triggers
            .user_pool
            .mark_verified(account.pool_id, account.user_name, unmarked.as_slice());
    match timeout_at(until, marked).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => warn!(%error, "a proved address is not marked as verified"),
        Err(_) => warn!(
            error = "no time left",
            "a proved address is not marked as verified"
        ),
    }
}

async fn refusal(
    request: &Request,
    config: &Config,
    authsignal: &Client,
) -> Result<Option<Refusal>, TriggerError> {
    if request.user_not_found {
        return Ok(Some(Refusal::UserNotFound));
    }
    let Some(user_id) = request
        .user_attributes
        .get("sub")
        .filter(|sub| !sub.is_empty())
    else {
        return Ok(Some(Refusal::NoUser));
    };
    let Some(token) = token(request.challenge_answer.as_ref()) else {
        return Ok(Some(Refusal::Malformed));
    };
    // Both at once: the person is waiting.
    let (validation, proved) = tokio::join!(
        authsignal.validate_challenge(&token, Some(&config.action), Some(user_id)),
        addresses_are_proved(request, user_id, authsignal),
    );
    let validation = match validation {
        Ok(validation) => validation,
        // What Authsignal cannot read as a token is no valid token.
        Err(Error::Rejected {
            status: 400 | 422, ..
        }) => return Ok(Some(Refusal::NotAccepted)),
        Err(error) => return Err(error.into()),
    };
    let round = request.private_challenge_parameters.get(IDEMPOTENCY_KEY);
    let refusal = judge(
        &validation,
        user_id,
        &config.action,
        round.map(String::as_str),
    );
    if refusal.is_some() {
        return Ok(refusal);
    }
    if !proved? {
        return Ok(Some(Refusal::AddressNotProved));
    }
    if let Some(key) = own_ceremony(&validation) {
        use_up(user_id, key, config, authsignal).await?;
    }
    Ok(None)
}

/// Sees to it that a passkey's token is not accepted again.
async fn use_up(
    user_id: &str,
    idempotency_key: &str,
    config: &Config,
    authsignal: &Client,
) -> Result<(), Error> {
    let change = authsignal.update_action(
        user_id,
        &config.action,
        idempotency_key,
        UserActionState::Allow,
    );
    match change.await {
        Ok(_) => Ok(()),
        // Nothing that the person answering can bring about, so that an honest one may pass.
        Err(error @ Error::Rejected { .. }) => {
            warn!(%error, "a passkey's token could not be used up: it works until it expires");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Whether the account's addresses are proved: one of them, and each that Cognito does not mark as verified. An account
/// without any is nobody's: whoever typed its name first could keep it.
async fn addresses_are_proved(
    request: &Request,
    user_id: &str,
    authsignal: &Client,
) -> Result<bool, Error> {
    let attributes = &request.user_attributes;
    let addresses = Addresses::of(attributes);
    if addresses.as_slice().is_empty() {
        return Ok(false);
    }
    let authenticators: Vec<UserAuthenticator> = authsignal.get_authenticators(user_id).await?;
    Ok(addresses.any_is_proved(&authenticators)
        && addresses
            .unmarked(attributes)
            .all_are_proved(&authenticators))
}

/// The token in an answer; none when there cannot be one.
fn token(answer: Option<&Value>) -> Option<ValidationToken> {
    #[derive(Deserialize)]
    struct Wrapped {
        token: String,
    }
    let answer = answer?
        .as_str()
        .filter(|answer| answer.len() <= MAX_ANSWER_BYTES)?
        .trim();
    let token = match answer.starts_with('{') {
        true => serde_json::from_str::<Wrapped>(answer).ok()?.token,
        false => answer.to_owned(),
    };
    let is_plausible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    is_plausible.then(|| ValidationToken::new(token))
}

fn judge(
    validation: &Validation,
    user_id: &str,
    action: &str,
    round: Option<&str>,
) -> Option<Refusal> {
    if !validation.is_valid {
        return Some(Refusal::NotValid);
    }
    if validation.state != Some(UserActionState::ChallengeSucceeded) {
        return Some(Refusal::NotCompleted);
    }
    if validation.user_id.as_deref() != Some(user_id) {
        return Some(Refusal::OtherUser);
    }
    if validation.action.as_deref() != Some(action) {
        return Some(Refusal::OtherAction);
    }
    let same_round = round.is_some() && round == validation.idempotency_key.as_deref();
    (!same_round && own_ceremony(validation).is_none()).then_some(Refusal::OtherSignIn)
}

/// The name of the action, where it is a passkey ceremony that the browser began by itself.
fn own_ceremony(validation: &Validation) -> Option<&str> {
    validation
        .idempotency_key
        .as_deref()
        .filter(|key| !round::is_round(key))
        .filter(|_| validation.verification_method == Some(VerificationMethod::Passkey))
}
