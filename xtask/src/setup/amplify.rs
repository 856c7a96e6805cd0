//! aws-amplify as one script, for the page of the end-to-end tests that shares its origin with the app.

use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::workspace::{Workspace, write_atomically};
use crate::{process, ui};

const PAGE: &str = "tests/e2e/amplify/page.js";
const FOLDER: &str = "target/amplify";

/// Where the script is.
pub(crate) fn bundle(workspace: &Workspace) -> PathBuf {
    workspace.path(FOLDER).join("amplify.js")
}

/// Bundles the page's script with what it imports, unless neither has changed.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let read = |file: &str| {
        let path = workspace.path(file);
        std::fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))
    };
    let made_of = format!("{}{}", read("package-lock.json")?, read(PAGE)?);
    let stamp = workspace.path(FOLDER).join("made-of");
    let script = bundle(workspace);
    if script.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|made| made == made_of) {
        return Ok(());
    }
    ui::step("aws-amplify for the end-to-end tests");
    let mut esbuild = workspace.command("esbuild");
    esbuild
        .args([PAGE, "--bundle", "--minify", "--format=iife"])
        .args(["--target=es2022", "--log-level=warning"])
        .arg(format!("--outfile={}", script.display()));
    process::logged(&mut esbuild, "esbuild", &workspace.log("esbuild")).map_err(|failure| {
        failure
            .why("the tests show that the app and aws-amplify share a session")
            .fix("if node_modules is incomplete, remove it and run `cargo xtask setup`")
    })?;
    write_atomically(&stamp, &made_of)
}
