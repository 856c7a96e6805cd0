//! The pages' own style and script, and the headers that lock them down.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::app::App;

/// Path of the style sheet that all pages share.
pub(crate) const STYLE_PATH: &str = "/assets/style.css";
/// Path of the pre-built UI's script.
pub(crate) const CHALLENGE_SCRIPT_PATH: &str = "/assets/challenge.js";
/// Path of the script that asks for passkeys.
pub(crate) const PASSKEY_SCRIPT_PATH: &str = "/assets/passkey.js";
/// Path of the inbox's script.
pub(crate) const INBOX_SCRIPT_PATH: &str = "/assets/inbox.js";

/// Routes at `/assets`.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            STYLE_PATH,
            get(async || asset("text/css", include_str!("style.css"))),
        )
        .route(
            CHALLENGE_SCRIPT_PATH,
            get(async || asset("text/javascript", include_str!("challenge.js"))),
        )
        .route(
            PASSKEY_SCRIPT_PATH,
            get(async || asset("text/javascript", include_str!("passkey.js"))),
        )
        .route(
            INBOX_SCRIPT_PATH,
            get(async || asset("text/javascript", include_str!("../inbox/inbox.js"))),
        )
}

fn asset(media_type: &'static str, content: &'static str) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "no-cache"),
        (axum::http::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, content)
}
