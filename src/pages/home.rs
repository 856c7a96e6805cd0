use std::time::Duration;

use auth::session::SignedIn;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{self, Lifetime, page};
use crate::components::{Heading, Status};
use crate::session::SessionContext;
use crate::words;

/// Sessions that end later than this are shown with their date.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Who is signed in, until when, and the way out.
#[component]
pub fn HomePage(
    /// The session to show.
    session: SignedIn,
    /// Its owner.
    context: SessionContext,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let expires = session.access_expires_here();
    let with_day = session.access_lifetime(browser::now()) > DAY;
    let ends = page::local_time(expires, with_day);
    let name = session.user.email.unwrap_or(session.user.username);
    let initial: String = name.chars().take(1).collect();
    let sign_out = move |_| spawn_local(context.sign_out());
    let not_kept = move || match context.lifetime().get() {
        Lifetime::Lasting => None,
        Lifetime::Tab => Some(words::KEPT_FOR_THE_TAB),
        Lifetime::Page => Some(words::KEPT_FOR_THE_PAGE),
    };
    view! {
        <div class="card">
            <Heading text="You are signed in" focus=arrived/>
            <div class="person">
                <span class="avatar" aria-hidden="true">{initial}</span>
                <p>{name}</p>
            </div>
            <dl class="facts">
                <div>
                    <dt>"Your session ends at"</dt>
                    <dd><time datetime=page::iso_time(expires)>{ends}</time></dd>
                </div>
            </dl>
            {move || not_kept().map(|text| view! { <Status>{text}</Status> })}
            <button class="button button-quiet" type="button" on:click=sign_out>"Sign out"</button>
        </div>
    }
}
