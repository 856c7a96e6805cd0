//! What a token says about itself.

use aws_smithy_schema::prelude;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
use data_encoding::BASE64URL_NOPAD;

use crate::{AccessToken, IdToken, codec};

/// No token of Cognito's comes near this many bytes; longer input is not looked at.
const MAX_TOKEN: usize = 64 * 1024;

/// What a token is for (`token_use`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// An access token.
    Access,
    /// An ID token.
    Id,
}

/// The claims of a Cognito ID or access token, read but **not verified**: a signature is checked by the API
/// that receives the token. In the browser they are good for showing a name and planning a refresh, never
/// for deciding what someone may do.
///
/// `Debug` leaves the personal ones out.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    /// The user's id, a UUID that never changes (`sub`).
    pub sub: String,
    /// The name in the pool: `cognito:username` of an ID token, `username` of an access token.
    pub username: String,
    /// Which of the two tokens this is.
    pub token_use: TokenUse,
    /// Who issued it: the URL of the user pool (`iss`).
    pub issuer: String,
    /// The app client it was issued to: `aud` of an ID token, `client_id` of an access token.
    pub client_id: String,
    /// When it was issued: seconds since the Unix epoch by Cognito's clock (`iat`).
    pub issued_at: i64,
    /// When it expires: seconds since the Unix epoch by Cognito's clock (`exp`). Later than `issued_at`.
    pub expires_at: i64,
    /// When the user authenticated, same unit (`auth_time`).
    pub auth_time: Option<i64>,
    /// The sign-in that the token belongs to (`origin_jti`), where token revocation is enabled.
    pub origin_jti: Option<String>,
    /// The email address; ID tokens only.
    pub email: Option<String>,
    /// Whether Cognito holds the email address for verified. `false` where the claim is absent.
    pub email_verified: bool,
    /// The phone number in E.164; ID tokens only.
    pub phone_number: Option<String>,
    /// Whether Cognito holds the phone number for verified. `false` where the claim is absent.
    pub phone_number_verified: bool,
    /// The full name; ID tokens only.
    pub name: Option<String>,
}

/// Why something is no token of Cognito's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// Not three parts of base64url, or absurdly long.
    #[error("not a JWT")]
    NotAJwt,
    /// The payload is not a JSON object, or a claim is of another type than it should be.
    #[error("the token's payload is not what was expected")]
    Payload,
    /// A claim that every such token has is absent or empty.
    #[error("the token lacks the claim {0}")]
    Missing(&'static str),
    /// An ID token where an access token belongs, or the other way round, or neither.
    #[error("a token of another kind")]
    TokenUse,
    /// It expires before it was issued.
    #[error("the token expires before it was issued")]
    Lifetime,
}

impl Claims {
    /// The claims of an ID token.
    ///
    /// # Errors
    /// [`ClaimsError`] when it does not look like an ID token of Cognito's.
    pub fn of_id_token(token: &IdToken) -> Result<Self, ClaimsError> {
        Self::parse(token.expose()).and_then(|claims| claims.expect_use(TokenUse::Id))
    }

    /// The claims of an access token.
    ///
    /// # Errors
    /// [`ClaimsError`] when it does not look like an access token of Cognito's.
    pub fn of_access_token(token: &AccessToken) -> Result<Self, ClaimsError> {
        Self::parse(token.expose()).and_then(|claims| claims.expect_use(TokenUse::Access))
    }

    fn expect_use(self, token_use: TokenUse) -> Result<Self, ClaimsError> {
        (self.token_use == token_use)
            .then_some(self)
            .ok_or(ClaimsError::TokenUse)
    }

    fn parse(token: &str) -> Result<Self, ClaimsError> {
        let payload = payload_of(token).ok_or(ClaimsError::NotAJwt)?;
        codec::decode(&payload, RawClaims::deserialize)
            .map_err(|_| ClaimsError::Payload)?
            .check()
    }
}

impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claims")
            .field("sub", &self.sub)
            .field("token_use", &self.token_use)
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The decoded middle part of a compact JWS (RFC 7515, section 3.1).
fn payload_of(token: &str) -> Option<Vec<u8>> {
    if token.len() > MAX_TOKEN {
        return None;
    }
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let is_base64url = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if parts.next().is_some() || !is_base64url(header) || !is_base64url(signature) {
        return None;
    }
    BASE64URL_NOPAD.decode(payload.as_bytes()).ok()
}

