use std::collections::BTreeMap;

use super::file;
use crate::pattern::{Piece, Pieces};
use crate::reader::Reader;
use crate::{Catalog, CatalogError, Count, Language, key};

fn catalog(language: Language) -> Catalog {
    Catalog::parse(language, file(language)).unwrap()
}

#[test]
fn every_language_has_its_texts_in_their_places() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let json: serde_json::Value = serde_json::from_str(file(language)).unwrap();
        for (message, key) in [
            (key::LANGUAGE_LABEL, "language.label"),
            (key::SIGN_IN_TITLE, "signIn.title"),
            (key::VERIFY_RESENT, "verify.resent"),
            (key::NOT_FOUND_LEAD, "notFound.lead"),
        ] {
            assert_eq!(catalog.text(message), json[key], "{language:?}");
        }
    }
    assert_eq!(
        catalog(Language::English).text(key::SIGN_IN_TITLE),
        "Sign in"
    );
}

#[test]
fn our_reader_and_a_json_parser_read_the_same() {
    for language in Language::ALL {
        let file = file(language);
        let ours: BTreeMap<_, _> = Reader::new(file).map(Result::unwrap).collect();
        let parsed: BTreeMap<&str, &str> = serde_json::from_str(file).unwrap();
        assert_eq!(ours, parsed);
    }
}

#[test]
fn a_file_of_another_build_is_told_apart_from_a_broken_one() {
    let english = file(Language::English);
    let renamed = english.replace("signIn.title", "signIn.heading").leak();
    let swapped = english
        .replace("field.email\"", "field.x\"")
        .replace("field.phone\"", "field.email\"")
        .replace("field.x\"", "field.phone\"")
        .leak();
    for other in ["{}", renamed, swapped] {
        let parsed = Catalog::parse(Language::English, other);
        assert_eq!(parsed.unwrap_err(), CatalogError::OtherBuild);
    }
    // As where a server answers every path with the page.
    for broken in [
        "",
        "<!doctype html>",
        "{\"signIn.title\": 1}",
        "[]",
        "{\"a\": \"b\"",
        "{} {}",
    ] {
        let parsed = Catalog::parse(Language::English, broken);
        assert!(matches!(parsed, Err(CatalogError::Broken(_))), "{broken}");
    }
    // Another translation of the same keys is as good.
    let translated = english.replace("\"Sign in\"", "\"Log in\"").leak();
    let catalog = Catalog::parse(Language::English, translated).unwrap();
    assert_eq!(catalog.text(key::SIGN_IN_TITLE), "Log in");
}

#[test]
fn arguments_are_filled_in_and_isolated_where_the_text_runs_the_other_way() {
    let address = "ada@example.com";
    let english = key::confirm_sent_to(&catalog(Language::English), address);
    assert_eq!(english, "We sent a code of 6 digits to ada@example.com.");
    let arabic = key::confirm_sent_to(&catalog(Language::Arabic), address);
    assert!(
        arabic.contains("\u{2068}ada@example.com\u{2069}"),
        "{arabic}"
    );
    // What somebody typed is no pattern.
    let odd = key::confirm_sent_to(&catalog(Language::English), "{address} #");
    assert_eq!(odd, "We sent a code of 6 digits to {address} #.");
}

#[test]
fn something_else_than_text_can_take_an_arguments_place() {
    let [before, after] = catalog(Language::English).around(key::SIGN_UP_NO_CODE);
    assert_eq!(before, "No code? You may have an account already: ");
    assert_eq!(after, ".");
    let [before, after] = catalog(Language::Japanese).around(key::MISCONFIGURED_NOT_JSON);
    assert_eq!(before, "");
    assert!(after.contains("JSON"));
}

#[test]
fn numbers_take_the_form_that_their_language_has_for_them() {
    let resend = |language, number, category| {
        key::verify_resend_in(&catalog(language), Count { number, category })
    };
    let english = |number, category| resend(Language::English, number, category);
    assert_eq!(english(1, "one"), "You can resend it in 1 second");
    assert_eq!(english(30, "other"), "You can resend it in 30 seconds");
    assert!(resend(Language::Japanese, 3, "other").contains("3秒"));
    // A category that the text does not have is as good as `other`.
    assert_eq!(english(7, "few"), english(7, "other"));
    let arabic = |number, category| resend(Language::Arabic, number, category);
    assert!(arabic(2, "two").contains("ثانيتين"));
    assert!(arabic(3, "few").contains("3 ثوانٍ"));
    assert!(arabic(11, "many").contains("11 ثانية"));
    let forms: std::collections::BTreeSet<_> = [
        arabic(0, "zero"),
        arabic(1, "one"),
        arabic(2, "two"),
        arabic(3, "few"),
        arabic(11, "many"),
    ]
    .into();
    assert_eq!(forms.len(), 5);
}

#[test]
fn a_pattern_has_plain_parts_arguments_and_plurals() {
    let text = "a {name} b {count, plural, one {# c} other {# d}}";
    let pieces: Vec<_> = Pieces::new(text).map(Result::unwrap).collect();
    let [
        Piece::Text("a "),
        Piece::Argument("name"),
        Piece::Text(" b "),
        Piece::Plural("count", forms),
    ] = pieces.as_slice()
    else {
        panic!("{pieces:?}");
    };
    let forms: Vec<_> = forms.map(Result::unwrap).collect();
    assert_eq!(forms, [("one", "# c"), ("other", "# d")]);
    for broken in [
        "a {name",
        "a } b",
        "{}",
        "{two words}",
        "{count, number}",
        "{count, select, a {b}}",
        "{, plural, other {#}}",
    ] {
        assert!(Pieces::new(broken).any(|it| it.is_err()), "{broken}");
    }
    for broken in [
        "{n, plural, one}",
        "{n, plural, other {# {x}}}",
        "{n, plural, one {a} other}",
    ] {
        let forms = Pieces::new(broken).filter_map(|it| match it {
            Ok(Piece::Plural(_, forms)) => Some(forms),
            _ => None,
        });
        let mut forms = forms.flatten();
        assert!(forms.any(|form| form.is_err()), "{broken}");
    }
}
