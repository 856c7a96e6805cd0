//! How fast the site is; `cargo xtask bench` starts this with all that it needs.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::env;

use e2e::bench::{Options, run};

fn main() -> e2e::Result<()> {
    let options = Options::parse(env::args().skip(1))?;
    let table = run(&options, &|told| eprintln!("    {told}"))?;
    println!("\n{table}");
    Ok(())
}
