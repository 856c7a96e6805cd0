//! What is around every page: the brand, its links, toasts, and the outline of what is awaited.

use config::{Brand, Link, Logo};
use latchkey::components::{Loading, Shell, Toasts, toasts};
use leptos::prelude::*;
use messages::key;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::support::{Mounted, Replaced, document, eval, mount, replace, until, window};

fn acme() -> Brand {
    Brand {
        name: "Acme".to_owned(),
        ..Brand::default()
    }
}

fn shell(brand: Brand) -> Mounted {
    mount(move || view! { <Shell brand><h1 tabindex="-1">"Page"</h1></Shell> })
}

/// A shell with a page that has a button, and its toasts.
fn with_toasts() -> (Mounted, Toasts) {
    let slot = std::sync::Arc::new(std::sync::OnceLock::new());
    let filled = slot.clone();
    let mounted = mount(move || {
        let page = move || {
            filled.set(toasts()).ok().unwrap();
            view! { <h1 tabindex="-1">"Page"</h1><button id="mine">"Mine"</button> }
        };
        view! { <Shell brand=acme()>{page()}</Shell> }
    });
    (mounted, *slot.get().unwrap())
}

fn region(mounted: &Mounted) -> Element {
    mounted.get(".page + [role=status]")
}

fn attribute(element: &Element, name: &str) -> Option<String> {
    element.get_attribute(name)
}

fn fire(target: &web_sys::EventTarget, event: &str) {
    let event: web_sys::Event = eval(event).unchecked_into();
    target.dispatch_event(&event).unwrap();
}

/// `setTimeout` that keeps what it is to do in `window.timers`, by number, and `clearTimeout` that takes it out.
fn held_timers() -> [Replaced; 2] {
    eval("(() => { window.timers ??= new Map(); window.lastTimer ??= 1e6; })()");
    [
        replace(
            "window",
            "setTimeout",
            "(work, wait) => { window.timers.set(++window.lastTimer, {work, wait}); return window.lastTimer; }",
        ),
        replace(
            "window",
            "clearTimeout",
            "(id) => { window.timers.delete(id); }",
        ),
    ]
}

fn timers() -> Vec<f64> {
    let waits: js_sys::Array =
        eval("[...window.timers.values()].map(({wait}) => wait)").unchecked_into();
    waits.iter().filter_map(|wait| wait.as_f64()).collect()
}

#[wasm_bindgen_test]
fn without_a_logo_or_links_there_is_the_name() {
    let mounted = shell(acme());
    let brand: Element = mounted.get("header");
    assert_eq!(brand.text_content().unwrap().trim(), "Acme");
    assert!(mounted.find("header img").is_none());
    assert!(mounted.find("footer").is_some());
    assert!(mounted.find("footer a").is_none());
    assert_eq!(
        mounted.find("main h1").and_then(|it| it.text_content()),
        Some("Page".to_owned())
    );
}

#[wasm_bindgen_test]
fn a_logo_beside_the_name_says_nothing_and_one_in_its_place_says_it() {
    let logo = |has_name| Brand {
        logo: Some(Logo {
            path: "/logo.svg".to_owned(),
            dark: Some("/dark.svg".to_owned()),
            has_name,
        }),
        ..acme()
    };
    for (has_name, alt, text) in [(false, "", "Acme"), (true, "Acme", "")] {
        let mounted = shell(logo(has_name));
        let image: Element = mounted.get("header img");
        assert_eq!(attribute(&image, "src").as_deref(), Some("/logo.svg"));
        assert_eq!(attribute(&image, "alt").as_deref(), Some(alt));
        let header: Element = mounted.get("header");
        assert_eq!(header.text_content().unwrap().trim(), text);
        let dark: Element = mounted.get("header picture > source:first-child");
        assert_eq!(attribute(&dark, "srcset").as_deref(), Some("/dark.svg"));
        assert_eq!(
            attribute(&dark, "media").as_deref(),
            Some("(prefers-color-scheme: dark)")
        );
    }
}

