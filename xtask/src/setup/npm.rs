//! What comes from npm: the Authsignal Web SDK, wasm-opt, and for tests the official Node SDK and aws-amplify.

use std::path::Path;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::workspace::{Workspace, write_atomically};
use crate::{process, ui};

const OLDEST_NODE: u32 = 20;
const SDK: &str = "@authsignal/browser";

/// Installs the packages of package-lock.json, and makes `public/vendor/authsignal-<version>.js`.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let lock = read(&workspace.path("package-lock.json"))?;
    install(workspace, &lock)?;
    vendor(workspace, &lock)
}

fn install(workspace: &Workspace, lock: &str) -> Result<()> {
    let stamp = workspace.path("node_modules/.latchkey");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    check_node(workspace)?;
    ui::step(
        "npm packages: the Authsignal SDKs, wasm-opt, and aws-amplify for the tests (seconds)",
    );
    let mut npm = workspace.command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    process::logged(&mut npm, "npm ci", &workspace.log("npm")).map_err(|failure| {
        failure
            .why("the app loads the Authsignal Web SDK, and wasm-opt makes it small")
            .fix("check that npm's registry can be reached, then run this again")
    })?;
    write_atomically(&stamp, lock)
}

fn check_node(workspace: &Workspace) -> Result<()> {
    let why = "npm packages and the local stack need it";
    let told = process::probe(workspace.command("node").arg("--version"));
    let Some(version) = told.as_deref().map(str::trim) else {
        return Err(Failure::new("Node.js is missing")
            .why(why)
            .fix(format!("install Node.js {OLDEST_NODE} or newer with npm")));
    };
    match major(version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(format!("Node.js {version} is too old"))
            .why(why)
            .fix(format!("install Node.js {OLDEST_NODE} or newer"))),
    }
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The SDK ships a script that sets a global; the app adds it to the page when it is first needed.
fn vendor(workspace: &Workspace, lock: &str) -> Result<()> {
    let version = locked_version(lock).ok_or_else(|| {
        Failure::new(format!("package-lock.json does not hold {SDK}"))
            .why("the app signs people in with it")
            .fix("restore package.json and package-lock.json from version control")
    })?;
    let script = read(&workspace.path(&format!("node_modules/{SDK}/dist/index.min.js")))?;
    if !script.contains("var authsignal=") {
        return Err(Failure::new(format!(
            "{SDK} {version} is not the script that was expected"
        ))
        .why("the app loads it as a classic script that defines `authsignal`")
        .fix("pin the version that package.json had before"));
    }
    let folder = workspace.path("public/vendor");
    let name = format!("authsignal-{version}.js");
    if std::fs::read_to_string(folder.join(&name)).is_ok_and(|there| there == script) {
        return Ok(());
    }
    remove_others(&folder, &name);
    write_atomically(&folder.join(&name), &script)?;
    ui::note(&format!("wrote public/vendor/{name}"));
    Ok(())
}

fn locked_version(lock: &str) -> Option<String> {
    let lock: Value = serde_json::from_str(lock).ok()?;
    let package = &lock["packages"][format!("node_modules/{SDK}")];
    package["version"].as_str().map(str::to_owned)
}

fn remove_others(folder: &Path, keep: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("authsignal-") && name != keep {
            // One that stays is only dead weight in the site.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::io("read", path, &error).fix("run `npm ci`, then this again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_lock_file() {
        let lock = r#"{"packages":{"node_modules/@authsignal/browser":{"version":"1.16.0"}}}"#;
        assert_eq!(locked_version(lock).as_deref(), Some("1.16.0"));
        assert_eq!(locked_version("{}"), None);
        assert_eq!(locked_version("not json"), None);
    }

    #[test]
    fn nodes_major_version() {
        assert_eq!(major("v20.19.1"), Some(20));
        assert_eq!(major("oops"), None);
    }
}
