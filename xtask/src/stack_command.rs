//! The local stack in the foreground.

use std::path::{Path, PathBuf};

use crate::deployment::app_config::Override;
use crate::failure::{Failure, Result};
use crate::stack::{self, Stack};
use crate::workspace::{Workspace, write_atomically};
use crate::{build, setup, signals, ui};

/// The command.
pub(crate) fn run(workspace: &Workspace, site: bool, overrides: &[Override]) -> Result<()> {
    let tools = setup::ensure(workspace)?;
    ui::step("the Lambdas and the stand-in for Authsignal");
    let natives = stack::build_natives(workspace)?;
    let mut stack = {
        // Until it is uploaded, nobody else may rebuild the site.
        let lock = if site {
            Some(build::lock(workspace)?)
        } else {
            None
        };
        let dist = match &lock {
            Some(_) => {
                ui::step("release build of the site (minutes when nothing is compiled yet)");
                Some(build::site(workspace, &tools)?)
            }
            None => None,
        };
        ui::step("the local stack");
        stack::start(
            workspace,
            &natives,
            &stack::Options {
                name: "stack",
                keep: false,
                fresh: true,
                site_url: (!site).then(|| stack::SERVED_SITE.to_owned()),
                dist,
                overrides,
                for_tests: true,
            },
        )?
    };
    let published = Published::write(workspace.path("target/stack.json"), &stack)?;
    print_urls(&stack, &published.path);
    while !signals::stop_requested() {
        stack.check()?;
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    ui::note("stopping");
    Ok(())
}

fn print_urls(stack: &Stack, file: &Path) {
    let info = &stack.info;
    ui::plain("");
    if let Some(url) = &info.site_url {
        ui::plain(&format!("  app        {url}"));
    }
    ui::plain(&format!("  inbox      {}", info.inbox_url));
    ui::plain(&format!("  Cognito    {}", info.endpoint));
    ui::plain(&format!("  Authsignal {}", info.authsignal_url));
    ui::plain(&format!("  details    {}", file.display()));
    ui::plain(&format!("  logs       {}", stack.run.display()));
    ui::plain("\n  ready; Ctrl-C stops it");
}

/// `target/stack.json`, for as long as it is true.
struct Published {
    path: PathBuf,
    text: String,
}

impl Published {
    fn write(path: PathBuf, stack: &Stack) -> Result<Self> {
        let text = std::fs::read_to_string(stack.info_file())
            .map_err(|error| Failure::io("read", &stack.info_file(), &error))?;
        write_atomically(&path, &text)?;
        Ok(Self { path, text })
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        // Another stack may have written its own since.
        if std::fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
