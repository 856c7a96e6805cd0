//! Refresh token rotation, which the template asks for and the local emulation lacks: each renewal brings a
//! new refresh token. To Cognito's stand-in they are all the same one.

use std::collections::HashMap;

use serde_json::Value;

/// What is between the stand-in's refresh token and the number of the rotation.
const MARK: &str = "~rotated-";

/// Which refresh tokens are good.
#[derive(Debug)]
pub(super) struct Rotation {
    /// Whether those that were replaced still are.
    grace: bool,
    /// How often each was rotated, by the stand-in's own.
    rotations: HashMap<String, u32>,
}

/// The refresh token was replaced by a newer one.
#[derive(Debug)]
pub(super) struct Reused;

impl Rotation {
    pub(super) fn new(grace: bool) -> Self {
        Self {
            grace,
            rotations: HashMap::new(),
        }
    }

    /// Puts the stand-in's own refresh token into a request, in place of a rotated one.
    pub(super) fn redeem(&self, request: &mut Value) -> Result<(), Reused> {
        // RevokeToken calls it Token.
        for name in ["RefreshToken", "Token"] {
            let Some(Value::String(token)) = request.get_mut(name) else {
                continue;
            };
            let (own, rotation) = match token.split_once(MARK) {
                Some((own, rotation)) => (own.to_owned(), rotation.parse().ok()),
                None => (token.clone(), Some(0)),
            };
            let newest = self.rotations.get(&own).copied().unwrap_or_default();
            if !self.grace && rotation != Some(newest) {
                return Err(Reused);
            }
            *token = own;
        }
        Ok(())
    }

    /// Puts a new refresh token into the answer to a renewal with the stand-in's token `own`.
    pub(super) fn rotate(&mut self, own: &str, answer: &mut Value) {
        if let Some(Value::Object(result)) = answer.get_mut("AuthenticationResult") {
            let rotation = self.rotations.entry(own.to_owned()).or_default();
            *rotation += 1;
            let rotated = format!("{own}{MARK}{rotation}");
            result.insert("RefreshToken".to_owned(), Value::String(rotated));
        }
    }
}
