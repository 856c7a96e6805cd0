//! Authsignal's stand-in, which all tests share: its inbox, and faults that are kept to one user.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::environment::Stack;
use crate::wait::eventually;

/// Faults are one list for all tests: whoever rewrites it must be alone.
static FAULTS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A message that the stand-in "sent".
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    id: Value,
    /// How it travelled: `email`, `sms` or `whatsapp`.
    pub channel: String,
    /// The code in it.
    pub code: Option<String>,
    /// The link in it.
    pub link: Option<String>,
    /// What it says, of SMS and WhatsApp.
    pub text: Option<String>,
    /// Its subject.
    pub subject: String,
    /// The tag of the language that it is in.
    pub locale: String,
}

/// The stand-in, as one test sees it.
#[derive(Debug)]
pub struct Authsignal {
    client: reqwest::Client,
    origin: String,
    base: String,
    secret: String,
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
            base: stack.authsignal.base_url.clone(),
            secret: stack.authsignal.secret.clone(),
            messages,
            read: Mutex::default(),
        })
    }

    /// The origin of both APIs and of the pre-built UI.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The newest message to an email address or phone number, unless it was read before; waits for it.
    ///
    /// # Errors
    /// When none arrives.
    pub async fn next_message(&self, to: &str) -> Result<Message> {
        self.next_with(to, |_| Some(()))
            .await
            .map(|(message, ())| message)
    }

    /// The newest message that holds this, unless it was read before; waits for it.
    async fn next_with<T>(
        &self,
        to: &str,
        part: impl Fn(&Message) -> Option<T>,
    ) -> Result<(Message, T)> {
        eventually(&format!("a new message to {to}"), async || {
            let messages = self.messages(to).await?.into_iter();
            let newest = messages
                .filter_map(|message| part(&message).map(|part| (message, part)))
                .next();
            let Some((newest, part)) = newest else {
                return Ok(None);
            };
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(read.insert(newest.id.to_string()).then_some((newest, part)))
        })
        .await
    }

    /// The code in the newest message with one, unless it was read before; waits for it.
    ///
    /// # Errors
    /// When none arrives.
    pub async fn next_code(&self, to: &str) -> Result<String> {
        let next = self.next_with(to, |message| message.code.clone());
        next.await.map(|(_, code)| code)
    }

    /// The link in the newest message with one, unless it was read before; waits for it.
    ///
    /// # Errors
    /// When none arrives.
    pub async fn next_link(&self, to: &str) -> Result<String> {
        let next = self.next_with(to, |message| message.link.clone());
        next.await.map(|(_, link)| link)
    }

    /// Calls the Server API, as a backend that knows the secret key.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn ask_server_api(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self
            .client
            .post(format!("{}/{path}", self.base))
            .basic_auth(&self.secret, Some(""))
            .json(body)
            .send()
            .await?;
        told(path, answer).await
    }

    /// Calls the Client API with an action's token, as the Web SDK does.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn ask_client_api(&self, path: &str, token: &str, body: &Value) -> Result<Value> {
        let answer = self
            .client
            .post(format!("{}/client/{path}", self.base))
            .bearer_auth(token)
            .json(body)
            .send()
            .await?;
        told(path, answer).await
    }

    /// How many messages were sent to an email address or phone number.
    ///
    /// # Errors
    /// When the inbox does not answer.
    pub async fn message_count(&self, to: &str) -> Result<usize> {
        Ok(self.messages(to).await?.len())
    }

    /// Newest first.
    async fn messages(&self, to: &str) -> Result<Vec<Message>> {
        let mut url = self.messages.clone();
        url.query_pairs_mut().append_pair("to", to);
        let answer = self.client.get(url).send().await?.error_for_status()?;
        Ok(answer.json().await?)
    }

    /// Injects a fault for requests of the user with this email address or phone number: `fault` holds `status`, `code`,
    /// `delayMs`, `drop`, `times`, `pathPrefix` as `PUT /local/faults` takes them.
    ///
    /// # Errors
    /// When the stand-in refuses it.
    pub async fn inject(&self, address: &str, mut fault: Value) -> Result<()> {
        if let Some(fault) = fault.as_object_mut() {
            fault.insert("contains".to_owned(), json!(address));
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
    pub async fn recover(&self, address: &str) -> Result<()> {
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
        faults.retain(|fault| fault["contains"] != json!(address));
        self.client
            .put(&url)
            .json(&faults)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}

async fn told(path: &str, answer: reqwest::Response) -> Result<Value> {
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{path}: {status} {text}");
    Ok(serde_json::from_str(&text)?)
}
