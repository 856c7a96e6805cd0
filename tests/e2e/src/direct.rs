//! The services behind the app, asked without it: as somebody with a program of their own would.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::stored::Stored;
use crate::world::World;

/// A JSON answer with its HTTP status.
#[derive(Clone, Debug)]
pub struct Told {
    /// The HTTP status.
    pub status: u16,
    /// The body; null where there is none.
    pub body: Value,
}

impl Told {
    /// The body of a success.
    ///
    /// # Errors
    /// When it is none.
    pub fn success(self) -> Result<Value> {
        ensure!(self.status < 300, "{} {}", self.status, self.body);
        Ok(self.body)
    }
}

impl World {
    /// Calls Cognito.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ask_cognito(&self, operation: &str, body: Value) -> Result<Told> {
        let request = reqwest::Client::builder()
            .no_proxy()
            .build()?
            .post(&self.stack().cognito.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{operation}"),
            )
            .body(body.to_string());
        told(request).await
    }

    /// Begins to sign in: the challenge's session, and Authsignal's token for it.
    ///
    /// # Errors
    /// When Cognito asks for something else.
    pub async fn begin_sign_in(&self, email: &str) -> Result<(String, String)> {
        let asked = json!({
            "AuthFlow": "CUSTOM_AUTH",
            "ClientId": self.client_id(),
            "AuthParameters": {"USERNAME": email},
        });
        let answer = self.ask_cognito("InitiateAuth", asked).await?.success()?;
        let text = |pointer| {
            let text = answer.pointer(pointer).and_then(Value::as_str);
            text.map(str::to_owned)
                .with_context(|| format!("{pointer} is missing in {answer}"))
        };
        Ok((text("/Session")?, text("/ChallengeParameters/token")?))
    }

    /// Answers a challenge with a validation token.
    ///
    /// # Errors
    /// When Cognito does not answer.
    pub async fn answer_challenge(&self, email: &str, session: &str, token: &str) -> Result<Told> {
        let answer = json!({
            "ChallengeName": "CUSTOM_CHALLENGE",
            "ClientId": self.client_id(),
            "ChallengeResponses": {"USERNAME": email, "ANSWER": token},
            "Session": session,
        });
        self.ask_cognito("RespondToAuthChallenge", answer).await
    }

    /// Calls Authsignal's Client API as the Web SDK does before it has a token.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ask_client_api(&self, path: &str, body: &Value) -> Result<Told> {
        let authsignal = &self.stack().authsignal;
        let tenant = BASE64_STANDARD.encode(&authsignal.tenant_id);
        let request = reqwest::Client::builder()
            .no_proxy()
            .build()?
            .post(format!("{}/client/{path}", authsignal.base_url))
            .header("authorization", format!("Basic {tenant}"))
            .json(body);
        told(request).await
    }

    /// Calls the API as whoever this session is.
    ///
    /// # Errors
    /// When there is no API, or it does not answer.
    pub async fn ask_api(&self, method: Method, path: &str, session: &Stored) -> Result<Told> {
        let endpoint = self.stack().api_endpoint.as_deref();
        let url = Url::parse(endpoint.context("the stack has no API")?)?.join(path)?;
        let host = url.host_str().context("the API has no host")?;
        let port = url.port_or_known_default().context("the API has no port")?;
        // Browsers know what is below localhost, the system's resolver does not.
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let request = reqwest::Client::builder()
            .no_proxy()
            .resolve(host, here)
            .build()?
            .request(method, url.clone())
            .bearer_auth(&session.access);
        told(request).await
    }
}

async fn told(request: reqwest::RequestBuilder) -> Result<Told> {
    let answer = request.send().await?;
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).with_context(|| format!("{status} without JSON"))?
    };
    Ok(Told { status, body })
}
