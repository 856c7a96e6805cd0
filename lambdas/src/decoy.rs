//! A challenge for a user who does not exist: it looks like a real one and leads nowhere.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::config::Config;
use crate::error::TriggerError;

/// How long Authsignal's token of an action lives, in seconds.
const TOKEN_LIFETIME: u64 = 600;

pub(crate) struct Decoy {
    pub(crate) url: String,
    pub(crate) token: String,
}

/// Makes up the URL of the pre-built UI and the token in it: a JWT by its looks, with a signature of random bytes.
pub(crate) fn challenge(config: &Config) -> Result<Decoy, TriggerError> {
    let random: [u8; 80] = random()?;
    let (ids, signature) = random.split_at(48);
    let mut ids = ids.chunks_exact(16).map(uuid);
    let mut id = || ids.next().unwrap_or_default();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_secs());
    let claims = json!({
        "aud": config.authsignal_url,
        "iss": config.authsignal_url,
        "sub": id(),
        "iat": now,
        "exp": now + TOKEN_LIFETIME,
        "other": {"tenantId": id(), "actionCode": config.action, "idempotencyKey": id()},
    });
    let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    let header = encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let token = format!(
        "{header}.{}.{}",
        encode(claims.to_string().as_bytes()),
        encode(signature)
    );
    Ok(Decoy {
        url: format!("{}/?token={token}", config.ui_url),
        token,
    })
}

fn random<const N: usize>() -> Result<[u8; N], TriggerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| TriggerError::Misconfigured(Box::new(error)))?;
    Ok(bytes)
}

/// A UUID of version 4 in its usual form.
fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_the_usual_form() {
        assert_eq!(uuid(&[0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(&[0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
