//! Whatever people read in the app comes from the message files, and whatever is in them is read.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where the app is.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src");

/// For logs and operators, or no text at all: nobody reads them in the app.
const EXCEPTIONS: &[&str] = &[
    "Authsignal cannot be reached: {0}",
    "Authsignal refuses the token: {0}",
    "Bearer {token}",
    "Bearer {}",
    "Cognito could not be reached",
    "Cognito refused",
    "HTTP status {status}",
    "Trusted Types",
];

/// Read by index.html and the script in it, not by the app.
const OUTSIDE: &[&str] = &["boot."];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// The source without its comments, and with what stands before each string literal.
fn literals(source: &str) -> Vec<(String, String)> {
    let lines: Vec<_> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let source = lines.join("\n");
    let mut found = Vec::new();
    let mut before = String::new();
    let mut letters = source.chars();
    while let Some(letter) = letters.next() {
        if letter == '"' && !before.ends_with('\'') {
            let mut text = String::new();
            while let Some(letter) = letters.next() {
                match letter {
                    '"' => break,
                    '\\' => text.extend(letters.next().filter(|it| !it.is_whitespace())),
                    _ => text.push(letter),
                }
            }
            found.push((before.trim_end().to_owned(), text));
            before.clear();
        } else {
            before.push(letter);
        }
    }
    found
}

/// Whether a literal in this place looks like something that people read.
fn is_text(before: &str, text: &str) -> bool {
    let words = text.chars().any(char::is_alphabetic);
    let in_view = (before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->"))
        || before.ends_with('}');
    // A code, not a word.
    let in_view = in_view && text.chars().any(|it| it.is_lowercase() || !it.is_ascii());
    let attribute = [
        "aria-label=",
        "title=",
        "placeholder=",
        "alt=",
        "aria-description=",
    ]
    .iter()
    .any(|name| before.ends_with(name));
    let sentence = text.starts_with(char::is_uppercase)
        && text.contains(|it: char| it.is_lowercase())
        && (text.contains([' ', '…']) || in_view)
        && !text.starts_with(|it: char| it == 'M' && text.ends_with(['z', 'H']));
    words && (in_view || attribute || sentence)
}

#[test]
fn no_text_is_left_in_the_app() {
    let mut files = Vec::new();
    sources(Path::new(SOURCES), &mut files);
    assert!(files.len() > 80, "the app's sources are not in {SOURCES}");
    let mut left = Vec::new();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for (before, text) in literals(&source) {
            if is_text(&before, &text) && !EXCEPTIONS.contains(&text.as_str()) {
                left.push(format!("{}: {text:?}", file.display()));
            }
        }
    }
    assert!(
        left.is_empty(),
        "these belong into public/messages/:\n{}",
        left.join("\n")
    );
}

#[test]
fn text_is_told_from_code() {
    for (before, text) in [
        ("<p>", "Sign in"),
        ("<span>{seconds}", " s"),
        ("<img aria-label=", "logo"),
        ("set_title(", "Sign in"),
        ("Some(", "One moment…"),
    ] {
        assert!(is_text(before, text), "{text}");
    }
    for (before, text) in [
        ("class=", "card"),
        ("VerificationMethod::Passkey =>", "passkey"),
        ("", "NotAllowedError"),
        ("<img alt=", ""),
        ("{name}", " "),
        ("path d=", "M8 7a5 5 0 1 0 4.6 7z"),
        ("console_error(", "the language was not loaded"),
    ] {
        assert!(!is_text(before, text), "{text}");
    }
}

#[test]
fn every_text_is_read_somewhere() {
    let mut files = Vec::new();
    sources(Path::new(SOURCES), &mut files);
    let mut read = String::new();
    for file in files {
        read.push_str(&std::fs::read_to_string(file).unwrap());
    }
    let used: BTreeSet<_> = read
        .split("key::")
        .skip(1)
        .map(|rest| {
            let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
            rest.split_at(end.unwrap_or(rest.len()))
                .0
                .to_ascii_uppercase()
        })
        .collect();
    let file = include_str!("../../../public/messages/en.json");
    let entries: serde_json::Map<String, serde_json::Value> = serde_json::from_str(file).unwrap();
    let mut idle = Vec::new();
    for key in entries.keys() {
        let mut name = String::new();
        for letter in key.chars() {
            match letter {
                '.' => name.push('_'),
                letter if letter.is_ascii_uppercase() => name.extend(['_', letter]),
                letter => name.push(letter.to_ascii_uppercase()),
            }
        }
        let outside = OUTSIDE.iter().any(|part| key.starts_with(part));
        if !outside && !used.contains(&name) {
            idle.push(key);
        }
    }
    assert!(idle.is_empty(), "nobody reads {idle:?}");
}
