//! The standard library for wasm32: from rustup, or, where rustup's server is out of reach, built from
//! Debian's Rust into a toolchain of this repository that rustup knows as `debian`.

use std::ffi::OsStr;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::setup::apt;
use crate::workspace::{Workspace, remove_folder};
use crate::{process, ui};

/// The target of everything that runs in the browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// The name under which rustup knows the toolchain built here.
const FALLBACK: &str = "debian";
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
const WHY: &str = "the app is compiled to WebAssembly, which needs Rust's standard library for it";

/// What compiles to wasm32 on this machine.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Toolchain {
    /// The one that runs this program.
    Active,
    /// The one named `debian`.
    Fallback,
}

impl Toolchain {
    /// Makes `command`, a cargo or something that calls it, use this toolchain.
    pub(crate) fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match self {
            Self::Active => command,
            Self::Fallback => command.env("RUSTUP_TOOLCHAIN", FALLBACK),
        }
    }
}

/// Finds a toolchain for wasm32 or makes one.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Toolchain> {
    if let Some(found) = find(workspace) {
        return Ok(found);
    }
    if process::probe(workspace.command("rustup").arg("--version")).is_none() {
        return Err(Failure::new(format!("this Rust has no {TARGET} target"))
            .why(WHY)
            .fix("install rustup (see the documentation of Rust), which this command uses to add the target"));
    }
    ui::step(&format!(
        "{TARGET}: asking rustup for the standard library (seconds)"
    ));
    let log = workspace.log("rustup-target");
    let mut add = workspace.command("rustup");
    let added = process::logged(
        add.args(["target", "add", TARGET]),
        "rustup target add",
        &log,
    );
    match added {
        Ok(_) => Ok(Toolchain::Active),
        Err(Failure::Interrupted) => Err(Failure::Interrupted),
        Err(failure) if !apt::available() => Err(failure.why(WHY).fix(format!(
            "run `rustup target add {TARGET}` where the network allows it"
        ))),
        Err(_) => {
            ui::note("rustup cannot fetch it here; Debian's Rust has its source");
            build(workspace).map_err(|failure| failure.why(WHY))?;
            Ok(Toolchain::Fallback)
        }
    }
}

/// Installs clippy where the toolchain in use does not bring it.
pub(crate) fn ensure_clippy(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let mut command = workspace.command("cargo");
    let found = process::probe(toolchain.apply(command.args(["clippy", "--version"]))).is_some();
    match toolchain {
        _ if found => Ok(()),
        Toolchain::Active => Err(Failure::new("clippy is missing")
            .why("the code is checked with it")
            .fix("rustup component add clippy rustfmt")),
        Toolchain::Fallback => apt::install(workspace, &["rust-web-clippy"], "clippy for wasm32"),
    }
}

fn find(workspace: &Workspace) -> Option<Toolchain> {
    let mut active = workspace.command("rustc");
    let libraries = process::probe(active.args(["--print", "target-libdir", "--target", TARGET]));
    if libraries.is_some_and(|folder| holds_std(Path::new(folder.trim()))) {
        return Some(Toolchain::Active);
    }
    compiles(workspace).then_some(Toolchain::Fallback)
}

fn holds_std(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().starts_with("libstd-")
        })
    })
}

/// Compiles a program: a standard library left over from another compiler, or no linker, shows at once.
fn compiles(workspace: &Workspace) -> bool {
    let folder = workspace.path("target/tools");
    let source = folder.join("probe.rs");
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&source, "fn main() { println!(\"{}\", 1); }"));
    let mut rustc = workspace.command("rustc");
    rustc
        .args(["--target", TARGET, "-o"])
        .arg(folder.join("probe.wasm"))
        .arg(&source);
    written.is_ok() && process::probe(Toolchain::Fallback.apply(&mut rustc)).is_some()
}

fn build(workspace: &Workspace) -> Result<()> {
    apt::install(workspace, &PACKAGES, "Debian's Rust")?;
    if let Some(linker) = missing_linker() {
        apt::install(workspace, &[&linker], "the linker for wasm32")?;
    }
    ui::step("standard library for wasm32: building it from source (1-2 minutes)");
    let folder = workspace.path("target/tools/wasm-std");
    remove_folder(&folder)?;
    let rlibs = compile_std(workspace, &folder)?;
    let sysroot = workspace.path(".tools/rust");
    assemble(&sysroot, &rlibs)
        .map_err(|error| Failure::io("put together the toolchain", &sysroot, &error))?;
    remove_folder(&folder)?;
    link(workspace, &sysroot)?;
    // Compiled against another copy of the standard library: it would fail with nonsense errors.
    remove_folder(&workspace.path("target").join(TARGET))?;
    if !compiles(workspace) {
        return Err(
            Failure::new("the toolchain built from Debian's Rust does not compile").fix(format!(
                "see what this says: RUSTUP_TOOLCHAIN={FALLBACK} rustc --target {TARGET} target/tools/probe.rs"
            )),
        );
    }
    Ok(())
}

