use crate::Language;

fn choose(asked: &str, kept: &str, browser: &[&str]) -> Language {
    let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    let (asked, kept) = (asked.to_owned().leak(), kept.to_owned().leak());
    Language::choose(given(asked), given(kept), browser.iter().copied())
}

#[test]
fn the_address_goes_before_the_choice_and_that_before_the_browser() {
    let browser = ["fr-CA", "de"];
    assert_eq!(choose("ja", "es", &browser), Language::Japanese);
    assert_eq!(choose("", "es", &browser), Language::Spanish);
    assert_eq!(choose("", "", &browser), Language::French);
    assert_eq!(choose("", "", &[]), Language::English);
}

#[test]
fn what_nobody_speaks_here_is_passed_over() {
    assert_eq!(
        choose("tlh", "xx", &["nl", "da-DK", "de-AT"]),
        Language::German
    );
    assert_eq!(choose("", "", &["nl", "zh-Hans-CN"]), Language::English);
    // Not by their first letters.
    assert_eq!(
        choose("", "", &["arn", "est", "fry", "deu"]),
        Language::English
    );
}

#[test]
fn regions_and_scripts_are_no_matter() {
    for (tag, language) in [
        ("pt", Language::Portuguese),
        ("pt-PT", Language::Portuguese),
        ("PT_br", Language::Portuguese),
        (" EN-gb ", Language::English),
        ("ar-EG-u-nu-arab", Language::Arabic),
        ("ja-Jpan-JP", Language::Japanese),
    ] {
        assert_eq!(Language::of_tag(tag), Some(language), "{tag}");
    }
    for tag in ["", "-", "*", "d", "../../config"] {
        assert_eq!(Language::of_tag(tag), None, "{tag}");
    }
    for language in Language::ALL {
        assert_eq!(Language::of_tag(language.tag()), Some(language));
    }
}

#[test]
fn dates_are_written_as_the_browser_has_them_in_that_language() {
    let browser = ["de-AT", "en-GB", "en-US", "ar-EG"];
    let formats = |language: Language| language.formats(browser);
    assert_eq!(formats(Language::English), "en-GB");
    assert_eq!(formats(Language::German), "de-AT");
    assert_eq!(formats(Language::French), "fr");
    assert_eq!(formats(Language::Portuguese), "pt-BR");
    // Digits as codes have them.
    assert_eq!(formats(Language::Arabic), "ar-EG-u-nu-latn");
    assert_eq!(Language::Arabic.formats(["ar-u-nu-arab"]), "ar-u-nu-latn");
}

#[test]
fn only_arabic_is_read_from_the_right() {
    for language in Language::ALL {
        let rtl = language.direction() == "rtl";
        assert_eq!(rtl, language == Language::Arabic);
    }
}
