//! How fast the site is: `tests/e2e/src/bin/bench.rs` measures, this gives it something to measure.

use std::path::Path;

use crate::failure::Result;
use crate::test::EndToEnd;
use crate::workspace::Workspace;
use crate::{process, ui};

/// The command.
pub(crate) fn run(workspace: &Workspace, dist: Option<&Path>, args: &[String]) -> Result<()> {
    let mut end_to_end = EndToEnd::start(workspace, dist)?;
    ui::step("loading the site, again and again");
    let mut bench = end_to_end.cargo(&["run", "--quiet", "-p", "e2e", "--bin", "bench", "--"])?;
    process::stream(bench.args(args), "the site could not be measured")
}