/// Debian's `rust-lld` is a link into a package that is only recommended: named like the link's target.
fn missing_linker() -> Option<String> {
    let link = Path::new("/usr/bin/rust-lld");
    let target = std::fs::read_link(link).ok()?;
    if link.exists() {
        return None;
    }
    Some(target.file_name()?.to_string_lossy().into_owned())
}

fn compile_std(workspace: &Workspace, folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let manifest =
        "[package]\nname = \"wasm-std\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    std::fs::create_dir_all(folder.join("src"))
        .and_then(|()| std::fs::write(folder.join("Cargo.toml"), manifest))
        .and_then(|()| std::fs::write(folder.join("src/lib.rs"), "#![no_std]\n"))
        .map_err(|error| Failure::io("write", folder, &error))?;
    let mut cargo = workspace.command("/usr/bin/cargo");
    cargo
        .current_dir(folder)
        .args([
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort,test",
            "--target",
            TARGET,
        ])
        .env("RUSTC", "/usr/bin/rustc")
        .env_remove("RUSTUP_TOOLCHAIN")
        // Building the standard library is not a stable feature; Debian's compiler is its own match.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode a later build with LTO fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", folder.join("target"));
    let log = workspace.log("wasm-std");
    process::logged(&mut cargo, "building the standard library", &log)?;
    let built = folder.join("target").join(TARGET).join("release/deps");
    let entries = std::fs::read_dir(&built).map_err(|error| Failure::io("read", &built, &error))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension() == Some(OsStr::new("rlib")))
        .filter(|file| {
            let name = file.file_name().unwrap_or_default();
            !name.to_string_lossy().starts_with("libwasm_std-")
        })
        .collect())
}

/// A toolchain folder: Debian's programs told to use this sysroot, Debian's own libraries by link, and
/// the new ones. Nothing outside the repository is written.
fn assemble(sysroot: &Path, rlibs: &[std::path::PathBuf]) -> std::io::Result<()> {
    if sysroot.exists() {
        std::fs::remove_dir_all(sysroot)?;
    }
    let bin = sysroot.join("bin");
    std::fs::create_dir_all(&bin)?;
    let root = sysroot.display();
    for program in ["rustc", "rustdoc"] {
        let line = format!("exec /usr/bin/{program} --sysroot '{root}' \"$@\"");
        script(&bin.join(program), &line)?;
    }
    for program in ["cargo-clippy", "clippy-driver"] {
        let line = format!("SYSROOT='{root}' exec /usr/bin/{program} \"$@\"");
        script(&bin.join(program), &line)?;
    }
    symlink("/usr/bin/cargo", bin.join("cargo"))?;
    let rustlib = sysroot.join("lib/rustlib");
    std::fs::create_dir_all(&rustlib)?;
    for entry in std::fs::read_dir("/usr/lib/rustlib")?.flatten() {
        if entry.file_name() != TARGET {
            symlink(entry.path(), rustlib.join(entry.file_name()))?;
        }
    }
    let libraries = rustlib.join(TARGET).join("lib");
    std::fs::create_dir_all(&libraries)?;
    for rlib in rlibs {
        std::fs::copy(rlib, libraries.join(rlib.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

fn script(path: &Path, line: &str) -> std::io::Result<()> {
    std::fs::write(path, format!("#!/bin/sh\n{line}\n"))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

fn link(workspace: &Workspace, sysroot: &Path) -> Result<()> {
    // One that is there did not work, or this would not be running.
    process::probe(
        workspace
            .command("rustup")
            .args(["toolchain", "uninstall", FALLBACK]),
    );
    let mut link = workspace.command("rustup");
    link.args(["toolchain", "link", FALLBACK]).arg(sysroot);
    let log = workspace.log("rustup-link");
    process::logged(&mut link, "rustup toolchain link", &log)?;
    Ok(())
}
