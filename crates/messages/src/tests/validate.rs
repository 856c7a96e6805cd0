//! Each way for the build to refuse a message file, and what it says then.

use crate::Language;
use crate::validate::{categories, code, problems, read};

const ENGLISH: &str = r#"{
    "signIn.title": "Sign in",
    "signIn.sentTo": "Sent to {address}",
    "signIn.codes": "{count, plural, one {# code} other {# codes}}"
}"#;

/// What is wrong with a file, beside [`ENGLISH`].
fn check(tag: &str, file: &str) -> Vec<String> {
    let english = read("en.json", ENGLISH).unwrap();
    match read(&format!("{tag}.json"), file) {
        Ok(entries) => problems(tag, &entries, &english),
        Err(problem) => vec![problem],
    }
}

/// The same for a German file whose texts are these.
fn german(title: &str, sent: &str, codes: &str) -> Vec<String> {
    let file = format!(
        r#"{{"signIn.title": "{title}", "signIn.sentTo": "{sent}", "signIn.codes": "{codes}"}}"#
    );
    check("de", &file)
}

const SENT: &str = "An {address} geschickt";
const CODES: &str = "{count, plural, one {# Code} other {# Codes}}";

#[test]
fn a_file_that_fits_is_taken() {
    assert_eq!(check("en", ENGLISH), [""; 0]);
    assert_eq!(german("Anmelden", SENT, CODES), [""; 0]);
}

