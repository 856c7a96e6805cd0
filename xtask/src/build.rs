//! The release build of the site, and what it weighs.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::budget::{self, Budget, File};
use crate::deployment::app_config::is_generated;
use crate::failure::{Failure, Result};
use crate::setup::{self, Tools};
use crate::workspace::{Lock, Workspace};
use crate::{inline, lean, process, split, ui};

/// Node has brotli built in: no compressor to compile.
const SIZES: &str = include_str!("sizes.mjs");

/// The command.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let tools = setup::ensure(workspace)?;
    let _lock = lock(workspace)?;
    ui::step("release build of the site (minutes when nothing is compiled yet)");
    let dist = site(workspace, &tools)?;
    let (budget, files) = print_sizes(workspace, &dist)?;
    for exceeded in budget.exceeded(&files) {
        ui::note(&format!("over the size budget: {exceeded}"));
    }
    if !dist.join("config.json").exists() {
        ui::note(
            "dist/ has no config.json: put one there that names your user pool (public/config.example.json)",
        );
    }
    Ok(())
}

/// To be held for as long as `dist/` must stay as it is.
pub(crate) fn lock(workspace: &Workspace) -> Result<Lock> {
    workspace.lock(
        "target/run/dist.lock",
        "is using the release build of the site",
    )
}

/// Builds `dist/`.
pub(crate) fn site(workspace: &Workspace, tools: &Tools) -> Result<PathBuf> {
    lean::ensure_source(workspace, &tools.wasm)?;
    let mut trunk = workspace.command("trunk");
    lean::apply(&mut trunk)
        // No --release: trunk would optimize the whole module, whose parts are optimized below.
        .args(["build", "--cargo-profile", "release", "--features", "split"])
        .arg("--skip-version-check")
        .env_remove("LATCHKEY_CONFIG")
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(workspace))
        // Trunk takes any value of it for a flag and refuses "1".
        .env_remove("NO_COLOR");
    tools.wasm.apply(&mut trunk);
    process::logged(&mut trunk, "trunk build", &workspace.log("trunk-build")).map_err(
        |failure| {
            failure
                .why("there is no site to serve without it")
                .fix("correct what the compiler or trunk complains about")
        },
    )?;
    let dist = workspace.path("dist");
    split::split(workspace, &dist)?;
    inline::minify(workspace, &dist)?;
    let config = dist.join("config.json");
    if std::fs::read_to_string(&config).is_ok_and(|text| is_generated(&text)) {
        std::fs::remove_file(&config).map_err(|error| Failure::io("remove", &config, &error))?;
    }
    Ok(dist)
}

/// Whoever is served the site need not learn where on which machine it was built: panic messages in the
/// wasm name source files. And the linker leaves what the module is split by. The flags in `RUSTFLAGS` stay, which these
/// would otherwise replace.
fn rustflags(workspace: &Workspace) -> String {
    let set = std::env::var("RUSTFLAGS").unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let remapped = [
        (cargo_home, "cargo"),
        (Some(workspace.path("")), "latchkey"),
    ]
    .into_iter()
    .filter_map(|(path, name)| Some(format!("--remap-path-prefix={}={name}", path?.display())));
    let flags: Vec<String> = set
        .split_whitespace()
        .map(str::to_owned)
        .chain(remapped)
        .chain(lean::FLAGS.map(str::to_owned))
        .chain([split::LINK_FLAG.to_owned()])
        .collect();
    // The separator that cargo documents for this variable: paths may hold spaces.
    flags.join("\u{1f}")
}

/// Measures every file and prints a table of them, with the budget of each.
pub(crate) fn print_sizes(workspace: &Workspace, dist: &Path) -> Result<(Budget, Vec<File>)> {
    let budget = Budget::read(workspace)?;
    let files = measure(workspace, dist)?;
    ui::plain(&row("file", "raw", "brotli", "budget"));
    for file in &files {
        let allowed = budget.of(&file.name).map(grouped).unwrap_or_default();
        ui::plain(&row(
            &file.name,
            &grouped(file.raw),
            &grouped(file.brotli),
            &allowed,
        ));
    }
    ui::plain(&row(
        "the sign-in page, at a first visit",
        "",
        &grouped(budget.sign_in_size(&files)),
        &grouped(budget.sign_in),
    ));
    ui::plain(&row(
        "everything",
        &grouped(files.iter().map(|file| file.raw).sum()),
        &grouped(budget::everything(&files)),
        &grouped(budget.everything),
    ));
    Ok((budget, files))
}

fn measure(workspace: &Workspace, dist: &Path) -> Result<Vec<File>> {
    let mut node = workspace.command("node");
    node.args(["--input-type=module", "--eval", SIZES])
        .arg(dist);
    let told = process::probe(&mut node)
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .ok_or_else(|| Failure::new("node cannot measure the files of dist/"))?;
    let files = told.as_array().map(Vec::as_slice).unwrap_or_default();
    let size = |file: &Value, field: &str| file[field].as_u64().unwrap_or_default();
    Ok(files
        .iter()
        .map(|file| File {
            name: file["name"].as_str().unwrap_or_default().to_owned(),
            raw: size(file, "raw"),
            brotli: size(file, "brotli"),
        })
        .collect())
}

fn row(name: &str, raw: &str, brotli: &str, budget: &str) -> String {
    format!("{name:<44} {raw:>12} {brotli:>12} {budget:>12}")
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    /// What belongs to servers holds secrets, or weighs more than the app.
    #[test]
    fn the_app_depends_on_nothing_of_a_servers() {
        let tree = std::process::Command::new(env!("CARGO"))
            .args([
                "tree",
                "--package",
                "latchkey",
                "--target",
                "wasm32-unknown-unknown",
            ])
            .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
            .output()
            .expect("cargo runs");
        let tree = String::from_utf8(tree.stdout).expect("cargo writes UTF-8");
        let packages: Vec<&str> = tree
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert!(packages.contains(&"cognito"), "{packages:?}");
        for server in [
            "authsignal",
            "authsignal-local",
            "lambdas",
            "lambda_runtime",
            "axum",
            "hyper",
            "reqwest",
            "rustls",
            "ring",
        ] {
            assert!(!packages.contains(&server), "{server}");
        }
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
