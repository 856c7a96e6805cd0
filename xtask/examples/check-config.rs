//! Reads a config.json, given as the first argument, as the app does; says on standard error what is wrong with it. Writes
//! what it says of the brand into the file that the second argument names: what the page shows before the app is there.
//!
//! An example, so that only those who deploy have to compile what it needs.
#![allow(clippy::print_stderr)]

use std::process::ExitCode;

use serde_json::json;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let text = arguments.next().unwrap_or_default();
    let told = config::AppConfig::parse(&text)
        .map_err(|error| error.to_string())
        .and_then(|config| {
            let file = arguments.next().ok_or("the second argument is missing")?;
            let brand = config.brand;
            let properties = brand.custom_properties();
            let logo = brand.logo.map(
                |logo| json!({"path": logo.path, "dark": logo.dark, "hasName": logo.has_name}),
            );
            let found = json!({"name": brand.name, "logo": logo, "properties": properties});
            std::fs::write(&file, found.to_string())
                .map_err(|error| format!("cannot write {file}: {error}"))
        });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
