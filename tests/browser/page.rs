use auth::Timestamp;
use config::{AppConfig, Brand};
use latchkey::browser::page::{apply_brand, iso_time, local_time};
use latchkey::session::sign_in_path;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::support::document;

fn property(name: &str) -> String {
    let root: HtmlElement = document().document_element().unwrap().unchecked_into();
    root.style().get_property_value(name).unwrap()
}

fn brand(json: &str) -> Brand {
    let config = format!(
        r#"{{"cognito": {{"region": "eu-central-1", "userPoolId": "eu-central-1_A", "userPoolClientId": "c"}},
            "authsignal": {{"tenantId": "t", "baseUrl": "https://api.example/v1"}}, "brand": {json}}}"#
    );
    AppConfig::parse(&config).unwrap().brand
}

#[wasm_bindgen_test]
fn the_brand_becomes_custom_properties() {
    apply_brand(&brand(
        r##"{"color": "#ffee00", "radius": "4px", "font": "Georgia, serif"}"##,
    ));
    assert_eq!(property("--brand"), "#ffee00");
    assert_eq!(property("--on-brand"), "#000000");
    assert_eq!(property("--brand-dark"), "#ffee00");
    // Yellow cannot be read on white, but on black.
    assert_ne!(property("--link"), "#ffee00");
    assert_eq!(property("--link-dark"), "#ffee00");
    assert_eq!(property("--radius"), "4px");
    assert_eq!(property("--font"), "Georgia, serif");
    apply_brand(&brand(r##"{"color": "#102030", "colorDark": "#aabbcc"}"##));
    assert_eq!(
        (property("--on-brand"), property("--on-brand-dark")),
        ("#ffffff".into(), "#000000".into())
    );
}

#[wasm_bindgen_test]
fn times_are_exact_for_machines_and_short_for_people() {
    let moment = Timestamp::from_secs(1_795_269_000);
    assert_eq!(iso_time(moment), "2026-11-21T13:50:00.000Z");
    assert!(
        local_time(moment, false).contains("50"),
        "{}",
        local_time(moment, false)
    );
    let day = local_time(moment, true);
    assert!(
        day.contains("21") || day.contains("22") || day.contains("20"),
        "{day}"
    );
}

#[wasm_bindgen_test]
fn the_way_back_is_carried_only_where_it_is_needed() {
    let to = |path| sign_in_path(&auth::ReturnPath::parse(path).unwrap());
    assert_eq!(to("/"), "/sign-in");
    assert_eq!(
        to("/reports?a=1&b=2#top"),
        "/sign-in?return=%2Freports%3Fa%3D1%26b%3D2%23top"
    );
}
