//! The Lambda function behind the HTTP API.

use std::error::Error;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use authsignal::Client;
use lambda_runtime::{LambdaEvent, service_fn};
use lambdas::api::{Api, ApiConfig, handle};
use lambdas::user_pool::UserPool;
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    lambdas::start(run()).await
}

async fn run() -> Result<(), Box<dyn Error + Send + Sync>> {
    let config = ApiConfig::read(|name| std::env::var(name).ok())?;
    let authsignal =
        Client::builder(&config.authsignal_url, config.authsignal_secret.clone()).build()?;
    let api = &Api {
        config,
        authsignal,
        user_pool: UserPool::read(|name| std::env::var(name).ok())?,
    };
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| async move {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        Ok::<_, Box<dyn Error + Send + Sync>>(handle(api, event.payload, now).await)
    }))
    .await
}
