//! Events from files, and triggers with an Authsignal to ask.

use std::collections::HashMap;
use std::path::Path;

use lambdas::config::Config;
use lambdas::dispatch::{Triggers, handle};
use lambdas::error::TriggerError;
use lambdas::user_pool::UserPool;
use serde_json::Value;

use crate::fake::{Asked, Called, FakeAuthsignal, FakeCognito, SECRET, unreachable_user_pool};

/// The user in the recorded events.
pub(crate) const SUB: &str = "5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11";

/// A recorded event, by its file's name without `.json`.
pub(crate) fn event(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/events")
        .join(name)
        .with_extension("json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A recorded event with the value at `pointer` replaced, or removed where it is none.
pub(crate) fn event_with(name: &str, pointer: &str, value: Option<Value>) -> Value {
    let mut event = event(name);
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = event.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => parent.insert(key.to_owned(), value),
        None => parent.remove(key),
    };
    event
}

/// The triggers, and the Authsignal that they ask.
pub(crate) struct Stage {
    pub(crate) triggers: Triggers,
    authsignal: FakeAuthsignal,
    cognito: Option<FakeCognito>,
}

impl Stage {
    /// Sets up triggers whose Authsignal gives these answers, and 500 to anything else.
    pub(crate) async fn new<const N: usize>(answers: [(&'static str, Value); N]) -> Self {
        Self::with_status(answers.map(|(what, body)| (what, 200, body))).await
    }

    pub(crate) async fn with_status<const N: usize>(
        answers: [(&'static str, u16, Value); N],
    ) -> Self {
        let authsignal = FakeAuthsignal::start(answers).await;
        Self {
            triggers: triggers(&authsignal, unreachable_user_pool(), &[]),
            authsignal,
            cognito: None,
        }
    }

    /// Sets another environment variable for the triggers.
    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        self.set_all(&[(name, value)])
    }

    /// Sets other environment variables for the triggers; those set before are forgotten.
    pub(crate) fn set_all(mut self, variables: &[(&str, &str)]) -> Self {
        self.triggers = triggers(&self.authsignal, self.triggers.user_pool, variables);
        self
    }

    /// Gives the triggers a user pool that can be reached.
    pub(crate) fn with_cognito(mut self, cognito: FakeCognito) -> Self {
        self.triggers.user_pool = cognito.client();
        self.cognito = Some(cognito);
        self
    }

    /// What Cognito was asked.
    pub(crate) fn called(&self) -> Vec<Called> {
        self.cognito
            .as_ref()
            .map(FakeCognito::called)
            .unwrap_or_default()
    }

    pub(crate) async fn run(&self, event: Value) -> Result<Value, TriggerError> {
        handle(&self.triggers, event, "request-1").await
    }

    /// The response to an event that is answered.
    pub(crate) async fn response(&self, event: Value) -> Value {
        self.run(event).await.unwrap()["response"].clone()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.authsignal.asked()
    }
}

fn triggers(authsignal: &FakeAuthsignal, user_pool: UserPool, more: &[(&str, &str)]) -> Triggers {
    let mut variables = HashMap::from([
        ("AUTHSIGNAL_URL", authsignal.url.as_str()),
        ("AUTHSIGNAL_SECRET", SECRET),
        ("REDIRECT_URL", "https://app.example.com/callback"),
    ]);
    variables.extend(more.iter().copied());
    let config = Config::read(|name| variables.get(name).map(|value| (*value).to_owned())).unwrap();
    Triggers {
        config,
        authsignal: authsignal.client(),
        user_pool,
    }
}
