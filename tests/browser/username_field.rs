//! The field for email addresses and phone numbers.

use std::collections::BTreeSet;

use auth::{Country, Kinds};
use latchkey::components::UsernameField;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlInputElement};

use crate::support::{
    Mounted, Replaced, clear_storages, document, eval, mount, replace, sign_in_page, until,
};

struct Field {
    mounted: Mounted,
    value: RwSignal<String>,
    country: RwSignal<Option<Country>>,
}

fn field(kinds: Kinds, chosen: Option<Country>) -> Field {
    let slot = std::rc::Rc::new(std::cell::Cell::new(None));
    let filled = slot.clone();
    let mounted = mount(move || {
        let value = RwSignal::new(String::new());
        let country = RwSignal::new(chosen);
        filled.set(Some((value, country)));
        view! {
            <UsernameField
                kinds
                value
                country
                problem=Signal::stored(None)
                busy=false
                node_ref=NodeRef::new()
            />
        }
    });
    let (value, country) = slot.get().unwrap();
    Field {
        mounted,
        value,
        country,
    }
}

fn languages(list: &str) -> Replaced {
    replace("navigator", "languages", list)
}

fn fire(element: &web_sys::Element, kind: &str) {
    let event: Event = eval(&format!("new Event('{kind}', {{bubbles: true}})")).unchecked_into();
    element.dispatch_event(&event).unwrap();
}

impl Field {
    fn input(&self) -> HtmlInputElement {
        self.mounted.get("input")
    }

    fn type_in(&self, text: &str) {
        self.input().set_value(text);
        fire(&self.input(), "input");
    }

    fn select(&self) -> Option<web_sys::HtmlSelectElement> {
        self.mounted
            .find("select")
            .map(|_| self.mounted.get("select"))
    }

    async fn options(&self) -> Vec<(String, String)> {
        until("the countries are there", || {
            self.mounted.all("option").len() > 200
        })
        .await;
        self.mounted
            .all("option")
            .iter()
            .map(|option| {
                let code = option.get_attribute("value").unwrap_or_default();
                (code, option.text_content().unwrap_or_default())
            })
            .collect()
    }
}

fn country(code: &str) -> Option<Country> {
    Country::parse(code)
}

