//! Set-up, dev, test, build: `cargo xtask --help`.

mod bench;
mod budget;
mod build;
mod cli;
mod deploy;
mod deployment;
mod dev;
mod failure;
mod gallery;
mod inline;
mod lean;
mod net;
mod orphans;
mod parallel;
mod process;
mod setup;
mod signals;
mod split;
mod stack;
mod stack_command;
mod test;
mod ui;
mod workspace;

use std::process::ExitCode;

use crate::cli::Command;
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// What a shell reports for a program that SIGINT ended.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            ui::failure(&failure);
            match failure {
                Failure::Interrupted => ExitCode::from(INTERRUPTED),
                Failure::Problem(_) => ExitCode::FAILURE,
            }
        }
    }
}

fn run() -> Result<()> {
    let args: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    let command = cli::parse(&args)?;
    signals::listen()?;
    let workspace = Workspace::find()?;
    match command {
        Command::Help(text) => {
            ui::plain(text.trim_end());
            Ok(())
        }
        Command::Setup { tests } => setup::command(&workspace, tests),
        Command::Dev { fresh, overrides } => dev::run(&workspace, fresh, &overrides),
        Command::Test { only } => test::run(&workspace, &only),
        Command::Build => build::run(&workspace),
        Command::Bench { dist, args } => bench::run(&workspace, dist.as_deref(), &args),
        Command::Gallery { dist } => gallery::run(&workspace, dist.as_deref()),
        Command::Deploy {
            stack,
            settings,
            overrides,
        } => deploy::run(&workspace, &stack, &settings, &overrides),
        Command::Destroy { stack, yes } => deploy::destroy(&workspace, &stack, yes),
        Command::Stack { site, overrides } => stack_command::run(&workspace, site, &overrides),
    }
}
