//! index.html shows a few texts before any file of messages is there. They are written down a second time, in
//! `boot/texts.js` and, in English, in index.html itself; here all three are compared.

#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

use messages::Language;
use serde_json::{Map, Value};

/// What index.html calls a text, and the message or messages that it is made of.
const TEXTS: [(&str, &[&str]); 10] = [
    ("title", &["signIn.title"]),
    ("lead", &["signIn.leadEmail"]),
    ("email", &["field.email"]),
    ("continue", &["common.continue"]),
    ("or", &["common.or"]),
    ("passkey", &["signIn.withPasskey"]),
    ("loading", &["boot.loading"]),
    ("noWasm", &["boot.noWasm"]),
    ("failed", &["loadFailed.title", "loadFailed.lead"]),
    ("retry", &["common.tryAgain"]),
];

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(path);
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

#[test]
fn index_html_says_what_the_messages_say() {
    let script = read("boot/texts.js");
    let (_, texts) = script.split_once(" = ").expect("one constant");
    let texts: Map<String, Value> =
        serde_json::from_str(texts.trim_end().trim_end_matches(';')).expect("JSON");
    assert_eq!(texts.len(), Language::ALL.len());
    for language in Language::ALL {
        let of_page = texts.get(language.tag()).and_then(Value::as_object);
        let of_page = of_page.unwrap_or_else(|| panic!("nothing in {}", language.tag()));
        let messages = messages(language);
        assert_eq!(of_page.len(), TEXTS.len(), "{}", language.tag());
        for (name, keys) in TEXTS {
            let expected = joined(language, &messages, keys);
            assert_eq!(text(of_page, name), expected, "{}.{name}", language.tag());
        }
    }
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
