//! Installs what is missing, inside the repository; quick when nothing is.

pub(crate) mod amplify;
mod apt;
pub(crate) mod browser;
mod cargo_tools;
pub(crate) mod fonts;
mod lockfile;
mod npm;
pub(crate) mod python;
pub(crate) mod wasm;

use std::time::Instant;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;
use crate::{parallel, ui};

/// What the set-up found or made.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    /// What compiles the app.
    pub(crate) wasm: wasm::Toolchain,
}

/// Everything that the app and the local stack need.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Tools> {
    let started = Instant::now();
    let _lock = workspace.lock(".tools/.lock", "is setting up")?;
    // One side keeps the processors busy, the other mostly the network.
    let (toolchain, tools) = parallel::both(
        || {
            npm::ensure(workspace)?;
            python::ensure(workspace)?;
            wasm::ensure(workspace)
        },
        || cargo_tools::ensure(workspace),
    )?;
    let () = tools;
    ui::note(&format!(
        "everything needed is installed ({})",
        ui::duration(started.elapsed())
    ));
    Ok(Tools { wasm: toolchain })
}

/// [`ensure`], and what only the tests need.
pub(crate) fn ensure_for_tests(workspace: &Workspace) -> Result<(Tools, browser::Browser)> {
    let tools = ensure(workspace)?;
    let _lock = workspace.lock(".tools/.lock", "is setting up")?;
    wasm::ensure_clippy(workspace, &tools.wasm)?;
    amplify::ensure(workspace)?;
    python::ensure_for_tests(workspace)?;
    let browser = browser::ensure(workspace)?;
    Ok((tools, browser))
}

/// The command of that name.
pub(crate) fn command(workspace: &Workspace, tests: bool) -> Result<()> {
    let explain = |failure: Failure| failure.why("nothing can be built or run without it");
    if tests {
        ensure_for_tests(workspace).map(|_| ()).map_err(explain)
    } else {
        ensure(workspace).map(|_| ()).map_err(explain)
    }
}
