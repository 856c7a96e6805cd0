#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn number(typed: &str, country: &str) -> Result<String, NoNumber> {
    e164(typed, Country::parse(country))
}

#[test]
fn a_number_with_its_calling_code_needs_no_country() {
    for (typed, expected) in [
        ("+4915112345678", "+4915112345678"),
        ("  +49 (0)151 / 123-456.78 ", "+4915112345678"),
        ("0049 151 12345678", "+4915112345678"),
        ("+39 (0)6 1234567", "+39061234567"),
        ("+1 (212) 555‑0123", "+12125550123"),
        ("\u{202a}+44 20 7946 0018\u{202c}", "+442079460018"),
        ("+٤٩ ١٥١ ١٢٣٤٥٦٧٨", "+4915112345678"),
        ("+۹۸۹۱۲۳۴۵۶۷۸۹", "+989123456789"),
        ("＋８１（９０）１２３４－５６７８", "+819012345678"),
        ("+2904123", "+2904123"),
    ] {
        assert_eq!(e164(typed, None).as_deref(), Ok(expected), "{typed}");
        // The chosen country has no say.
        assert_eq!(number(typed, "US").as_deref(), Ok(expected), "{typed}");
    }
}

#[test]
fn a_national_number_loses_what_is_dialled_within_the_country_only() {
    for (country, typed, expected) in [
        ("DE", "0151 12345678", "+4915112345678"),
        ("DE", "151 12345678", "+4915112345678"),
        ("GB", "07911 123456", "+447911123456"),
        ("FR", "06.12.34.56.78", "+33612345678"),
        ("US", "(212) 555-0123", "+12125550123"),
        ("US", "1 212 555 0123", "+12125550123"),
        ("BS", "242 359 1234", "+12423591234"),
        ("IT", "06 1234 5678", "+390612345678"),
        ("IT", "312 345 6789", "+393123456789"),
        ("VA", "06 698 12345", "+390669812345"),
        ("SM", "0549 886377", "+3780549886377"),
        ("CI", "01 23 45 67 89", "+2250123456789"),
        ("CG", "06 123 4567", "+242061234567"),
        ("BJ", "01 95 12 34 56", "+2290195123456"),
        ("BF", "01 23 45 67", "+22601234567"),
        ("RU", "8 912 345-67-89", "+79123456789"),
        ("RU", "812 345-67-89", "+78123456789"),
        ("RU", "912 345 67 89", "+79123456789"),
        ("KZ", "8 (701) 234-56-78", "+77012345678"),
        ("BY", "8 029 491-19-11", "+375294911911"),
        ("BY", "029 491 19 11", "+375294911911"),
        ("LT", "8 612 34567", "+37061234567"),
        ("LT", "0 612 34567", "+37061234567"),
        ("TM", "8 66 123456", "+99366123456"),
        ("HU", "06 20 123 4567", "+36201234567"),
        ("HU", "20 123 4567", "+36201234567"),
        ("HU", "62 123 456", "+3662123456"),
        ("ES", "612 34 56 78", "+34612345678"),
        ("NO", "406 12 345", "+4740612345"),
        ("JP", "090-1234-5678", "+819012345678"),
        ("EG", "٠١٠٠ ١٢٣ ٤٥٦٧", "+201001234567"),
        ("SH", "51234", "+29051234"),
    ] {
        assert_eq!(number(typed, country).as_deref(), Ok(expected), "{typed}");
    }
}

#[test]
fn a_number_without_calling_code_or_country_belongs_nowhere() {
    for typed in ["0151 12345678", "2125550123", "0"] {
        assert_eq!(e164(typed, None), Err(NoNumber::CountryNeeded), "{typed}");
    }
}

#[test]
fn what_cannot_be_a_number_is_refused() {
    for typed in [
        "+",
        "00",
        "++4915112345678",
        "+49+15112345678",
        "0151+12345678",
        "+0151123456",
        "000491511234567",
        "+123456",
        "+1234567890123456",
        "+49 151 1234567x",
        "+49 151 1234567 ext 5",
        "+49,15112345678",
        "tel:+4915112345678",
        "+49\u{0}15112345678",
        "+४९१५११२३४५६७८",
        "12",
        "0",
    ] {
        assert_eq!(number(typed, "DE"), Err(NoNumber::Malformed), "{typed:?}");
    }
    // As dialled elsewhere.
    assert_eq!(number("0151 12345678", "US"), Err(NoNumber::Malformed));
}

#[test]
fn a_country_is_asked_for_as_soon_as_a_number_begins_without_a_calling_code() {
    for typed in ["0", "1", " (0151", "0151 123", "٠١٠"] {
        assert!(needs_country(typed), "{typed}");
    }
    for typed in [
        "",
        " ",
        "-",
        "+",
        "+49 151",
        "00",
        "0049",
        "ada",
        "1a",
        "123@example.com",
    ] {
        assert!(!needs_country(typed), "{typed}");
    }
}

#[test]
fn the_table_is_well_formed_and_complete() {
    let codes: BTreeSet<&str> = Country::all().map(Country::code).collect();
    assert_eq!(codes.len(), Country::all().count());
    assert_eq!(codes.len(), 245);
    for country in Country::all() {
        let (code, calling) = (country.code(), country.calling_code());
        assert!(
            code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase()),
            "{code}"
        );
        assert!((1..=3).contains(&calling.len()), "{code}");
        assert!(
            calling.parse::<u16>().unwrap() > 0 && !calling.starts_with('0'),
            "{code}"
        );
        assert_eq!(Country::parse(code), Some(country));
    }
    for (code, calling) in [
        ("DE", "49"),
        ("CA", "1"),
        ("KZ", "7"),
        ("VA", "39"),
        ("ZW", "263"),
    ] {
        assert_eq!(Country::parse(code).unwrap().calling_code(), calling);
    }
}

#[test]
fn only_a_code_is_a_country() {
    for code in ["", " ", "D", "de", "DE49", "E4", "49", "ZZ", "EU", "DE "] {
        assert_eq!(Country::parse(code), None, "{code}");
    }
}

#[test]
fn a_language_may_name_its_country() {
    for (tag, code) in [
        ("de-AT", Some("AT")),
        ("zh-Hant-TW", Some("TW")),
        ("en-us", Some("US")),
        ("de-Latn-AT-1996", Some("AT")),
        ("de", None),
        ("de-1996", None),
        ("es-419", None),
        ("en-EU", None),
        ("en-u-ca-buddhist", None),
        ("", None),
        ("C", None),
    ] {
        assert_eq!(Country::of_language(tag).map(Country::code), code, "{tag}");
    }
}

/// Calling codes are prefix codes: no number belongs to two of them.
#[test]
fn no_calling_code_begins_another() {
    let codes: BTreeSet<&str> = Country::all().map(Country::calling_code).collect();
    for code in &codes {
        for other in &codes {
            assert!(code == other || !other.starts_with(code), "{code} {other}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_a_number_has_the_form_and_stands(
        typed in r"\PC{0,20}|[+0-9 ().-]{0,24}",
        index in 0_usize..245,
    ) {
        let country = Country::all().nth(index);
        if let Ok(number) = e164(&typed, country) {
            let digits = number.strip_prefix('+').unwrap();
            prop_assert!((7..=15).contains(&digits.len()));
            prop_assert!(digits.chars().all(|c| c.is_ascii_digit()) && !digits.starts_with('0'));
            prop_assert_eq!(e164(&number, None).unwrap(), number.clone());
        }
    }
}