#[test]
fn a_missing_key_is_named_with_what_it_says_in_english() {
    let file = format!(r#"{{"signIn.title": "Anmelden", "signIn.codes": "{CODES}"}}"#);
    assert_eq!(
        check("de", &file),
        ["de.json: signIn.sentTo is missing. In English it says: Sent to {address}"]
    );
}

#[test]
fn a_key_too_many_is_named() {
    let file = ENGLISH.replace("{\n", "{\"signIn.tilte\": \"x\",");
    assert_eq!(
        check("de", &file),
        ["de.json: signIn.tilte is not in en.json. Remove it."]
    );
    let file = ENGLISH.replace("{\n", "{\"signIn.title\": \"x\",");
    assert_eq!(
        check("de", &file),
        ["de.json: signIn.title stands there twice."]
    );
}

#[test]
fn another_order_of_keys_is_refused() {
    let file = format!(
        r#"{{"signIn.sentTo": "{SENT}", "signIn.title": "Anmelden", "signIn.codes": "{CODES}"}}"#
    );
    let [problem] = check("de", &file).try_into().unwrap();
    assert!(problem.contains("another order"), "{problem}");
    assert!(
        problem.contains("signIn.sentTo stands where signIn.title"),
        "{problem}"
    );
}

#[test]
fn arguments_are_the_same_in_every_language() {
    for sent in ["Geschickt", "An {adresse}", "An {address} von {name}"] {
        let [problem] = german("Anmelden", sent, CODES).try_into().unwrap();
        assert!(
            problem.starts_with("de.json: signIn.sentTo: the arguments are "),
            "{problem}"
        );
        assert!(
            problem.contains("in en.json they are [\"address\"]"),
            "{problem}"
        );
    }
    // A number is no text.
    assert_eq!(german("Anmelden", SENT, "{count} Codes").len(), 1);
    // Twice is fine, as is another place.
    assert_eq!(
        german("Anmelden", "{address}, ja, {address}", CODES),
        [""; 0]
    );
}

#[test]
fn a_plural_has_the_forms_of_its_language_and_no_others() {
    let lacking = german("Anmelden", SENT, "{count, plural, other {# Codes}}");
    assert_eq!(
        lacking,
        ["de.json: signIn.codes: {count, plural, …} lacks the form \"one\"."]
    );
    let strange = german(
        "Anmelden",
        SENT,
        "{count, plural, one {#} few {#} other {#}}",
    );
    assert_eq!(
        strange,
        [
            "de.json: signIn.codes: {count, plural, …} has the form \"few\", which this language does not use."
        ]
    );
    assert_eq!(check("ar", ENGLISH).len(), 4);
    assert_eq!(check("ja", ENGLISH).len(), 1);
    for language in Language::ALL {
        assert!(categories(language.tag()).contains(&"other"));
    }
}

#[test]
fn empty_texts_and_stray_spaces_are_refused() {
    for (title, reason) in [
        ("", "is empty"),
        ("  ", "is empty"),
        (" Anmelden", "a space"),
    ] {
        let [problem] = german(title, SENT, CODES).try_into().unwrap();
        assert!(problem.contains(reason), "{problem}");
        assert!(problem.starts_with("de.json: signIn.title: "), "{problem}");
    }
}

#[test]
fn broken_patterns_are_refused() {
    for codes in [
        "{count, plural, one {# Code}",
        "{count, plural, other}",
        "{count, number}",
        "a } b",
    ] {
        let [problem] = german("Anmelden", SENT, codes).try_into().unwrap();
        assert!(problem.starts_with("de.json: signIn.codes: "), "{problem}");
    }
}

#[test]
fn broken_files_are_refused_with_the_line() {
    for (file, reason) in [
        ("", "begins with {"),
        (
            "{\n\"a.b\": \"c\"\n\"d.e\": \"f\"}",
            "line 3: a comma is missing",
        ),
        ("{\n\"a.b\" \"c\"}", "line 2: a colon is missing"),
        ("{\n\"a.b\": 1}", "line 2: a text in quotation marks"),
        ("{\n\"a.b\": \"c", "line 2: this text does not end"),
        (
            "{\n\n\"a.b\": \"say \\\"c\\\"\"}",
            "line 3: a text may hold no backslash",
        ),
        ("{\"a.b\": \"c\nd\"}", "line 1: a text may hold"),
        ("{\"a.b\": \"c\"} x", "nothing may follow"),
        ("{\"a.b\": \"c\",}", "a text in quotation marks"),
        ("{\"a\": {\"b\": \"c\"}}", "a text in quotation marks"),
    ] {
        let problem = read("de.json", file).unwrap_err();
        assert!(problem.starts_with("de.json, line "), "{problem}");
        assert!(problem.contains(reason), "{problem}");
    }
}

#[test]
fn keys_become_constants_and_functions_with_typed_arguments() {
    let entries = read("en.json", ENGLISH).unwrap();
    let code = code(&entries, std::slice::from_ref(&entries), &["signIn.title"]).unwrap();
    for line in [
        "pub const SIGN_IN_TITLE: Message = Message(0);",
        "pub const SIGN_IN_SENT_TO: Split = Split(Message(1));",
        "pub fn sign_in_sent_to(catalog: &Catalog, address: &str) -> String {",
        "pub fn sign_in_codes(catalog: &Catalog, count: Count<'_>) -> String {",
        "pub const LOAD_FAILED: [[&str; 1]; 1] = [",
    ] {
        assert!(code.contains(line), "{line}\n{code}");
    }
    // What has arguments is no plain message.
    assert!(!code.contains("SIGN_IN_SENT_TO: Message"));
    assert!(!code.contains("SIGN_IN_CODES"));
}

#[test]
fn a_key_that_makes_no_name_is_refused() {
    for key in [
        "Title",
        "sign-in.title",
        "signIn.",
        ".title",
        "1.a",
        "sign in",
    ] {
        let file = format!(r#"{{"{key}": "x"}}"#);
        let entries = read("en.json", &file).unwrap();
        assert!(code(&entries, &[], &[]).is_err(), "{key}");
    }
    let both = r#"{"a.b": "{n} {n, plural, one {#} other {#}}"}"#;
    let entries = read("en.json", both).unwrap();
    assert!(code(&entries, &[], &[]).is_err());
}
