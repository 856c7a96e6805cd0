//! A font for Japanese: without one, pictures of it show boxes.

use crate::failure::Result;
use crate::process;
use crate::setup::apt;
use crate::workspace::Workspace;

/// Installs one where there is none.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let found = process::probe(workspace.command("fc-list").arg(":lang=ja"));
    if found.is_some_and(|fonts| !fonts.trim().is_empty()) {
        return Ok(());
    }
    apt::install(
        workspace,
        &["fontconfig", "fonts-ipafont-gothic"],
        "a Japanese font",
    )
    .map_err(|failure| failure.why("pictures of the pages in Japanese would show boxes"))
}
