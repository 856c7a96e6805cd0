//! Chromium and its driver, for the tests.

use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::setup::apt;
use crate::workspace::Workspace;

/// The browser that the tests drive.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    /// Path of chromedriver.
    pub(crate) driver: PathBuf,
    /// Path of Chromium or Chrome.
    pub(crate) chromium: PathBuf,
}

/// Finds both, by the variables CHROMEDRIVER and CHROMIUM or on PATH, or installs them.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Browser> {
    if let Some(browser) = find(workspace) {
        return Ok(browser);
    }
    let why = "the app is tested in headless Chromium";
    apt::install(
        workspace,
        &["chromium", "chromium-driver"],
        "Chromium with chromedriver",
    )
    .map_err(|failure| failure.why(why))?;
    find(workspace).ok_or_else(|| {
        Failure::new("Chromium or chromedriver is missing")
            .why(why)
            .fix("put both on PATH (Debian's packages are chromium and chromium-driver), or set CHROMIUM and CHROMEDRIVER to where they are")
    })
}

fn find(workspace: &Workspace) -> Option<Browser> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let on_path = |names: &[&str]| names.iter().find_map(|name| workspace.find_program(name));
    Some(Browser {
        driver: named("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?,
        chromium: named("CHROMIUM").or_else(|| {
            on_path(&[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
            ])
        })?,
    })
}
