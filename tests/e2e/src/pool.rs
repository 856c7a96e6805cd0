//! An app client of one's own in the stack's user pool, made as an administrator would.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::environment::CognitoStack;

/// MiniStack wants a request to be signed, and takes any signature of the key it was started with.
const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/cognito-idp/aws4_request, \
    SignedHeaders=host, Signature=none";

/// An app client that is there for one test.
#[derive(Debug)]
pub(crate) struct AppClient {
    cognito: CognitoStack,
    /// Its id.
    pub(crate) id: String,
}

impl AppClient {
    /// Creates a client that differs from the template's by its tokens: access and ID tokens live for so
    /// many seconds.
    pub(crate) async fn create(cognito: &CognitoStack, token_seconds: u32) -> Result<Self> {
        let answer = call(
            cognito,
            "CreateUserPoolClient",
            json!({
                "UserPoolId": cognito.user_pool_id,
                "ClientName": "e2e",
                "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"],
                "EnableTokenRevocation": true,
                "PreventUserExistenceErrors": "LEGACY",
                "ReadAttributes": ["email", "email_verified"],
                "WriteAttributes": ["email"],
                "AuthSessionValidity": 15,
                "AccessTokenValidity": token_seconds,
                "IdTokenValidity": token_seconds,
                "RefreshTokenValidity": 3600,
                "TokenValidityUnits":
                    {"AccessToken": "seconds", "IdToken": "seconds", "RefreshToken": "seconds"},
            }),
        )
        .await?;
        let id = answer["UserPoolClient"]["ClientId"].as_str();
        Ok(Self {
            cognito: cognito.clone(),
            id: id.context("the new app client has no id")?.to_owned(),
        })
    }

    /// Deletes it.
    pub(crate) async fn delete(self) -> Result<()> {
        let client = json!({"UserPoolId": self.cognito.user_pool_id, "ClientId": self.id});
        call(&self.cognito, "DeleteUserPoolClient", client)
            .await
            .map(drop)
    }
}

async fn call(cognito: &CognitoStack, operation: &str, body: Value) -> Result<Value> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let answer = client
        .post(&cognito.endpoint)
        .header("authorization", SIGNATURE)
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "x-amz-target",
            format!("AWSCognitoIdentityProviderService.{operation}"),
        )
        .body(body.to_string())
        .send()
        .await?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{operation}: {status} {text}");
    Ok(serde_json::from_str(&text)?)
}
