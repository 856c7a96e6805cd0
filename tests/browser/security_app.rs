//! What an authenticator app is set up with.

use latchkey::components::{AuthenticatorKey, QrCode};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::support::{Mounted, json_of, mount, replace, until};

const URI: &str =
    "otpauth://totp/Latchkey:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Latchkey";

fn key(uri: &'static str) -> Mounted {
    mount(move || {
        view! { <AuthenticatorKey uri=uri.to_owned() secret="JBSWY3DPEHPK3PXP".to_owned()/> }
    })
}

fn status(mounted: &Mounted) -> String {
    mounted
        .get::<Element>("[role=status]")
        .text_content()
        .unwrap()
}

#[wasm_bindgen_test]
fn the_key_is_a_picture_a_link_and_text() {
    let mounted = key(URI);
    let picture: Element = mounted.get("svg");
    assert_eq!(picture.get_attribute("role").as_deref(), Some("img"));
    assert_eq!(
        picture.get_attribute("aria-label").as_deref(),
        Some("QR code for your authenticator app")
    );
    let code = auth::qr::QrCode::of(URI).unwrap();
    let path: Element = mounted.get("svg path");
    assert_eq!(path.get_attribute("d").as_deref(), Some(&*code.path));
    assert_eq!(
        picture.get_attribute("viewBox"),
        Some(format!("0 0 {0} {0}", code.size))
    );
    let link: Element = mounted.get("a");
    assert_eq!(link.get_attribute("href").as_deref(), Some(URI));
    let shown: Element = mounted.get("code");
    assert_eq!(shown.text_content().as_deref(), Some("JBSW Y3DP EHPK 3PXP"));
    assert_eq!(shown.get_attribute("aria-hidden").as_deref(), Some("true"));
    let heard: Element = mounted.get(".unseen");
    assert_eq!(
        heard.text_content().as_deref(),
        Some("Key: J B S W, Y 3 D P, E H P K, 3 P X P")
    );
    assert!(heard.closest("[aria-hidden]").unwrap().is_none());
}

#[wasm_bindgen_test]
fn only_an_apps_setup_becomes_a_link() {
    for uri in [
        "javascript:alert(1)",
        "https://example.com/otpauth://totp/x",
        "otpauth://hotp/x?secret=JBSWY3DP",
    ] {
        let mounted = key(uri);
        assert!(mounted.find("a").is_none(), "{uri}");
        assert!(mounted.find("svg").is_some());
    }
}

#[wasm_bindgen_test]
async fn the_key_is_copied_without_its_spaces() {
    let _clipboard = replace(
        "window.navigator",
        "clipboard",
        "{ writeText: async (text) => { window.copied = text; } }",
    );
    let mounted = key(URI);
    mounted.click("Copy key");
    until("it says so", || status(&mounted) == "Copied").await;
    assert_eq!(json_of("window.copied"), "JBSWY3DPEHPK3PXP");
}

#[wasm_bindgen_test]
async fn a_browser_that_does_not_copy_leaves_it_to_the_person() {
    for clipboard in [
        "undefined",
        "{ writeText: async () => { throw new DOMException('x', 'NotAllowedError'); } }",
        "{ writeText: () => { throw new TypeError('x'); } }",
    ] {
        let _clipboard = replace("window.navigator", "clipboard", clipboard);
        let mounted = key(URI);
        mounted.click("Copy key");
        until("it says so", || {
            status(&mounted).contains("copy it by hand")
        })
        .await;
    }
}

#[wasm_bindgen_test]
fn what_fits_no_code_shows_none() {
    let mounted = mount(|| view! { <QrCode text="x".repeat(3000) label="Too long"/> });
    assert!(mounted.find("svg").is_none());
}

#[wasm_bindgen_test]
fn a_code_is_large_enough_and_dark_on_white_in_every_scheme() {
    let style = web_sys::window().unwrap().document().unwrap();
    let style: Element = style.create_element("style").unwrap();
    style.set_text_content(Some(include_str!("../../style/main.css")));
    let mounted = mount(|| {
        view! { <div class="card"><QrCode text=URI.to_owned() label="Key"/></div> }
    });
    let card: HtmlElement = mounted.get(".card");
    card.append_child(&style).unwrap();
    // What is left of a screen of 320 pixels.
    card.style().set_property("width", "288px").unwrap();
    let size = json_of(
        "(() => { const { width, height } = document.querySelector('.qr-code').getBoundingClientRect(); return [width, height]; })()",
    );
    let (width, height) = (size[0].as_f64().unwrap(), size[1].as_f64().unwrap());
    assert!((200.0..=288.0).contains(&width), "{width}");
    assert!((width - height).abs() < 0.5, "{width} {height}");
    assert_eq!(
        json_of(
            "(() => { const it = getComputedStyle(document.querySelector('.qr-code')); return [it.fill, it.backgroundColor]; })()"
        ),
        serde_json::json!(["rgb(0, 0, 0)", "rgb(255, 255, 255)"])
    );
}
