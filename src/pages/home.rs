use std::time::Duration;

use auth::session::{Session, User};
use config::AppConfig;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;

use crate::browser::{self, Lifetime, page};
use crate::components::{Heading, IntoPiece, PasskeyOffer, Problem, Status, toasts};
use crate::pages::SECURITY_PATH;
use crate::parts::in_part;
use crate::passkeys::Passkeys;
use crate::session::SessionContext;
use crate::words::{self, live, text};

/// Ends that are further away than this are shown with their date.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

in_part! { account:
    /// [`HomePage`], with the part of the app that it is in.
    pub fn home(user: User, config: AppConfig, context: SessionContext, arrived: bool) -> AnyView {
        view! { <HomePage user config context arrived/> }.into_piece()
    }
}

/// Who is signed in, until when, and the way out.
#[component]
pub fn HomePage(
    /// Who is signed in.
    user: User,
    /// The configuration.
    config: AppConfig,
    /// The session's owner.
    context: SessionContext,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let passkeys = Passkeys::new(config, user.clone(), context);
    let security = passkeys
        .api()
        .map(|_| view! { <a href=SECURITY_PATH>{live(key::HOME_SECURITY)}</a> });
    let name = user.email.unwrap_or(user.username);
    let initial: String = name.chars().take(1).collect();
    let sign_out = move |_| spawn_local(context.sign_out());
    let toasts = toasts();
    let problem = RwSignal::new(None);
    let signing_out = RwSignal::new(false);
    let sign_out_everywhere = move |_| {
        if signing_out.get_untracked() {
            return;
        }
        signing_out.set(true);
        problem.set(None);
        spawn_local(async move {
            let result = context.sign_out_everywhere().await;
            if result.is_ok() {
                toasts.show(key::HOME_SIGNED_OUT_EVERYWHERE);
            }
            // The page may be gone.
            let _ = signing_out.try_set(false);
            let _ = problem.try_set(result.err().map(words::sign_out_problem));
        });
    };
    let problem_words = Signal::derive(move || problem.get().map(text));
    let flag = move || signing_out.get().then_some("true");
    let not_kept = move || match context.lifetime().get() {
        Lifetime::Lasting => None,
        Lifetime::Tab => Some(key::HOME_KEPT_FOR_TAB),
        Lifetime::Page => Some(key::HOME_KEPT_FOR_PAGE),
    };
    let stalled = context.stalled();
    let note = move || stalled.get().then_some(key::HOME_STALLED).or_else(not_kept);
    view! {
        <div class="card">
            <Heading text=live(key::HOME_TITLE) focus=arrived/>
            <div class="person">
                <span class="avatar" aria-hidden="true">{initial}</span>
                <p dir="auto">{name}</p>
            </div>
            <dl class="facts">
                <div>
                    <dt>{move || text(words::session_end(renewable(context)))}</dt>
                    <dd>{move || end(context)}</dd>
                </div>
            </dl>
            {move || note().map(|note| view! { <Status>{live(note)}</Status> })}
            {security}
            <Problem text=problem_words/>
            <button class="button button-quiet" type="button" on:click=sign_out>{live(key::HOME_SIGN_OUT)}</button>
            <button
                class="link"
                type="button"
                aria-busy=flag
                aria-disabled=flag
                on:click=sign_out_everywhere
            >
                {live(key::HOME_SIGN_OUT_EVERYWHERE)}
            </button>
        </div>
        <PasskeyOffer passkeys/>
    }
}

fn renewable(context: SessionContext) -> bool {
    context.session().with(|session| match session {
        Session::SignedIn(session) => session.tokens.refresh.is_some(),
        Session::Restoring | Session::SignedOut => false,
    })
}

/// When the access token runs out, by the person's own clock.
fn end(context: SessionContext) -> impl IntoView {
    words::follow();
    context.session().with(|session| match session {
        Session::SignedIn(session) => {
            let expires = session.access_expires_here();
            let with_day = session.access_lifetime(browser::now()) > DAY;
            let text = page::local_time(expires, with_day);
            Some(view! { <time datetime=page::iso_time(expires)>{text}</time> })
        }
        Session::Restoring | Session::SignedOut => None,
    })
}
