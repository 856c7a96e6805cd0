//! Debian packages, installed where this runs as root, else named.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;
use crate::{process, ui};

/// Whether this machine has apt at all.
pub(crate) fn available() -> bool {
    process::probe(Command::new("apt-get").arg("--version")).is_some()
}

/// Whether a package is installed.
pub(crate) fn installed(package: &str) -> bool {
    process::probe(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

/// Installs those of `packages` that are missing; `what` is what they are for.
pub(crate) fn install(workspace: &Workspace, packages: &[&str], what: &str) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let by_hand = format!("sudo apt-get install --no-install-recommends {list}");
    if !available() {
        return Err(Failure::new(format!("{what} is missing"))
            .fix(format!("install it; on Debian the packages are: {list}")));
    }
    if !rustix::process::geteuid().is_root() {
        return Err(Failure::new(format!("{what} is missing"))
            .why("only root can install Debian packages")
            .fix(format!("{by_hand}, then run this again")));
    }
    ui::step(&format!(
        "{what}: Debian packages {list} (less than a minute)"
    ));
    let log = workspace.log("apt");
    let mut update = apt(workspace);
    process::logged(update.arg("update"), "apt-get update", &log)
        .map_err(|failure| failure.fix("check the network and /etc/apt/sources.list"))?;
    let mut install = apt(workspace);
    install
        .args(["install", "-y", "--no-install-recommends"])
        .args(&missing);
    process::logged(&mut install, "apt-get install", &log).map_err(|failure| {
        failure
            .why(format!("{what} comes with them"))
            .fix(format!("see what this says: {by_hand}"))
    })?;
    Ok(())
}

fn apt(workspace: &Workspace) -> Command {
    let mut command = workspace.command("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Another apt run, unattended upgrades for one, is waited for.
        .args(["-o", "DPkg::Lock::Timeout=120"]);
    command
}
