//! Reads a config.json, given as the first argument, as the app does; says on standard error what is wrong with it. Writes
//! what it says of the brand into the file that the second argument names: what the page shows before the app is there.
//!
//! An example, so that only those who deploy have to compile what it needs.
#![allow(clippy::print_stderr)]

use std::process::ExitCode;

use serde_json::{Value, json};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let text = arguments.next().unwrap_or_default();
    let written = told(&text).and_then(|told| {
        let file = arguments.next().ok_or("the second argument is missing")?;
        std::fs::write(&file, told.to_string())
            .map_err(|error| format!("cannot write {file}: {error}"))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What a config.json says of the brand; or what is wrong with it.
pub(crate) fn told(text: &str) -> Result<Value, String> {
    let config = config::AppConfig::parse(text).map_err(|error| error.to_string())?;
    let brand = config.brand;
    let properties = brand.custom_properties();
    let logo = brand
        .logo
        .map(|logo| json!({"path": logo.path, "dark": logo.dark, "hasName": logo.has_name}));
    Ok(json!({"name": brand.name, "logo": logo, "properties": properties}))
}
