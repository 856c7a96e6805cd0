//! Authsignal's stand-in, which all tests share: its inbox, and faults that are kept to one user.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::environment::Stack;
use crate::wait::eventually;

/// Faults are one list for all tests: whoever rewrites it must be alone.
static FAULTS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A message that the stand-in "sent".
#[derive(Clone, Debug, Deserialize)]
struct Message {
    id: Value,
    code: Option<String>,
}

/// The stand-in, as one test sees it.
#[derive(Debug)]
pub struct Authsignal {
    client: reqwest::Client,
    origin: String,
    messages: Url,
    read: Mutex<HashSet<String>>,
}

impl Authsignal {
    /// The stand-in of `stack`.
    ///
    /// # Errors
    /// When the stack names no usable addresses.
    pub fn of(stack: &Stack) -> Result<Self> {
        let base = Url::parse(&stack.authsignal.base_url).context("authsignal.baseUrl")?;
        let messages = Url::parse(&format!("{}/messages", stack.inbox_url)).context("inboxUrl")?;
        Ok(Self {
            client: reqwest::Client::builder().no_proxy().build()?,
            origin: base.origin().ascii_serialization(),
            messages,
            read: Mutex::default(),
        })
    }

    /// The origin of both APIs and of the pre-built UI.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The code in the newest message to `email` that was not read yet; waits for it.
    ///
    /// # Errors
    /// When none arrives.
    pub async fn next_code(&self, email: &str) -> Result<String> {
        eventually(
            &format!("a new message with a code to {email}"),
            async || {
                let newest = self
                    .messages(email)
                    .await?
                    .into_iter()
                    .find(|message| message.code.is_some());
                let Some(Message {
                    id,
                    code: Some(code),
                }) = newest
                else {
                    return Ok(None);
                };
                let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(read.insert(id.to_string()).then_some(code))
            },
        )
        .await
    }

    /// How many messages were sent to `email`.
    ///
    /// # Errors
    /// When the inbox does not answer.
    pub async fn message_count(&self, email: &str) -> Result<usize> {
        Ok(self.messages(email).await?.len())
    }

    /// Newest first.
    async fn messages(&self, email: &str) -> Result<Vec<Message>> {
        let mut url = self.messages.clone();
        url.query_pairs_mut().append_pair("to", email);
        let answer = self.client.get(url).send().await?.error_for_status()?;
        Ok(answer.json().await?)
    }

    /// Injects a fault for requests of the user with this email: `fault` holds `status`, `delayMs`, `drop`,
    /// `times`, `pathPrefix` as `PUT /local/faults` takes them.
    ///
    /// # Errors
    /// When the stand-in refuses it.
    pub async fn inject(&self, email: &str, mut fault: Value) -> Result<()> {
        if let Some(fault) = fault.as_object_mut() {
            fault.insert("contains".to_owned(), json!(email));
        }
        let _alone = FAULTS.lock().await;
        let url = format!("{}/local/faults", self.origin);
        self.client
            .post(url)
            .json(&fault)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    /// Removes the faults of this user, and of nobody else.
    ///
    /// # Errors
    /// When the stand-in does not answer.
    pub async fn recover(&self, email: &str) -> Result<()> {
        let _alone = FAULTS.lock().await;
        let url = format!("{}/local/faults", self.origin);
        let mut faults: Vec<Value> = self
            .client
            .get(&url)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        faults.retain(|fault| fault["contains"] != json!(email));
        self.client
            .put(&url)
            .json(&faults)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}
