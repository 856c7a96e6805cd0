//! The Lambda function behind all four Cognito triggers.

use std::error::Error;
use std::process::ExitCode;

use authsignal::Client;
use lambda_runtime::{LambdaEvent, service_fn};
use lambdas::config::Config;
use lambdas::dispatch::{Triggers, handle};
use lambdas::user_pool::UserPool;
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    lambdas::start(run()).await
}

async fn run() -> Result<(), Box<dyn Error + Send + Sync>> {
    let config = Config::read(|name| std::env::var(name).ok())?;
    let authsignal =
        Client::builder(&config.authsignal_url, config.authsignal_secret.clone()).build()?;
    let triggers = &Triggers {
        config,
        authsignal,
        user_pool: UserPool::read(|name| std::env::var(name).ok())?,
    };
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| async move {
        handle(triggers, event.payload, &event.context.request_id).await
    }))
    .await
}
