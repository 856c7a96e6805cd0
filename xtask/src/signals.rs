//! Ctrl-C, SIGTERM and a closed terminal set a flag that every wait looks at, so that guards get to
//! run their `Drop` and nothing this program started outlives it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::{Failure, Result};

static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

fn flag() -> &'static Arc<AtomicBool> {
    STOP.get_or_init(|| Arc::new(AtomicBool::new(false)))
}

/// Starts listening; call once, before anything is started.
pub(crate) fn listen() -> Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag()))
            .map_err(|error| Failure::new(format!("cannot listen for signal {signal}: {error}")))?;
    }
    Ok(())
}

/// Asks everything to stop, as a signal would.
pub(crate) fn request_stop() {
    flag().store(true, Ordering::SeqCst);
}

/// Whether it is time to stop.
pub(crate) fn stop_requested() -> bool {
    flag().load(Ordering::SeqCst)
}

/// An early return for loops.
pub(crate) fn check() -> Result<()> {
    if stop_requested() {
        Err(Failure::Interrupted)
    } else {
        Ok(())
    }
}
