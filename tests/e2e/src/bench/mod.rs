//! How fast the site is: `cargo xtask bench`. docs/performance.md says how it is measured, and has the figures.

mod backend;
mod cold_load;
mod profile;
mod report;
mod sign_in;

use anyhow::{Context, Result, bail, ensure};

use crate::environment;
use report::Report;

/// How often each is measured, unless something else is said.
const RUNS: usize = 7;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How often each is measured.
    pub runs: usize,
    /// Whether the table in docs/performance.md is to be replaced.
    pub write: bool,
}

impl Options {
    /// Reads the command line, without the program's name.
    ///
    /// # Errors
    /// When it is not understood.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            runs: RUNS,
            write: false,
        };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--write" => options.write = true,
                "--runs" => {
                    let runs = args.next().context("--runs needs a number")?;
                    options.runs = runs.parse().context("--runs needs a number")?;
                    ensure!(options.runs > 0, "--runs needs a number above nothing");
                }
                other => bail!("there is no option {other}"),
            }
        }
        Ok(options)
    }
}

/// Measures, keeps the figures in `target/bench.json`, and gives them as a table in Markdown. `tell` is told what is
/// under way.
///
/// # Errors
/// When the site does not load, or not as it should.
pub fn run(options: &Options, tell: &dyn Fn(&str)) -> Result<String> {
    ensure!(
        environment::deployed_site()?.is_some(),
        "set LATCHKEY_SITE to the deployed site: only that is compressed"
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime")?;
    let report = runtime.block_on(measure(options, tell))?;
    report.keep()?;
    let table = report.table();
    if options.write {
        report::publish(&table)?;
    }
    Ok(table)
}

async fn measure(options: &Options, tell: &dyn Fn(&str)) -> Result<Report> {
    // Fills the memory of the server that hands the site on; the browser's start is no longer the first either.
    tell("once, unmeasured");
    cold_load::load(&profile::NONE).await?;
    let mut report = Report::new(options.runs);
    // In turn, so that what slows the machine for a while slows all profiles alike.
    for run in 1..=options.runs {
        for profile in &profile::LOADS {
            let load = cold_load::load(profile).await?;
            tell(&format!(
                "{run}/{} {}: first paint {:.0} ms, form {:.0} ms, ready {:.0} ms",
                options.runs, profile.name, load.first_paint, load.form, load.ready
            ));
            report.add_load(profile, &load);
        }
    }
    for profile in &profile::SIGN_INS {
        tell(&format!("signing in, {}", profile.name));
        let shares = sign_in::shares(profile, options.runs).await?;
        tell(&shares.timeline);
        report.add_shares(profile, &shares);
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_understood_or_refused() -> Result<()> {
        let asked = parse("--runs 3 --write")?;
        assert_eq!((asked.runs, asked.write), (3, true));
        assert_eq!(parse("")?.runs, RUNS);
        for wrong in ["--runs", "--runs 0", "--fast"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        Ok(())
    }
}
