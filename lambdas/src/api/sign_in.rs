//! `POST /sign-in/start`: Cognito's name for who types this address, for pools whose names are not addresses. It is the way
//! that Authsignal's Cognito guide calls looking the username up in the backend.
//!
//! Nobody is signed in here, so that the answer must not tell whether there is an account: for an address of nobody's a name
//! is made up.

use aws_lambda_events::apigw::ApiGatewayV2httpRequest as Request;
use aws_lambda_events::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::api::Api;
use crate::api::config::ApiConfig;
use crate::api::error::ApiError;
use crate::name_form::NameForm;
use crate::usernames::{Kind, Usernames};
use crate::{keyed, random};

/// The longest username that Cognito takes is 128 characters; this leaves room for JSON's escapes.
const MAX_BODY_BYTES: usize = 1024;
/// How many names are made up to find one that fits; half of them do.
const MAX_TRIES: u32 = 64;

#[derive(Deserialize)]
struct Typed {
    username: String,
}

/// The answer to `POST /sign-in/start`.
#[derive(Debug, Serialize)]
pub(crate) struct Start {
    /// For `USERNAME` of Cognito's `InitiateAuth`.
    username: String,
}

/// `POST /sign-in/start`
pub(crate) async fn start(api: &Api, request: &Request) -> Result<Start, ApiError> {
    let typed = typed(request)?;
    let address = Address::parse(&typed).ok_or(ApiError::InvalidUsername)?;
    let (pool, pool_id) = (&api.user_pool, &api.config.user_pool_id);
    // The same work for everybody, whether there is an account or not.
    let (found, form) = tokio::try_join!(pool.find(pool_id, address), pool.name_form(pool_id))?;
    let made_up = made_up(&api.config, address, form);
    Ok(Start {
        username: found.unwrap_or(made_up),
    })
}

fn typed(request: &Request) -> Result<String, ApiError> {
    let is_json = request
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"));
    let body = request.body.as_deref().filter(|_| is_json);
    // base64 has four letters for three bytes.
    let body = body
        .filter(|body| body.len() <= MAX_BODY_BYTES / 3 * 4)
        .ok_or(ApiError::InvalidRequest)?;
    let body = match request.is_base64_encoded {
        true => STANDARD
            .decode(body)
            .map_err(|_| ApiError::InvalidRequest)?,
        false => body.as_bytes().to_vec(),
    };
    if body.len() > MAX_BODY_BYTES {
        return Err(ApiError::InvalidRequest);
    }
    serde_json::from_slice::<Typed>(&body)
        .map(|typed| typed.username)
        .map_err(|_| ApiError::InvalidRequest)
}

/// A name as Cognito gives them, for an address of nobody's: always the same for the same one in the same pool (but for the
/// moment when there are users enough to see what their names look like; until then it is a UUID of version 4). Of those that
/// could be, one whose made-up challenge fits the kind of address, see [`Usernames::kind`].
fn made_up(config: &ApiConfig, address: Address<'_>, form: Option<&NameForm>) -> String {
    let secret = &config.authsignal_secret;
    let (kind, address) = match address {
        Address::Email(email) => (Kind::Email, email.to_lowercase()),
        Address::PhoneNumber(number) => (Kind::Phone, number.to_owned()),
    };
    let name = |number: u32| {
        let input = format!("{} {number} {address}", config.user_pool_id);
        let digest = keyed::digest(secret, "made-up username", &input);
        let (half, _) = digest.split_at(16);
        form.map_or_else(|| random::format_uuid(half), |form| form.name(&digest))
    };
    if config.usernames != Usernames::EmailAndPhone {
        return name(0);
    }
    (0..MAX_TRIES)
        .map(name)
        .find(|name| config.usernames.kind(secret, name) == kind)
        .unwrap_or_else(|| name(0))
}
