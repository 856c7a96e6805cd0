//! `authsignal-local`: serves a stand-in tenant on loopback until it is stopped.

mod cli;
mod log;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use authsignal_local::{App, Config, OpenError, OsEntropy, Store, SystemClock, router};
use axum::middleware::from_fn;
use cli::{Command, Options};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use url::Url;

/// How long open requests may take to finish when the stand-in is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// Why the stand-in cannot run; all of it is for whoever started it to mend.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Usage(#[from] cli::UsageError),
    #[error(transparent)]
    Data(#[from] OpenError),
    #[error(
        "cannot listen on 127.0.0.1:{port}: {cause}. Is another one running? --port 0 takes any free port."
    )]
    Listen { port: u16, cause: std::io::Error },
    #[error("cannot serve: {0}")]
    Serve(#[from] std::io::Error),
}

fn main() -> ExitCode {
    let options = match cli::parse() {
        Ok(Command::Serve(options)) => *options,
        Ok(Command::Help) => {
            log::answer(cli::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => return fail(&error.into()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(serve(options)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    log::problem(&failure.to_string());
    ExitCode::FAILURE
}

async fn serve(options: Options) -> Result<(), Failure> {
    let store = match &options.data {
        Some(file) => Store::open(file)?,
        None => Store::in_memory()?,
    };
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .await
        .map_err(|cause| Failure::Listen {
            port: options.port,
            cause,
        })?;
    let port = listener.local_addr()?.port();
    let base_url = match options.base_url {
        Some(base_url) => base_url,
        None => Url::parse(&format!("http://localhost:{port}")).map_err(cli::UsageError::from)?,
    };
    let config = Config {
        tenant_id: options.tenant_id,
        secret: options.secret,
        base_url,
        token_lifetime: options.token_lifetime,
        max_attempts: options.max_attempts,
        lockout_attempts: options.lockout_attempts,
        lockout: options.lockout,
        max_messages: options.max_messages,
        challenge_lifetime: options.challenge_lifetime,
        rp_id: options.rp_id,
        rp_name: options.rp_name,
        origins: options.origins,
    };
    let ready = json!({
        "baseUrl": address(&config.base_url, "/v1"),
        "inboxUrl": address(&config.base_url, "/inbox"),
        "tenantId": config.tenant_id,
    });
    let app = App::new(config, store, Arc::new(SystemClock), Arc::new(OsEntropy));
    let router = router(Arc::new(app)).layer(from_fn(log::requests));

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (stopping, stopped) = oneshot::channel();
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        // The receiver waits as long as the server runs.
        let _ = stopping.send(());
    };
    let server = axum::serve(listener, router).with_graceful_shutdown(stop);
    log::answer(&ready.to_string());
    tokio::select! {
        result = server => Ok(result?),
        () = out_of_patience(stopped) => Ok(()),
    }
}

/// Ends a while after the stand-in was told to stop, for requests that do not.
async fn out_of_patience(stopped: oneshot::Receiver<()>) {
    if stopped.await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(GRACE).await;
}

fn address(base_url: &Url, path: &str) -> String {
    let mut url = base_url.clone();
    url.set_path(path);
    url.into()
}
