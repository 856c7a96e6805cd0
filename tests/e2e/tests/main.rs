//! What somebody can count on who signs in, end to end: the built app in a real browser, the real Lambdas
//! in the local stack. One module for each side of it.

mod accessibility;
mod accessibility_rules;
mod accessibility_states;
mod accessibility_tree;
mod amplify;
mod authsignal_faults;
mod boot;
mod brand;
mod challenge;
mod clock;
mod cognito_faults;
mod configuration;
mod content_security;
mod embedded_codes;
mod embedded_link;
mod embedded_passkey;
mod keyboard;
mod languages;
mod languages_shown;
mod parts;
mod passkey_attacks;
mod passkey_autofill;
mod passkey_create;
mod passkey_launch;
mod passkey_popup;
mod passkey_security;
mod passkey_sign_in;
mod passkey_storage;
mod passkey_trouble;
mod phone;
mod redirect;
mod routes;
mod security_enrolment;
mod session;
mod short_tokens;
mod sign_in;
mod sign_up;
mod slowness;
mod storage;
mod tabs;
mod window;

use e2e::Setup;

/// The world that most tests live in.
const USUAL: Setup = Setup {
    browser: e2e::browser::Options {
        viewport: None,
        blocks_storage: false,
    },
    token_seconds: None,
    separate: false,
};
