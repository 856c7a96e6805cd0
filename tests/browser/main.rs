//! What only a browser can show: the layer to the browser, components, pages. The rules behind them
//! are tested on the host, whole sign-ins end to end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub
)]

mod api;
mod callback;
mod components;
mod fetch;
mod language;
mod page;
mod passkey;
mod passkey_offer;
mod popup;
mod routes;
mod security;
mod security_app;
mod security_enrolment;
mod session;
mod shell;
mod sign_in;
mod sign_up;
mod storage;
mod support;
mod trusted_types;
mod username_field;
mod verification;
mod window;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
