//! A challenge for a user who does not exist: it looks like a real one and leads nowhere.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::config::Config;
use crate::error::TriggerError;
use crate::{random, round};

/// How long Authsignal's token of an action lives, in seconds.
const TOKEN_LIFETIME: u64 = 600;

pub(crate) struct Decoy {
    pub(crate) url: String,
    pub(crate) token: String,
}

/// Makes up the URL of the pre-built UI and the token in it: a JWT by its looks, with a signature of random bytes.
pub(crate) fn challenge(config: &Config) -> Result<Decoy, TriggerError> {
    let signature = random::bytes::<32>()?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_secs());
    let claims = json!({
        "aud": config.authsignal_url,
        "iss": config.authsignal_url,
        "sub": random::uuid()?,
        "iat": now,
        "exp": now + TOKEN_LIFETIME,
        "other": {
            "tenantId": random::uuid()?,
            "actionCode": config.action,
            "idempotencyKey": round::new_round()?,
        },
    });
    let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    let header = encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let token = format!(
        "{header}.{}.{}",
        encode(claims.to_string().as_bytes()),
        encode(&signature)
    );
    Ok(Decoy {
        url: format!("{}/?token={token}", config.ui_url),
        token,
    })
}
