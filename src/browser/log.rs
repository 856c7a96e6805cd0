use wasm_bindgen::{JsCast, JsValue};

/// Tells developers what happened: `cause` goes to the console with tokens and emails redacted.
pub fn console_error(context: &str, cause: &dyn std::fmt::Display) {
    let line = format!(
        "latchkey: {context}: {}",
        cognito::redact(&cause.to_string())
    );
    web_sys::console::error_1(&JsValue::from_str(&line));
}

/// Tells the people who run the site of something that works, but not as they may think.
pub fn console_warn(line: &str) {
    web_sys::console::warn_2(&JsValue::from_str("latchkey:"), &JsValue::from_str(line));
}

/// What a thrown value says about itself.
#[must_use]
pub fn describe(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => format!("{}: {}", error.name(), error.message()),
        None => thrown
            .as_string()
            .unwrap_or_else(|| "an unknown error".to_owned()),
    }
}
