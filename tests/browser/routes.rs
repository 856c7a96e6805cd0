//! Addresses and pages.

use latchkey::components::IntoPiece;
use latchkey::routes::{Page, routed};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::use_navigate;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::support::{Mounted, eval, mount, until, window};

#[wasm_bindgen_test]
fn every_page_is_at_its_address_with_or_without_a_slash() {
    for (path, page) in [
        ("/", Page::Home),
        ("/account/security", Page::Security),
        ("/account/security/", Page::Security),
        ("/sign-in", Page::SignIn),
        ("/sign-in/", Page::SignIn),
        ("/sign-up", Page::SignUp),
        ("/callback", Page::Callback),
        ("/account", Page::Unknown),
        ("/sign-in/more", Page::Unknown),
        ("//", Page::Unknown),
    ] {
        assert_eq!(Page::at(path), page, "{path}");
    }
}

/// The address that the tests' own page has, put back when dropped.
struct Address(String);

impl Address {
    fn now() -> String {
        let location = window().location();
        format!(
            "{}{}",
            location.pathname().unwrap(),
            location.search().unwrap()
        )
    }

    fn go(path: &str) {
        let history = window().history().unwrap();
        history
            .replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path))
            .unwrap();
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        Self::go(&self.0);
    }
}

type Navigate = std::sync::Arc<dyn Fn(&str) + Send + Sync>;

/// Says which page shows, and the how manieth that was made; and what leads to another address.
fn router() -> (Mounted, Navigate) {
    let slot = std::sync::Arc::new(std::sync::OnceLock::<Navigate>::new());
    let filled = slot.clone();
    let mounted = mount(move || {
        let made = StoredValue::new(0);
        let show = move |page: Page| {
            made.update_value(|made| *made += 1);
            view! { <h1>{format!("{page:?} {}", made.get_value())}</h1> }.into_piece()
        };
        let page = move || {
            let navigate = use_navigate();
            let navigate = move |to: &str| navigate(to, NavigateOptions::default());
            filled.set(std::sync::Arc::new(navigate)).ok().unwrap();
            routed(show)
        };
        view! { <Router>{page()}</Router> }
    });
    (mounted, slot.get().unwrap().clone())
}

// Following links is tested end to end: the first router of all, which another test has made, takes every click.
#[wasm_bindgen_test]
async fn another_address_shows_its_page_and_the_same_page_stays() {
    let _before = Address(Address::now());
    Address::go("/callback");
    let (page, navigate) = router();
    let heading = || page.get::<HtmlElement>("h1").inner_text();
    assert_eq!(heading(), "Callback 1");

    navigate("/sign-in");
    until("the form shows", || heading() == "SignIn 2").await;
    navigate("/sign-in?return=%2F");
    assert_eq!(Address::now(), "/sign-in?return=%2F");
    navigate("/nowhere");
    until("nothing is found", || heading() == "Unknown 3").await;
    assert_eq!(Address::now(), "/nowhere");

    eval("history.back()");
    until("the form is back", || heading() == "SignIn 4").await;
    assert_eq!(Address::now(), "/sign-in?return=%2F");
}