/// The claims as they come, before anything is asked of them.
#[derive(Default)]
struct RawClaims {
    sub: Option<String>,
    /// The user's name, in an ID token and in an access token. A trigger may add a claim under the
    /// other one's name, so they are kept apart; likewise the app client.
    cognito_username: Option<String>,
    username: Option<String>,
    token_use: Option<String>,
    issuer: Option<String>,
    audience: Option<String>,
    client_id: Option<String>,
    issued_at: Option<i64>,
    expires_at: Option<i64>,
    auth_time: Option<i64>,
    origin_jti: Option<String>,
    email: Option<String>,
    email_verified: bool,
    phone_number: Option<String>,
    phone_number_verified: bool,
    name: Option<String>,
}

impl RawClaims {
    fn deserialize(deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        let mut claims = Self::default();
        deserializer.read_map(&prelude::DOCUMENT, &mut |key, value| {
            if value.is_null() {
                return value.read_null();
            }
            let text = match key.as_str() {
                "sub" => &mut claims.sub,
                "cognito:username" => &mut claims.cognito_username,
                "username" => &mut claims.username,
                "token_use" => &mut claims.token_use,
                "iss" => &mut claims.issuer,
                "aud" => &mut claims.audience,
                "client_id" => &mut claims.client_id,
                "origin_jti" => &mut claims.origin_jti,
                "email" => &mut claims.email,
                "phone_number" => &mut claims.phone_number,
                "name" => &mut claims.name,
                "iat" => return read_seconds(value, &mut claims.issued_at),
                "exp" => return read_seconds(value, &mut claims.expires_at),
                "auth_time" => return read_seconds(value, &mut claims.auth_time),
                "email_verified" => return read_flag(value, &mut claims.email_verified),
                "phone_number_verified" => {
                    return read_flag(value, &mut claims.phone_number_verified);
                }
                _ => return value.skip_value(),
            };
            *text = Some(value.read_string(&prelude::STRING)?);
            Ok(())
        })?;
        Ok(claims)
    }

    fn check(self) -> Result<Claims, ClaimsError> {
        let (token_use, username, client_id) = match required(self.token_use, "token_use")?.as_str()
        {
            "id" => (TokenUse::Id, self.cognito_username, self.audience),
            "access" => (TokenUse::Access, self.username, self.client_id),
            _ => return Err(ClaimsError::TokenUse),
        };
        let issued_at = self.issued_at.ok_or(ClaimsError::Missing("iat"))?;
        let expires_at = self.expires_at.ok_or(ClaimsError::Missing("exp"))?;
        if issued_at < 0 || expires_at <= issued_at {
            return Err(ClaimsError::Lifetime);
        }
        Ok(Claims {
            sub: required(self.sub, "sub")?,
            username: required(username, "username")?,
            token_use,
            issuer: required(self.issuer, "iss")?,
            client_id: required(client_id, "client_id")?,
            issued_at,
            expires_at,
            auth_time: self.auth_time,
            origin_jti: self.origin_jti,
            email: self.email,
            email_verified: self.email_verified,
            phone_number: self.phone_number,
            phone_number_verified: self.phone_number_verified,
            name: self.name,
        })
    }
}

fn required(claim: Option<String>, name: &'static str) -> Result<String, ClaimsError> {
    claim
        .filter(|value| !value.is_empty())
        .ok_or(ClaimsError::Missing(name))
}

fn read_seconds(
    value: &mut dyn ShapeDeserializer,
    slot: &mut Option<i64>,
) -> Result<(), SerdeError> {
    *slot = Some(value.read_long(&prelude::LONG)?);
    Ok(())
}

/// Cognito writes a boolean; a user migrated from elsewhere may bring the text `"true"`.
fn read_flag(value: &mut dyn ShapeDeserializer, slot: &mut bool) -> Result<(), SerdeError> {
    *slot = value.read_boolean(&prelude::BOOLEAN).or_else(|_| {
        value
            .read_string(&prelude::STRING)
            .map(|text| text == "true")
    })?;
    Ok(())
}

#[cfg(test)]
mod tests;
