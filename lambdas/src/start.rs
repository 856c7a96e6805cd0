//! What every function of ours does when it starts.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use tracing::error;

use crate::logging;

/// Runs a function's `work` with its log on standard output; says why where it cannot start.
pub async fn start(
    work: impl Future<Output = Result<(), Box<dyn Error + Send + Sync>>>,
) -> ExitCode {
    if tracing::subscriber::set_global_default(logging::subscriber(io::stdout)).is_err() {
        return ExitCode::FAILURE;
    }
    match work.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            error!(%cause, "cannot start");
            ExitCode::FAILURE
        }
    }
}
