mod adding;
mod enrolment;
mod list;
mod problem;
mod state;

use auth::session::User;
use config::AppConfig;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;

use crate::browser::webauthn;
use crate::components::{Heading, IntoPiece, Loading, SubmitButton};
use crate::pages::NotFoundPage;
use crate::parts::in_part;
use crate::passkeys::Passkeys;
use crate::session::SessionContext;
use crate::words::live;
use adding::add_buttons;
use enrolment::Enrolment;
use list::cards;
use problem::ProblemNotice;
use state::{Focus, Listing, State};

/// This page's path.
pub const SECURITY_PATH: &str = "/account/security";

in_part! { account:
    /// [`SecurityPage`], with the part of the app that it is in.
    pub fn security(user: User, config: AppConfig, context: SessionContext, arrived: bool) -> AnyView {
        view! { <SecurityPage user config context arrived/> }.into_piece()
    }
}

/// How somebody signs in: what there is, to be seen, added and removed.
#[component]
pub fn SecurityPage(
    /// Who is signed in.
    user: User,
    /// The configuration.
    config: AppConfig,
    /// The session's owner.
    context: SessionContext,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let passkeys = Passkeys::new(config, user, context);
    let Some(api) = passkeys.api() else {
        return view! { <NotFoundPage/> }.into_piece();
    };
    let focus = if arrived {
        Focus::Heading
    } else {
        Focus::Nothing
    };
    let state = State::new(passkeys, api, focus);
    spawn_local(state.load());
    let page = Memo::new(move |_| (state.listing.get(), state.adding.get()));
    let page = move || match page.get() {
        (Listing::Loading, _) => {
            view! { <Loading text=live(key::COMMON_LOADING) rows=true/> }.into_piece()
        }
        (Listing::Failed, _) => view! { <Unlisted state/> }.into_piece(),
        (Listing::Loaded, None) => view! { <Manage state/> }.into_piece(),
        (Listing::Loaded, Some(kind)) => view! { <Enrolment state kind/> }.into_piece(),
    };
    page.into_any()
}

#[component]
fn Unlisted(state: State) -> impl IntoView {
    let focus = state.focus.get_untracked() == Focus::Heading;
    let retry = move |_| {
        // The focus is on a button that goes.
        state.close(Focus::Heading);
        state.listing.set(Listing::Loading);
        spawn_local(state.load());
    };
    view! {
        <div class="card">
            <Heading text=live(key::SECURITY_TITLE) focus/>
            <ProblemNotice state/>
            <button class="button button-quiet" type="button" on:click=retry>{live(key::COMMON_TRY_AGAIN)}</button>
            <a href="/">{live(key::COMMON_START_PAGE)}</a>
        </div>
    }
}

#[component]
fn Manage(state: State) -> impl IntoView {
    let focus = state.focus.get_untracked() == Focus::Heading;
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        state.add_passkey();
    };
    let adding = if webauthn::supports_passkeys() {
        view! {
            <form on:submit=add>
                <SubmitButton busy=state.busy>{live(key::SECURITY_ADD_PASSKEY)}</SubmitButton>
            </form>
        }
        .into_piece()
    } else {
        view! { <p class="hint">{live(key::SECURITY_PASSKEYS_UNSUPPORTED)}</p> }.into_piece()
    };
    view! {
        <div class="card">
            <Heading text=live(key::SECURITY_TITLE) focus/>
            <p class="lead">{live(key::SECURITY_LEAD)}</p>
            <ProblemNotice state/>
            <h2 id="passkeys">{live(key::SECURITY_PASSKEYS)}</h2>
            {move || cards(state, true)}
            {adding}
            <h2 id="other-ways">{live(key::SECURITY_OTHER_WAYS)}</h2>
            {move || cards(state, false)}
            <div class="additions">{move || add_buttons(state)}</div>
            <a href="/">{live(key::COMMON_START_PAGE)}</a>
        </div>
    }
}
