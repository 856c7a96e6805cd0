//! A module without what only debuggers read: where a panic was, what it says, and what `{:?}` prints.
//!
//! Nobody sees any of it in a browser: a panic ends the module, and what it says goes nowhere. The compiler's options for
//! it are not stable yet, hence `RUSTC_BOOTSTRAP`; the standard library, which has most of it, is compiled along.

use std::path::Path;
use std::process::Command;

use crate::failure::Result;
use crate::setup::wasm::Toolchain;
use crate::workspace::Workspace;
use crate::{process, ui};

/// The flags for what is compiled to WebAssembly.
pub(crate) const FLAGS: [&str; 2] = ["-Zlocation-detail=none", "-Zfmt-debug=none"];

const ENVIRONMENT: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
    ("CARGO_PROFILE_RELEASE_PANIC", "immediate-abort"),
];

/// Makes `command`, a cargo or something that calls it, compile the release build so.
pub(crate) fn apply(command: &mut Command) -> &mut Command {
    command.envs(ENVIRONMENT)
}

/// Finds the standard library's source, or has rustup fetch it.
pub(crate) fn ensure_source(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    if has_source(workspace, toolchain) {
        return Ok(());
    }
    ui::step("the standard library's source: asking rustup for it (seconds)");
    let mut add = workspace.command("rustup");
    add.args(["component", "add", "rust-src"]);
    process::logged(
        toolchain.apply(&mut add),
        "rustup component add",
        &workspace.log("rustup-source"),
    )
    .map_err(|failure| {
        failure
            .why("the release build compiles the standard library along, without what only debuggers read")
            .fix("run `rustup component add rust-src` where the network allows it")
    })?;
    Ok(())
}

fn has_source(workspace: &Workspace, toolchain: &Toolchain) -> bool {
    let mut rustc = workspace.command("rustc");
    let sysroot = process::probe(toolchain.apply(rustc.args(["--print", "sysroot"])));
    sysroot.is_some_and(|sysroot| {
        Path::new(sysroot.trim())
            .join("lib/rustlib/src/rust/library/Cargo.lock")
            .exists()
    })
}
