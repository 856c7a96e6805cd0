//! What the page's address and headers say.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, REFERER};
use serde::Deserialize;
use url::Url;

use crate::locale::Locale;

/// The query of the page's address.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct PageQuery {
    /// The token that `track` put there.
    pub(crate) token: Option<String>,
    mode: Option<String>,
    /// The language that `track`, or the page that opened this one, put there.
    pub(crate) locale: Option<String>,
}

/// How the page was launched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In an iframe or a window of the Web SDK, which appends `&mode=popup` for both.
    Popup,
    /// In the app's own tab, to which it goes back.
    Redirect,
}

impl PageQuery {
    pub(crate) fn mode(&self) -> Mode {
        if self.mode.as_deref() == Some("popup") {
            Mode::Popup
        } else {
            Mode::Redirect
        }
    }
}

/// The language of a page, by its address and by the browser's headers.
pub(crate) fn locale(query: &PageQuery, headers: &HeaderMap) -> Locale {
    let browser = headers.get(ACCEPT_LANGUAGE);
    let browser = browser.and_then(|value| value.to_str().ok());
    Locale::of_page(query.locale.as_deref(), browser)
}

/// The origin of a web address, such as `http://localhost:8080`.
pub(crate) fn parse_origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

/// The origin that the browser says led here, unless it is the stand-in itself.
pub(crate) fn referrer_origin(headers: &HeaderMap, own: &Url) -> Option<String> {
    let origin = parse_origin(headers.get(REFERER)?.to_str().ok()?)?;
    (origin != own.origin().ascii_serialization()).then_some(origin)
}
