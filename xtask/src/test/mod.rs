//! Every check there is, one after the other.

mod rehearsal;
mod steps;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::deployment::Code;
use crate::failure::{Failure, Result};
use crate::setup::browser::Browser;
use crate::setup::{self, Tools};
use crate::stack::{self, Natives, Stack};
use crate::workspace::{Lock, Workspace};
use crate::{build, ui};

/// One check.
struct Step {
    /// For `--only`.
    name: &'static str,
    /// What it does, for its header.
    title: &'static str,
    /// Why a failure matters.
    why: &'static str,
    /// What to do about one.
    fix: &'static str,
    run: fn(&mut Context) -> Result<()>,
}

/// What steps share.
struct Context<'a> {
    workspace: &'a Workspace,
    tools: Tools,
    browser: Browser,
    natives: Option<Natives>,
    stack: Option<Stack>,
    site: Option<Site>,
}

/// The release build, and the promise that nobody builds another one meanwhile.
struct Site {
    dist: PathBuf,
    _lock: Option<Lock>,
}

impl Site {
    /// A site that somebody built before, and keeps as it is.
    fn built(dist: &Path) -> Result<Self> {
        let dist = std::fs::canonicalize(dist)
            .ok()
            .filter(|dist| dist.join("index.html").is_file())
            .ok_or_else(|| Failure::new(format!("{} holds no site", dist.display())))?;
        Ok(Self { dist, _lock: None })
    }
}

impl<'a> Context<'a> {
    fn new(workspace: &'a Workspace) -> Result<Self> {
        let (tools, browser) = setup::ensure_for_tests(workspace)?;
        Ok(Self {
            workspace,
            tools,
            browser,
            natives: None,
            stack: None,
            site: None,
        })
    }

    /// The stack of the tests: started when it is first needed, with nothing in it.
    fn stack(&mut self) -> Result<&mut Stack> {
        let stack = match self.stack.take() {
            Some(stack) => stack,
            None => {
                let natives = match self.natives.take() {
                    Some(natives) => natives,
                    None => stack::build_natives(self.workspace)?,
                };
                let natives = self.natives.insert(natives);
                let options = stack::Options {
                    name: "test",
                    keep: false,
                    fresh: true,
                    site_url: Some(stack::SERVED_SITE.to_owned()),
                    dist: None,
                    overrides: &[],
                    for_tests: true,
                };
                stack::start(self.workspace, natives, &options)?
            }
        };
        Ok(self.stack.insert(stack))
    }

    /// The stack of the tests, and the Lambdas that are deployed to it.
    fn deployable(&mut self) -> Result<(&Stack, &Code)> {
        self.stack()?;
        match (&self.stack, &self.natives) {
            (Some(stack), Some(natives)) => Ok((stack, &natives.code)),
            _ => Err(Failure::new("there is no stack to deploy to")),
        }
    }

    /// The release build: made when it is first needed, since an old one tells nothing about the code.
    fn site(&mut self) -> Result<&Path> {
        let site = match self.site.take() {
            Some(site) => site,
            None => {
                let lock = build::lock(self.workspace)?;
                Site {
                    dist: build::site(self.workspace, &self.tools)?,
                    _lock: Some(lock),
                }
            }
        };
        Ok(&self.site.insert(site).dist)
    }
}

/// What end-to-end tests run against, for commands that use it for something else: the release build of the site,
/// deployed to a stack of its own. It ends with this.
pub(crate) struct EndToEnd<'a>(Context<'a>);

impl<'a> EndToEnd<'a> {
    /// Installs what is missing; the rest starts when it is first needed. The site is built, unless `dist` holds one.
    pub(crate) fn start(workspace: &'a Workspace, dist: Option<&Path>) -> Result<Self> {
        let mut context = Context::new(workspace)?;
        if let Some(dist) = dist {
            context.site = Some(Site::built(dist)?);
        }
        Ok(Self(context))
    }

    /// Cargo for the package `e2e`.
    pub(crate) fn cargo(&mut self, args: &[&str]) -> Result<Command> {
        ui::step("the site, and a stack to deploy it to (minutes where nothing is compiled yet)");
        steps::end_to_end_cargo(&mut self.0, args)
    }
}

/// The command: all steps, or those named.
pub(crate) fn run(workspace: &Workspace, only: &[String]) -> Result<()> {
    let steps = chosen(only)?;
    let started = Instant::now();
    let mut context = Context::new(workspace)?;
    let mut times = vec![("set-up", started.elapsed())];
    let mut outcome = Ok(());
    for (number, step) in (1..).zip(&steps) {
        ui::step(&format!("[{number}/{}] {}", steps.len(), step.title));
        let begun = Instant::now();
        outcome = (step.run)(&mut context);
        times.push((step.name, begun.elapsed()));
        if outcome.is_err() {
            break;
        }
        ui::note(&format!("{}: {}", step.name, ui::duration(begun.elapsed())));
    }
    // Its processes end before the table, which is the last word.
    drop(context);
    let failed = times.last().map(|(name, _)| *name).unwrap_or_default();
    if !matches!(outcome, Err(Failure::Interrupted)) {
        print_times(&times, started.elapsed());
    }
    match outcome {
        Ok(()) => {
            ui::plain(&format!("all {} steps passed", steps.len()));
            Ok(())
        }
        Err(failure) => {
            let step = steps.iter().find(|step| step.name == failed);
            Err(step.map_or_else(
                || Failure::new("a step failed"),
                |step| failure.why(step.why).fix(step.fix),
            ))
        }
    }
}

fn chosen(only: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = only
        .iter()
        .find(|name| !steps::ALL.iter().any(|step| step.name == *name))
    {
        let names: Vec<&str> = steps::ALL.iter().map(|step| step.name).collect();
        return Err(Failure::new(format!("there is no step `{unknown}`"))
            .fix(format!("the steps are: {}", names.join(", "))));
    }
    Ok(steps::ALL
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .collect())
}

fn print_times(times: &[(&str, Duration)], total: Duration) {
    ui::plain("");
    for (name, time) in times {
        ui::plain(&format!("{name:<14} {:>8}", ui::duration(*time)));
    }
    ui::plain(&format!("{:<14} {:>8}", "total", ui::duration(total)));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(only: &[&str]) -> Vec<&'static str> {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        chosen(&only)
            .unwrap()
            .iter()
            .map(|step| step.name)
            .collect()
    }

    #[test]
    fn steps_keep_their_order_whatever_the_order_asked_for() {
        assert_eq!(names(&["e2e", "fmt"]), ["fmt", "e2e"]);
        assert_eq!(names(&[]).len(), steps::ALL.len());
    }

    #[test]
    fn an_unknown_step_is_named_with_those_that_exist() {
        let failure = chosen(&["lint".to_owned()]).err().unwrap();
        assert!(failure.to_string().contains("lint"));
    }
}
