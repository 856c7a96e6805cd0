//! What the app asked Cognito.

use serde_json::Value;

/// A call that arrived, and what Cognito answered.
#[derive(Clone, Debug)]
pub struct Call {
    /// Cognito's operation, such as `InitiateAuth`.
    pub operation: String,
    /// The body, as the app sent it.
    pub request: Value,
    /// Cognito's answer; none where a fault took its place.
    pub answer: Option<Value>,
}

impl Call {
    /// What nobody but the app, Cognito and Authsignal may ever see: tokens, sessions, answers, passwords.
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        const POINTERS: &[&str] = &[
            "/AuthenticationResult/AccessToken",
            "/AuthenticationResult/IdToken",
            "/AuthenticationResult/RefreshToken",
            "/ChallengeParameters/token",
            "/ChallengeResponses/ANSWER",
            "/Password",
            "/Session",
            "/Token",
        ];
        [Some(&self.request), self.answer.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|body| {
                POINTERS
                    .iter()
                    .filter_map(|pointer| body.pointer(pointer)?.as_str())
            })
            .filter(|secret| !secret.is_empty())
            .collect()
    }
}
