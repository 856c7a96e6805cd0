//! Which page is at which address.
//!
//! `leptos_router` keeps the address and the history. Its `<Routes>` and `<FlatRoutes>`, made for addresses with parameters and
//! pages within pages, would be a tenth of the first download; here are five fixed addresses.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::components::{Dynamic, dynamic, effect};

/// A page of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/`.
    Home,
    /// `/account/security`.
    Security,
    /// `/sign-in`.
    SignIn,
    /// `/sign-up`.
    SignUp,
    /// `/callback`.
    Callback,
    /// Any other address.
    Unknown,
}

impl Page {
    /// The page at this path, which may end in a slash.
    #[must_use]
    pub fn at(path: &str) -> Self {
        match path.strip_suffix('/').unwrap_or(path) {
            "" => Self::Home,
            "/account/security" => Self::Security,
            "/sign-in" => Self::SignIn,
            "/sign-up" => Self::SignUp,
            "/callback" => Self::Callback,
            _ => Self::Unknown,
        }
    }
}

/// What `show` makes of the page at the current address, made anew when that is another page. To be called within a
/// `<Router>`.
pub fn routed(show: impl Fn(Page) -> AnyView + Send + 'static) -> Dynamic {
    let path = use_location().pathname;
    let page = Memo::new(move |_| path.with(|path| Page::at(path)));
    let browser = use_context::<BrowserUrl>();
    // A followed link's address is written once its page is there: the router waits to be told so.
    effect(move || {
        path.track();
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
    dynamic(move || show(page.get()))
}
