//! Programs from crates.io, installed into `.tools`.

use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::setup::lockfile;
use crate::workspace::{Workspace, remove_folder, write_atomically};
use crate::{process, ui};

/// 0.22 needs a newer Rust than the workspace's.
const TRUNK: &str = "0.21.14";
/// Understands what `wasm_split_helpers` leaves in the module.
const SPLIT: &str = "0.2.4";

/// Installs trunk, what splits the module, and wasm-bindgen's command line in the very version that Cargo.lock holds.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let lock = workspace.path("Cargo.lock");
    let text =
        std::fs::read_to_string(&lock).map_err(|error| Failure::io("read", &lock, &error))?;
    let tools = [
        Tool {
            package: "trunk",
            program: "trunk",
            version: TRUNK,
            // No TLS: it serves loopback and downloads nothing.
            options: &["--locked", "--no-default-features"],
            tells_version: true,
            opt_level: "0",
            time: "2-4 minutes",
        },
        Tool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: lockfile::version(&text, "wasm-bindgen").unwrap_or_default(),
            options: &[],
            tells_version: true,
            opt_level: "1",
            time: "2-3 minutes",
        },
        Tool {
            package: "wasm_split_cli_support",
            program: "wasm-split-cli",
            version: SPLIT,
            options: &["--locked", "--features", "build-binary"],
            tells_version: false,
            opt_level: "1",
            time: "1-2 minutes",
        },
    ];
    let mut built = false;
    for tool in &tools {
        if tool.version.is_empty() {
            // Nothing in the workspace uses it.
            continue;
        }
        if !tool.installed(workspace) {
            tool.install(workspace)?;
            built = true;
        }
    }
    if built {
        remove_folder(&workspace.path("target/tools/cargo"))?;
    }
    Ok(())
}

struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    options: &'a [&'a str],
    /// Whether its `--version` says which one it is; else a file beside it does.
    tells_version: bool,
    /// It is compiled once and run for seconds: what costs less in sum.
    opt_level: &'a str,
    time: &'a str,
}

impl Tool<'_> {
    /// Whether this very version is in `.tools/bin` or, where it tells, on PATH.
    fn installed(&self, workspace: &Workspace) -> bool {
        if !self.tells_version {
            let program = workspace.path(".tools/bin").join(self.program);
            return program.is_file()
                && std::fs::read_to_string(self.receipt(workspace))
                    .is_ok_and(|version| version.trim() == self.version);
        }
        process::probe(workspace.command(self.program).arg("--version"))
            .is_some_and(|told| told.split_whitespace().nth(1) == Some(self.version))
    }

    fn receipt(&self, workspace: &Workspace) -> PathBuf {
        let name = format!("{}.version", self.program);
        workspace.path(".tools/bin").join(name)
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        let name = format!("{} {}", self.package, self.version);
        ui::step(&format!("{name}: building it into .tools ({})", self.time));
        let mut cargo = workspace.command("cargo");
        cargo
            .args(["install", self.package, "--version", self.version])
            // One without a receipt may be there already.
            .arg("--force")
            .args(self.options)
            .arg("--root")
            .arg(workspace.path(".tools"))
            .env("CARGO_TARGET_DIR", workspace.path("target/tools/cargo"))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            .env_remove("RUSTFLAGS");
        let log = workspace.log(self.package);
        let took = process::logged(&mut cargo, &format!("cargo install {name}"), &log).map_err(
            |failure| {
                failure
                    .why("the app is built with it")
                    .fix("check that crates.io can be reached, then run this again")
            },
        )?;
        if !self.tells_version {
            write_atomically(&self.receipt(workspace), self.version)?;
        }
        ui::note(&format!("{name} installed in {}", ui::duration(took)));
        Ok(())
    }
}
