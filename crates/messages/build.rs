//! Makes the keys of the message files, and refuses files that do not fit together: the build fails, and says why in
//! words for translators.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "that is how a build script speaks"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[allow(dead_code, unreachable_pub, reason = "the library needs the rest")]
#[path = "src/language.rs"]
mod language;
#[path = "src/pattern.rs"]
mod pattern;
#[path = "src/reader.rs"]
mod reader;
#[path = "src/validate.rs"]
mod validate;

use language::Language;

/// What a page says that could not load its messages: compiled in.
const LOAD_FAILED: [&str; 3] = ["loadFailed.title", "loadFailed.lead", "common.tryAgain"];

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Vec<String>> {
    let variable = |name: &str| {
        let value = std::env::var_os(name).map(PathBuf::from);
        value.ok_or_else(|| vec![format!("{name} is not set.")])
    };
    let folder = variable("CARGO_MANIFEST_DIR")?.join("../../public/messages");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut texts = Vec::new();
    for language in Language::ALL {
        texts.push((language.tag(), read(&folder, language.tag())?));
    }
    strangers(&folder)?;
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for (tag, text) in &texts {
        match validate::read(&format!("{tag}.json"), text) {
            Ok(entries) => files.push((*tag, entries)),
            Err(problem) => problems.push(problem),
        }
    }
    let english = match files.first() {
        Some((_, english)) if problems.is_empty() => english,
        _ => return Err(problems),
    };
    for (tag, entries) in &files {
        problems.extend(validate::problems(tag, entries, english));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let entries: Vec<_> = files.iter().map(|(_, entries)| entries.clone()).collect();
    let code = validate::code(english, &entries, &LOAD_FAILED).map_err(|problem| vec![problem])?;
    let target = variable("OUT_DIR")?.join("key.rs");
    std::fs::write(&target, code).map_err(|error| vec![format!("{}: {error}", target.display())])
}

fn read(folder: &Path, tag: &str) -> Result<String, Vec<String>> {
    let file = folder.join(format!("{tag}.json"));
    println!("cargo::rerun-if-changed={}", file.display());
    std::fs::read_to_string(&file).map_err(|error| vec![format!("{}: {error}", file.display())])
}

/// A file for a language that the app does not know would never be read.
fn strangers(folder: &Path) -> Result<(), Vec<String>> {
    let files = std::fs::read_dir(folder).map_err(|error| vec![error.to_string()])?;
    let known: Vec<_> = Language::ALL
        .map(|language| format!("{}.json", language.tag()))
        .into();
    let strange: Vec<_> = files
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| !known.contains(name))
        .map(|name| {
            format!("public/messages/{name} is for no language of crates/messages/src/language.rs.")
        })
        .collect();
    match strange.is_empty() {
        true => Ok(()),
        false => Err(strange),
    }
}
