use auth::Kinds;
use latchkey::components::{Heading, PasskeyButton, Problem, SubmitButton, UsernameField};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlInputElement};

use crate::support::{document, mount, until};

#[wasm_bindgen_test]
async fn the_email_field_says_what_is_wrong_with_it() {
    let problem = RwSignal::new(None);
    let mounted = mount(move || {
        let value = RwSignal::new("ada".to_owned());
        view! {
            <UsernameField
                kinds=Kinds::Email
                value
                country=RwSignal::new(None)
                problem
                busy=false
                node_ref=NodeRef::new()
            />
        }
    });
    let input: HtmlInputElement = mounted.get("input");
    assert_eq!(
        mounted
            .get::<web_sys::Element>("label")
            .get_attribute("for"),
        Some(input.id())
    );
    assert_eq!(
        (
            input.get_attribute("aria-invalid"),
            input.get_attribute("aria-describedby")
        ),
        (None, None)
    );
    until("the value shows", || input.value() == "ada").await;

    problem.set(Some("Enter a whole email address."));
    until("the field is invalid", || {
        input.get_attribute("aria-invalid").as_deref() == Some("true")
    })
    .await;
    let described_by = input.get_attribute("aria-describedby").unwrap();
    let description = document().get_element_by_id(&described_by).unwrap();
    assert_eq!(
        description.text_content().as_deref(),
        Some("Enter a whole email address.")
    );
    assert!(description.closest("[role=alert]").unwrap().is_some());
    assert_eq!(input.value(), "ada");
}

#[wasm_bindgen_test]
async fn a_busy_button_keeps_its_name_and_can_keep_the_focus() {
    let busy = RwSignal::new(false);
    let mounted = mount(move || view! { <SubmitButton busy>"Continue"</SubmitButton> });
    let button: HtmlButtonElement = mounted.get("button");
    button.focus().unwrap();
    busy.set(true);
    until("the button is busy", || {
        button.get_attribute("aria-busy").as_deref() == Some("true")
    })
    .await;
    assert_eq!(mounted.text(), "Continue");
    assert!(!button.disabled());
    assert_eq!(
        document().active_element().as_deref(),
        Some(button.as_ref())
    );
    busy.set(false);
    until("the button is idle", || {
        button.get_attribute("aria-busy").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_problem_appears_in_a_region_that_was_there_before() {
    let text = RwSignal::new(None);
    let mounted = mount(move || view! { <Problem text/> });
    let region: web_sys::Element = mounted.get("[role=alert]");
    assert_eq!(region.text_content().as_deref(), Some(""));
    text.set(Some("No connection."));
    until("the region speaks", || {
        region.text_content().as_deref() == Some("No connection.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_heading_names_the_page_and_takes_the_focus_only_when_asked() {
    let first = mount(|| view! { <Heading text="First page"/> });
    until("the title is set", || document().title() == "First page").await;
    assert_ne!(document().active_element(), first.find("h1"));
    let second = mount(|| view! { <Heading text="Second page" focus=true/> });
    until("the heading has the focus", || {
        document().active_element() == second.find("h1")
    })
    .await;
    assert_eq!(document().title(), "Second page");
}

#[wasm_bindgen_test]
async fn giving_a_passkey_up_leads_back_to_its_button() {
    let waiting = RwSignal::new(true);
    let mounted = mount(move || {
        view! {
            <PasskeyButton
                busy=waiting
                waiting
                on_ask=|()| ()
                on_cancel=move |()| waiting.set(false)
            />
        }
    });
    let button = mounted.buttons("Sign in with a passkey").remove(0);
    until("it waits", || !mounted.buttons("Cancel").is_empty()).await;
    assert_eq!(button.get_attribute("aria-busy").as_deref(), Some("true"));
    mounted.buttons("Cancel")[0].focus().unwrap();
    mounted.click("Cancel");
    until("it is given up", || mounted.buttons("Cancel").is_empty()).await;
    assert_eq!(document().active_element().as_deref(), Some(&**button));
    assert!(!button.has_attribute("aria-busy"));
}

#[wasm_bindgen_test]
fn a_button_that_waits_for_something_else_is_off_and_not_busy() {
    let mounted = mount(|| view! { <SubmitButton busy=false off=true>"Continue"</SubmitButton> });
    let button: HtmlButtonElement = mounted.get("button");
    assert_eq!(
        button.get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    assert!(!button.has_attribute("aria-busy") && !button.disabled());
}
