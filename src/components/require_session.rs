use std::time::Duration;

use auth::session::{Session, User};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use messages::key;

use super::{IntoPiece, Loading, effect};
use crate::browser::page;
use crate::session::{SessionContext, sign_in_path};
use crate::words::live;

/// A page for those who are signed in. Others are sent to sign in, and come back to this very address.
/// While it is not known who is there, neither the page nor the form shows.
///
/// `children` is called anew only when another person signs in: a renewal of the session leaves the page
/// and the focus alone. Guard the page's look with it, and its data with the access token: what runs in a
/// browser protects nothing.
#[component]
pub fn RequireSession<V: IntoView + 'static>(
    /// The session's owner.
    context: SessionContext,
    /// The page, for whoever is signed in.
    children: impl Fn(User) -> V + Send + 'static,
) -> impl IntoView {
    let navigate = use_navigate();
    effect(move || {
        if context
            .session()
            .with(|session| *session == Session::SignedOut)
        {
            // Not before the router has written this page's own address: it would be taken for the page
            // to come back to, or another page's entry in the history be replaced.
            let navigate = navigate.clone();
            set_timeout(
                move || {
                    let to = page::current_path().unwrap_or_default();
                    let options = NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    };
                    navigate(&sign_in_path(&to), options);
                },
                Duration::ZERO,
            );
        }
    });
    let user = context.user();
    move || match user.get() {
        Some(user) => children(user).into_piece(),
        None => view! { <Loading text=live(key::COMMON_LOADING)/> }.into_piece(),
    }
}
