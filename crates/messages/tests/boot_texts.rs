//! index.html shows a few texts before any file of messages is there. They are written down a second time, in
//! `boot/texts.js`, which is made here, and, in English, in index.html itself.

#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::path::{Path, PathBuf};

use messages::Language;
use serde_json::{Map, Value};

/// What index.html calls a text, and the message or messages that it is made of.
const TEXTS: [(&str, &[&str]); 13] = [
    ("title", &["signIn.title"]),
    ("lead", &["signIn.leadEmail"]),
    ("lastPasskey", &["signIn.lastPasskey"]),
    ("lastEmail", &["signIn.lastEmail"]),
    ("email", &["field.email"]),
    ("otherAccount", &["signIn.otherAccount"]),
    ("continue", &["common.continue"]),
    ("or", &["common.or"]),
    ("passkey", &["signIn.withPasskey"]),
    ("loading", &["boot.loading"]),
    ("noWasm", &["boot.noWasm"]),
    ("failed", &["loadFailed.title", "loadFailed.lead"]),
    ("retry", &["common.tryAgain"]),
];

/// Writes `boot/texts.js` anew.
const COMMAND: &str = "LATCHKEY_WRITE_BOOT_TEXTS=1 cargo test -p messages --test boot_texts";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name)
}

fn read(name: &str) -> String {
    let path = path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn messages(language: Language) -> Map<String, Value> {
    let file = read(&format!("public/messages/{}.json", language.tag()));
    serde_json::from_str(&file).expect("a file of messages is JSON")
}

fn text<'a>(messages: &'a Map<String, Value>, key: &str) -> &'a str {
    let text = messages.get(key).and_then(Value::as_str);
    text.unwrap_or_else(|| panic!("there is no {key}"))
}

/// A heading has no full stop, which it gets where a sentence follows.
fn joined(language: Language, messages: &Map<String, Value>, keys: &[&str]) -> String {
    let (stop, space) = match language {
        Language::Japanese => ("。", ""),
        _ => (".", " "),
    };
    let texts: Vec<String> = keys
        .iter()
        .map(|key| text(messages, key))
        .map(|text| match keys.len() {
            1 => text.to_owned(),
            _ => text.trim_end_matches(stop).to_owned() + stop,
        })
        .collect();
    texts.join(space)
}

/// `boot/texts.js` as the messages want it.
fn script() -> String {
    let languages: Vec<String> = Language::ALL
        .iter()
        .map(|language| {
            let messages = messages(*language);
            let texts: Vec<String> = TEXTS
                .iter()
                .map(|(name, keys)| {
                    let text = Value::String(joined(*language, &messages, keys));
                    format!("    \"{name}\": {text}")
                })
                .collect();
            format!("  \"{}\": {{\n{}\n  }}", language.tag(), texts.join(",\n"))
        })
        .collect();
    format!(
        "// Made from public/messages/: {COMMAND}\nconst latchkeyTexts = {{\n{}\n}};\n",
        languages.join(",\n")
    )
}

#[test]
fn index_html_says_what_the_messages_say() {
    let wanted = script();
    if std::env::var_os("LATCHKEY_WRITE_BOOT_TEXTS").is_some() {
        std::fs::write(path("boot/texts.js"), &wanted).expect("boot/texts.js can be written");
    }
    assert!(
        read("boot/texts.js") == wanted,
        "boot/texts.js says something else than public/messages/. To write it anew: {COMMAND}"
    );
}

#[test]
fn without_scripts_it_says_so_in_english() {
    let page = read("index.html");
    let messages = messages(Language::English);
    for (name, key) in [
        ("noscript", "boot.noScript"),
        ("description", "boot.description"),
        ("title", "signIn.title"),
        ("lead", "signIn.leadEmail"),
        ("email", "field.email"),
        ("continue", "common.continue"),
        ("passkey", "signIn.withPasskey"),
    ] {
        let text = text(&messages, key);
        assert!(page.contains(text), "index.html's {name} is not \"{text}\"");
    }
}
