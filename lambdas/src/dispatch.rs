//! From an event to the trigger that it is for, and back.

use std::time::Duration;

use authsignal::Client;
use aws_lambda_events::cognito::CognitoEventUserPoolsPreSignupTriggerSource as SignUpSource;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, error, info, info_span};

use crate::config::Config;
use crate::create::create_auth_challenge;
use crate::define::define_auth_challenge;
use crate::error::TriggerError;
use crate::pre_sign_up::pre_sign_up;
use crate::user_pool::UserPool;
use crate::verify::{Account, Refusal, verify_auth_challenge_response};

/// Cognito gives a trigger 5 seconds, start-up and the way there included, and then tries again, three times in all. An
/// error in time is better: the person can try again at once.
const TIME_LIMIT: Duration = Duration::from_millis(4300);
/// What of it is kept for the answer itself, where a trigger does something that can be left undone.
const RESERVE: Duration = Duration::from_millis(200);

/// What the triggers work with, kept from one event to the next.
#[derive(Debug)]
pub struct Triggers {
    /// Settings.
    pub config: Config,
    /// Client of Authsignal's Server API.
    pub authsignal: Client,
    /// Client of the pool that the triggers belong to.
    pub user_pool: UserPool,
}

/// Answers an event of Cognito's: the same event with its `response` filled in. Logs one line about it, with the user's
/// `sub` and without anything secret; see [`crate::logging`].
///
/// # Errors
/// [`TriggerError`]; its cause is in the log.
pub async fn handle(
    triggers: &Triggers,
    event: Value,
    request_id: &str,
) -> Result<Value, TriggerError> {
    let started = Instant::now();
    let trigger = text(&event, "/triggerSource").to_owned();
    let sub = text(&event, "/request/userAttributes/sub").to_owned();
    let deadline = started + TIME_LIMIT;
    let span = info_span!("event", trigger, sub, requestId = request_id);
    let work = answer(triggers, &trigger, event, deadline).instrument(span);
    let answered = match timeout_at(deadline, work).await {
        Ok(answered) => answered,
        Err(elapsed) => Err(TriggerError::Unavailable(Box::new(elapsed))),
    };
    let line = Line {
        trigger: &trigger,
        sub: &sub,
        request_id,
        milliseconds: crate::logging::milliseconds(started.elapsed()),
    };
    line.write(&answered);
    answered.map(|answered| answered.event)
}

/// An answered event, and what the log says of it.
struct Answered {
    event: Value,
    outcome: &'static str,
    refusal: Option<Refusal>,
}

/// The line about an event.
struct Line<'a> {
    trigger: &'a str,
    sub: &'a str,
    request_id: &'a str,
    milliseconds: u64,
}

impl Line<'_> {
    fn write(&self, answered: &Result<Answered, TriggerError>) {
        let Self {
            trigger,
            sub,
            request_id,
            milliseconds,
        } = self;
        match answered {
            Ok(Answered {
                outcome, refusal, ..
            }) => info!(
                trigger,
                sub,
                requestId = request_id,
                outcome,
                refusal = refusal.as_ref().map(tracing::field::debug),
                durationMs = milliseconds
            ),
            // The rules say so: nobody has to look into it.
            Err(refusal @ (TriggerError::Blocked | TriggerError::SignUpClosed)) => info!(
                trigger,
                sub,
                requestId = request_id,
                outcome = "refused",
                code = %refusal,
                durationMs = milliseconds
            ),
            Err(error) => error!(
                trigger,
                sub,
                requestId = request_id,
                outcome = "failed",
                code = %error,
                cause = error.cause(),
                durationMs = milliseconds
            ),
        }
    }
}

async fn answer(
    triggers: &Triggers,
    trigger: &str,
    mut event: Value,
    deadline: Instant,
) -> Result<Answered, TriggerError> {
    let Triggers {
        config, authsignal, ..
    } = triggers;
    let mut refused = None;
    let response = match trigger {
        "DefineAuthChallenge_Authentication" => json(define_auth_challenge(&request(&event)?)),
        "CreateAuthChallenge_Authentication" => {
            let user_name = text(&event, "/userName");
            json(create_auth_challenge(&request(&event)?, user_name, config, authsignal).await?)
        }
        "VerifyAuthChallengeResponse_Authentication" => {
            let account = Account {
                pool_id: text(&event, "/userPoolId"),
                user_name: text(&event, "/userName"),
            };
            let until = deadline - RESERVE;
            let (response, refusal) =
                verify_auth_challenge_response(&request(&event)?, &account, triggers, until)
                    .await?;
            refused = refusal;
            json(response)
        }
        "PreSignUp_SignUp" => json(pre_sign_up(
            &SignUpSource::SignUp,
            &request(&event)?,
            config,
        )?),
        "PreSignUp_AdminCreateUser" => json(pre_sign_up(
            &SignUpSource::AdminCreateUser,
            &request(&event)?,
            config,
        )?),
        "PreSignUp_ExternalProvider" => json(pre_sign_up(
            &SignUpSource::ExternalProvider,
            &request(&event)?,
            config,
        )?),
        _ => Err(TriggerError::UnexpectedEvent("no trigger of this name")),
    }?;
    let outcome = outcome(&response);
    match event.as_object_mut() {
        Some(event) => event.insert("response".to_owned(), response),
        None => return Err(TriggerError::UnexpectedEvent("the event is no object")),
    };
    Ok(Answered {
        event,
        outcome,
        refusal: refused,
    })
}

/// The event's request. Members that are null count as absent, and an absent `session` as one without challenges.
fn request<T: DeserializeOwned>(event: &Value) -> Result<T, TriggerError> {
    let Some(Value::Object(request)) = event.get("request") else {
        return Err(TriggerError::UnexpectedEvent("the event has no request"));
    };
    let mut request: Map<String, Value> = request
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    request
        .entry("session")
        .or_insert_with(|| Value::Array(Vec::new()));
    // The error's own words would quote values, and so tell the log about the user.
    serde_json::from_value(Value::Object(request)).map_err(|_| {
        TriggerError::UnexpectedEvent("the event's request is not of the documented form")
    })
}

fn json(response: impl Serialize) -> Result<Value, TriggerError> {
    serde_json::to_value(response).map_err(|error| TriggerError::Misconfigured(Box::new(error)))
}

fn text<'a>(event: &'a Value, pointer: &str) -> &'a str {
    event
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A response in a word: `tokens`, `refused` or `challenge` of Define, `challenge` of Create, `succeeded` or `refused` of
/// Verify, `confirmed` or `unconfirmed` of Pre Sign-up.
fn outcome(response: &Value) -> &'static str {
    let flag = |name: &str| response.get(name).and_then(Value::as_bool);
    if let Some(correct) = flag("answerCorrect") {
        return if correct { "succeeded" } else { "refused" };
    }
    if let Some(confirmed) = flag("autoConfirmUser") {
        return if confirmed {
            "confirmed"
        } else {
            "unconfirmed"
        };
    }
    match (flag("issueTokens"), flag("failAuthentication")) {
        (Some(true), _) => "tokens",
        (_, Some(true)) => "refused",
        _ => "challenge",
    }
}