#[wasm_bindgen_test]
fn links_open_beside_the_page_and_support_writes_an_email() {
    let mounted = shell(Brand {
        terms: Some(Link::Page("https://example.com/terms".to_owned())),
        privacy: None,
        support: Some(Link::Email("help@example.com".to_owned())),
        ..acme()
    });
    let links = mounted.all("footer a");
    let shown: Vec<_> = links
        .iter()
        .map(|link| {
            (
                link.text_content().unwrap(),
                attribute(link, "href").unwrap(),
                attribute(link, "target"),
                attribute(link, "rel").unwrap(),
            )
        })
        .collect();
    let rel = "noopener noreferrer".to_owned();
    assert_eq!(
        shown,
        [
            (
                "Terms".to_owned(),
                "https://example.com/terms".to_owned(),
                Some("_blank".to_owned()),
                rel.clone()
            ),
            (
                "Support".to_owned(),
                "mailto:help@example.com".to_owned(),
                None,
                rel
            ),
        ]
    );
    let described_by = attribute(&links[0], "aria-describedby").unwrap();
    let description: Element = mounted.get(&format!("#{described_by}"));
    assert_eq!(description.text_content().unwrap(), "Opens in a new tab");
    assert!(!links[1].has_attribute("aria-describedby"));
}

#[wasm_bindgen_test]
async fn a_toast_is_said_in_a_region_that_was_there_before_and_takes_no_focus() {
    let (mounted, toasts) = with_toasts();
    let region = region(&mounted);
    assert_eq!(attribute(&region, "aria-live").as_deref(), Some("polite"));
    assert_eq!(region.text_content().as_deref(), Some(""));
    let mine: HtmlElement = mounted.get("#mine");
    mine.focus().unwrap();
    for (message, words) in [
        (key::SECURITY_PASSKEY_CREATED, "Passkey created"),
        (key::REMOVED_PASSKEY, "Passkey removed"),
    ] {
        toasts.show(message);
        until(words, || region.text_content().as_deref() == Some(words)).await;
        assert_eq!(document().active_element().as_deref(), Some(&**mine));
    }
    toasts.clear();
    until("it is gone", || region.child_element_count() == 0).await;
}

#[wasm_bindgen_test]
async fn a_toast_stays_six_seconds_and_longer_while_it_is_looked_at() {
    let (mounted, toasts) = with_toasts();
    let held = held_timers();
    toasts.show(key::SECURITY_PASSKEY_CREATED);
    let waits = timers();
    assert!(waits.len() == 1 && waits[0] >= 6_000.0, "{waits:?}");
    drop(held);
    until("it shows", || mounted.find(".toast").is_some()).await;
    let toast: HtmlElement = mounted.get(".toast");
    for (looks, looks_away) in [
        (
            "new MouseEvent('mouseenter')",
            "new MouseEvent('mouseleave')",
        ),
        (
            "new FocusEvent('focusin', {bubbles: true})",
            "new FocusEvent('focusout', {bubbles: true})",
        ),
    ] {
        let _held = held_timers();
        fire(&toast, looks);
        assert!(timers().is_empty(), "{looks}");
        fire(&toast, looks_away);
        assert_eq!(timers().len(), 1, "{looks_away}");
    }
    let held = held_timers();
    eval("(() => { for (const {work} of [...window.timers.values()]) work(); })()");
    drop(held);
    until("its time is over", || mounted.find(".toast").is_none()).await;
}

#[wasm_bindgen_test]
async fn a_toast_goes_by_its_button_or_escape() {
    let (mounted, toasts) = with_toasts();
    toasts.show(key::SECURITY_PASSKEY_CREATED);
    until("it shows", || mounted.find(".toast").is_some()).await;
    let close: HtmlElement = mounted.get(".toast button");
    assert_eq!(attribute(&close, "aria-label").as_deref(), Some("Dismiss"));
    close.focus().unwrap();
    close.click();
    until("it is gone", || mounted.find(".toast").is_none()).await;
    let heading: Element = mounted.get("h1");
    assert_eq!(document().active_element(), Some(heading));

    toasts.show(key::SECURITY_PASSKEY_CREATED);
    until("it shows again", || mounted.find(".toast").is_some()).await;
    fire(&window(), "new KeyboardEvent('keydown', {key: 'a'})");
    assert!(mounted.find(".toast").is_some());
    fire(&window(), "new KeyboardEvent('keydown', {key: 'Escape'})");
    until("Escape is heard", || mounted.find(".toast").is_none()).await;
}

#[wasm_bindgen_test]
async fn an_outline_is_for_eyes_and_words_are_for_ears() {
    for rows in [false, true] {
        let mounted = mount(move || view! { <Loading text="Loading" rows/> });
        until("the title is its", || document().title() == "Loading").await;
        document().set_title("Page");
        let bones = mounted.all(".skeleton > *");
        assert!(!bones.is_empty());
        assert!(
            bones
                .iter()
                .all(|bone| bone.get_attribute("aria-hidden").as_deref() == Some("true"))
        );
        assert_eq!(mounted.find(".skeleton-rows").is_some(), rows);
        let status: Element = mounted.get("[role=status]");
        assert_eq!(status.text_content().as_deref(), Some("Loading"));
    }
}
