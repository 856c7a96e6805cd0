//! Reads a config.json, given as the only argument, as the app does; says on standard error what is wrong with it.
//!
//! An example, so that only those who deploy have to compile what it needs.
#![allow(clippy::print_stderr)]

use std::process::ExitCode;

fn main() -> ExitCode {
    let text = std::env::args().nth(1).unwrap_or_default();
    match config::AppConfig::parse(&text) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
