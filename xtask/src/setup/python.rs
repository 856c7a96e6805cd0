//! The Python environment of the local stack, in `.tools/venv`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::setup::apt;
use crate::workspace::{Workspace, remove_folder, write_atomically};
use crate::{process, ui};

const REQUIREMENTS: &str = "infra/requirements.txt";
const TEST_REQUIREMENTS: &str = "infra/requirements-test.txt";
const WHY: &str = "MiniStack, which acts as AWS on this machine, is a Python program";

/// The environment's interpreter.
pub(crate) fn interpreter(workspace: &Workspace) -> PathBuf {
    workspace.path(".tools/venv/bin/python")
}

/// Makes the environment, or remakes it when its requirements or its place changed.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let venv = place(workspace);
    let requirements = workspace.path(REQUIREMENTS);
    let wanted = std::fs::read_to_string(&requirements)
        .map_err(|error| Failure::io("read", &requirements, &error))?;
    // An environment knows its own path and does not survive a move.
    let wanted = format!("{}\n{wanted}", venv.display());
    let stamp = venv.join(".latchkey");
    let works = || {
        process::probe(
            workspace
                .command("python")
                .env("PATH", venv.join("bin"))
                .arg("--version"),
        )
    };
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) && works().is_some() {
        return Ok(());
    }
    if process::probe(workspace.command("python3").arg("--version")).is_none() {
        return Err(Failure::new("Python 3 is missing")
            .why(WHY)
            .fix("install Python 3.10 or newer; on Debian: apt-get install python3 python3-venv"));
    }
    ui::step("Python environment with MiniStack: .tools/venv (less than a minute)");
    create(workspace, &venv).map_err(|failure| failure.why(WHY))?;
    install(workspace, &requirements)?;
    write_atomically(&stamp, &wanted)
}

/// [`ensure`], and what only the tests need.
pub(crate) fn ensure_for_tests(workspace: &Workspace) -> Result<()> {
    let requirements = workspace.path(TEST_REQUIREMENTS);
    let wanted = std::fs::read_to_string(&requirements)
        .map_err(|error| Failure::io("read", &requirements, &error))?;
    // Goes with the environment that it is in.
    let stamp = workspace.path(".tools/venv/.latchkey-tests");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    ui::step("the linter of the template: .tools/venv (seconds)");
    install(workspace, &requirements)?;
    write_atomically(&stamp, &wanted)
}

/// Where the environment really is. Clones may share one by a link, and each would take it for one that was moved,
/// and remake it while another uses it.
fn place(workspace: &Workspace) -> PathBuf {
    let tools = workspace.path(".tools");
    std::fs::canonicalize(&tools).unwrap_or(tools).join("venv")
}

/// PATH with the environment's programs first.
pub(crate) fn path(workspace: &Workspace) -> OsString {
    let mut path = workspace.path(".tools/venv/bin").into_os_string();
    path.push(":");
    path.push(workspace.tool_path());
    path
}

fn install(workspace: &Workspace, requirements: &Path) -> Result<()> {
    let mut pip = workspace.command("python");
    pip.env("PATH", path(workspace))
        // Only what is used gets compiled, when it is first used.
        .args(["-m", "pip", "install", "--no-compile"])
        .arg("--disable-pip-version-check")
        .arg("--requirement")
        .arg(requirements);
    process::logged(&mut pip, "pip install", &workspace.log("pip"))
        .map(|_| ())
        .map_err(|failure| {
            failure
                .why(WHY)
                .fix("check that the Python package index can be reached, then run this again")
        })
}

fn create(workspace: &Workspace, venv: &Path) -> Result<()> {
    let log = workspace.log("venv");
    let make = || {
        remove_folder(venv)?;
        let mut command = workspace.command("python3");
        process::logged(
            command.args(["-m", "venv"]).arg(venv),
            "python3 -m venv",
            &log,
        )
    };
    match make() {
        // Debian ships the module apart from Python itself.
        Err(Failure::Problem(_)) if process::tail(&log, 40).contains("python3-venv") => {
            apt::install(workspace, &["python3-venv"], "Python's venv module")?;
            make().map(|_| ())
        }
        other => other.map(|_| ()),
    }
}