#[wasm_bindgen_test]
async fn the_kinds_have_names_keyboards_and_the_browsers_help() {
    for (kinds, label, kind, inputmode) in [
        (Kinds::Email, "Email", "email", "email"),
        (Kinds::Phone, "Phone number", "tel", "tel"),
        (Kinds::Both, "Email or phone number", "text", "email"),
    ] {
        let field = field(kinds, None);
        let input = field.input();
        let name: web_sys::Element = field.mounted.get("label");
        assert_eq!(name.text_content().as_deref(), Some(label));
        assert_eq!(name.get_attribute("for"), Some(input.id()));
        assert_eq!(input.type_(), kind);
        for (attribute, value) in [
            ("inputmode", inputmode),
            ("autocomplete", "username webauthn"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
        ] {
            assert_eq!(input.get_attribute(attribute).as_deref(), Some(value));
        }
        let select = field.select();
        assert_eq!(select.is_some(), kinds == Kinds::Phone, "{label}");
        if let Some(select) = select {
            assert_eq!(
                select.get_attribute("aria-label").as_deref(),
                Some("Country")
            );
        }
    }
}

#[wasm_bindgen_test]
async fn every_country_is_there_by_name_in_order_with_its_calling_code() {
    let root = document().document_element().unwrap();
    root.set_attribute("lang", "de").unwrap();
    let german = field(Kinds::Phone, None).options().await;
    assert!(german.contains(&("DE".to_owned(), "Deutschland (+49)".to_owned())));
    root.set_attribute("lang", "en").unwrap();
    let field = field(Kinds::Phone, country("DE"));
    let options = field.options().await;
    let codes: BTreeSet<&str> = options.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(options.len(), Country::all().count() + 1);
    assert!(Country::all().all(|country| codes.contains(country.code())));
    let text = |code: &str| {
        let found = options.iter().find(|(other, _)| other == code);
        found.map(|(_, text)| text.as_str()).unwrap()
    };
    assert_eq!(text("DE"), "Germany (+49)");
    assert_eq!(text("BS"), "Bahamas (+1)");
    assert_eq!(options[0], (String::new(), "Country".to_owned()));
    assert!(options[1].1.starts_with("Afghanistan"), "{:?}", options[1]);
    // Where code points would put it last.
    let at = |code: &str| options.iter().position(|(other, _)| other == code).unwrap();
    assert!(at("AX") < at("AZ"), "Åland comes before Azerbaijan");
}

#[wasm_bindgen_test]
async fn the_country_is_at_first_that_of_the_persons_language() {
    for (list, code) in [
        ("['de-AT', 'en-US']", "AT"),
        ("['en', 'fr-CA']", "CA"),
        ("['en']", ""),
        ("[]", ""),
    ] {
        let _languages = languages(list);
        let field = field(Kinds::Phone, None);
        field.options().await;
        let select = field.select().unwrap();
        until("the country is chosen", || select.value() == code).await;
        assert_eq!(field.country.get_untracked(), country(code), "{list}");
    }
}

#[wasm_bindgen_test]
async fn a_chosen_country_is_kept_and_another_can_be_chosen() {
    let _languages = languages("['de-AT']");
    let field = field(Kinds::Phone, country("FR"));
    field.options().await;
    let select = field.select().unwrap();
    until("France is chosen", || select.value() == "FR").await;
    select.set_value("JP");
    fire(&select, "change");
    assert_eq!(field.country.get_untracked(), country("JP"));
    select.set_value("");
    fire(&select, "change");
    assert_eq!(field.country.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn the_country_of_either_is_asked_for_once_a_number_needs_it() {
    let _languages = languages("['de-AT']");
    let field = field(Kinds::Both, None);
    assert!(field.select().is_none());
    for (typed, wanted) in [
        ("0151", true),
        ("ada@example.com", false),
        ("(0151) 123", true),
        ("+49 151", false),
        ("1a", false),
        ("1", true),
        ("", false),
    ] {
        field.type_in(typed);
        until("the country comes and goes", || {
            field.select().is_some() == wanted
        })
        .await;
        assert_eq!(field.input().value(), typed);
        assert_eq!(field.value.get_untracked(), typed);
    }
    // What was chosen before is chosen still.
    field.country.set(country("BR"));
    field.type_in("11");
    until("the country is back", || {
        field.select().is_some_and(|select| select.value() == "BR")
    })
    .await;
    let select = field.select().unwrap();
    let after = field.input().compare_document_position(&select);
    assert_eq!(after & 4, 4, "nothing moves what is being typed in");
}

fn page(usernames: config::Usernames) -> Mounted {
    clear_storages();
    sign_in_page(config::AppConfig {
        usernames,
        ..crate::support::app_config()
    })
    .0
}

fn submit(page: &Mounted, typed: &str) {
    page.get::<HtmlInputElement>("input").set_value(typed);
    page.click("Continue");
}

#[wasm_bindgen_test]
async fn a_page_reads_what_it_asks_for() {
    use crate::support::{fetch_answering, requests};
    use serde_json::json;

    let _languages = languages("['de-AT']");
    for (usernames, typed, expected) in [
        (config::Usernames::Phone, "0664 123 4567", "+436641234567"),
        (
            config::Usernames::EmailOrPhone,
            "0664/1234567",
            "+436641234567",
        ),
        (
            config::Usernames::EmailOrPhone,
            "+1 212 555 0123",
            "+12125550123",
        ),
        (
            config::Usernames::EmailOrPhone,
            "ada@example.com",
            "ada@example.com",
        ),
    ] {
        let _fetch = fetch_answering(&json!([]));
        let page = page(usernames);
        if usernames == config::Usernames::EmailOrPhone {
            let input: HtmlInputElement = page.get("input");
            input.set_value(typed);
            fire(&input, "input");
        }
        until("the page knows its country", || {
            typed.starts_with(['+', 'a']) || page.all("option").len() > 200
        })
        .await;
        submit(&page, typed);
        until("it is asked", || requests().len() == 1).await;
        let asked = &requests()[0]["body"]["AuthParameters"]["USERNAME"];
        assert_eq!(asked, expected);
        assert_eq!(page.get::<HtmlInputElement>("input").value(), typed);
    }
}

#[wasm_bindgen_test]
async fn a_page_says_what_is_missing_in_the_words_of_its_kind() {
    let _languages = languages("['en']");
    for (usernames, typed, words) in [
        (config::Usernames::Phone, "", "Enter your phone number."),
        (
            config::Usernames::Phone,
            "0664 123 4567",
            "Choose the country",
        ),
        (
            config::Usernames::Phone,
            "ada",
            "Enter a whole phone number.",
        ),
        (
            config::Usernames::EmailOrPhone,
            "",
            "Enter your email or phone number.",
        ),
        (config::Usernames::EmailOrPhone, "ada", "or a phone number."),
    ] {
        let page = page(usernames);
        submit(&page, typed);
        until(words, || {
            page.find("[role=alert]").is_some() && page.text().contains(words)
        })
        .await;
        let input: HtmlInputElement = page.get("input");
        assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
        assert_eq!(document().active_element().as_ref(), Some(input.as_ref()));
    }
}

#[wasm_bindgen_test]
async fn a_page_without_email_speaks_of_none() {
    use crate::support::fetch_answering;
    use serde_json::json;

    for usernames in [config::Usernames::Phone, config::Usernames::EmailOrPhone] {
        let _fetch = fetch_answering(&json!([[
            400,
            {"__type": "NotAuthorizedException", "message": "User is disabled."},
        ]]));
        let page = page(usernames);
        assert!(!page.text().contains("your email."), "{}", page.text());
        submit(&page, "+12125550123");
        until("the account is refused", || {
            page.text().contains("cannot sign in")
        })
        .await;
        assert!(
            page.text().contains("Check what you entered"),
            "{}",
            page.text()
        );
    }
}

#[wasm_bindgen_test]
async fn a_chosen_country_is_remembered_from_one_form_to_the_next() {
    use latchkey::components::{chosen_country, share_chosen_country};

    let owner = Owner::new();
    owner.with(|| {
        share_chosen_country();
        let first = owner.child().with(chosen_country);
        first.set(country("JP"));
        let next = owner.child().with(chosen_country);
        assert_eq!(next.get_untracked(), country("JP"));
    });
    let alone = Owner::new();
    let chosen = alone.with(chosen_country);
    assert_eq!(chosen.get_untracked(), None);
}
