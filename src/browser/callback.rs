//! Coming back from the pre-built UI in redirect mode.

use auth::ValidationToken;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// The path that the pre-built UI leads back to: the triggers' `REDIRECT_URL`.
pub const CALLBACK_PATH: &str = "/callback";

/// What somebody brought who came to [`CALLBACK_PATH`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The result of the challenge; only the server can tell what it is worth.
    pub token: Option<ValidationToken>,
}

/// What the page's address brought, if it is the callback's. The address loses it at once: it proves a
/// sign-in, and addresses end up in histories, bookmarks and screenshots.
#[must_use]
pub fn take_arrival() -> Option<Arrival> {
    let window = web_sys::window()?;
    let location = window.location();
    let path = location.pathname().ok()?;
    if path.trim_end_matches('/') != CALLBACK_PATH {
        return None;
    }
    let query = location.search().unwrap_or_default();
    if let Ok(history) = window.history() {
        // Fails for addresses of other origins only.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(CALLBACK_PATH));
    }
    let token = UrlSearchParams::new_with_str(&query)
        .ok()
        .and_then(|query| query.get("token"))
        .and_then(|token| ValidationToken::new(&token));
    Some(Arrival { token })
}
