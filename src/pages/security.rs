use auth::authenticators::UserAuthenticator;
use auth::session::User;
use config::AppConfig;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::api::{Api, ApiError};
use crate::browser::authsignal::{PasskeyCreation, PasskeyPlace};
use crate::browser::{self, focus_heading, webauthn};
use crate::components::{
    Heading, KeyIcon, Loading, PasskeyCard, Problem, SignInAgain, SubmitButton,
};
use crate::pages::NotFoundPage;
use crate::passkeys::{CreateProblem, Passkeys};
use crate::session::SessionContext;
use crate::words;

/// This page's path.
pub const SECURITY_PATH: &str = "/account/security";

/// What is known of the person's authenticators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listing {
    Loading,
    Failed,
    Loaded,
}

/// The page's state. Copies share it.
#[derive(Clone, Copy)]
struct State {
    passkeys: Passkeys,
    api: Api,
    listing: RwSignal<Listing>,
    all: RwSignal<Vec<UserAuthenticator>>,
    problem: RwSignal<Option<CreateProblem>>,
    /// What was done last.
    done: RwSignal<Option<&'static str>>,
    busy: RwSignal<bool>,
}

/// How somebody signs in: their passkeys, to be seen, added and removed, and what else there is.
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
        return view! { <NotFoundPage/> }.into_any();
    };
    let state = State {
        passkeys,
        api,
        listing: RwSignal::new(Listing::Loading),
        all: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        done: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    spawn_local(state.load());
    // Whoever asked for another try had the focus on a button that has gone.
    let focus = RwSignal::new(arrived);
    let retry = move |_| {
        focus.set(true);
        state.problem.set(None);
        state.listing.set(Listing::Loading);
        spawn_local(state.load());
    };
    let listing = Memo::new(move |_| state.listing.get());
    let page = move || {
        match listing.get() {
        Listing::Loading => view! { <Loading text="Loading"/> }.into_any(),
        Listing::Failed => view! {
            <div class="card">
                <Heading text="Security" focus=focus.get_untracked()/>
                <ProblemNotice state/>
                <button class="button button-quiet" type="button" on:click=retry>"Try again"</button>
                <A href="/">"Go to the start page"</A>
            </div>
        }
        .into_any(),
        Listing::Loaded => view! { <Manage state focus=focus.get_untracked()/> }.into_any(),
    }
    };
    page.into_any()
}

impl State {
    /// Asks the API what there is. What was shown before stays when it does not say.
    async fn load(self) {
        let result = self.api.authenticators().await;
        // The page may be gone.
        if self.listing.is_disposed() {
            return;
        }
        match result {
            Ok(list) => {
                let list = list.into_iter().filter(UserAuthenticator::is_verified);
                self.all.set(list.collect());
                self.listing.set(Listing::Loaded);
            }
            Err(error) => {
                browser::console_error("the authenticators were not listed", &error);
                self.problem.set(Some(error.into()));
                if self.listing.get_untracked() == Listing::Loading {
                    self.listing.set(Listing::Failed);
                }
            }
        }
    }

    /// Whether a change may begin; it has then.
    fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.problem.set(None);
        self.done.set(None);
        true
    }

    async fn add(self) {
        let created = self.passkeys.create(PasskeyPlace::Anywhere).await;
        if self.busy.is_disposed() {
            return;
        }
        match created {
            Ok(PasskeyCreation::Cancelled) => {}
            Ok(PasskeyCreation::AlreadyHere) => self.done.set(Some(words::PASSKEY_ALREADY_HERE)),
            Ok(PasskeyCreation::Created) => {
                self.load().await;
                let _ = self.done.try_set(Some(words::PASSKEY_CREATED));
            }
            Err(problem) => self.problem.set(Some(problem)),
        }
        let _ = self.busy.try_set(false);
    }

    async fn remove(self, authenticator: UserAuthenticator) {
        let removed = self.passkeys.remove(&authenticator).await;
        if self.busy.is_disposed() {
            return;
        }
        match removed {
            Ok(()) => {
                self.all
                    .update(|all| all.retain(|other| other.id != authenticator.id));
                self.done.set(Some(words::PASSKEY_REMOVED));
                focus_heading();
            }
            Err(error) => self.problem.set(Some(error.into())),
        }
        self.busy.set(false);
    }
}

/// What went wrong, and where signing in again mends it, the way to do that.
#[component]
fn ProblemNotice(state: State) -> impl IntoView {
    let text = Signal::derive(move || {
        let words = |problem: &CreateProblem| match problem {
            // The page is about to go.
            CreateProblem::Api(ApiError::SignedOut) => None,
            problem => Some(words::create_problem(problem)),
        };
        state
            .problem
            .with(|problem| problem.as_ref().and_then(words))
    });
    let wants_sign_in = move || {
        state
            .problem
            .with(|problem| problem.as_ref().is_some_and(CreateProblem::wants_sign_in))
    };
    view! {
        <Problem text=text/>
        <Show when=wants_sign_in>
            <SignInAgain passkeys=state.passkeys/>
        </Show>
    }
}

#[component]
fn Manage(state: State, focus: bool) -> impl IntoView {
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        if state.begin() {
            spawn_local(state.add());
        }
    };
    let adding = if webauthn::supports_passkeys() {
        view! {
            <form on:submit=add>
                <SubmitButton busy=state.busy>"Add a passkey"</SubmitButton>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="hint">{words::PASSKEYS_UNSUPPORTED}</p> }.into_any()
    };
    let done = move || {
        let done = state.done.get();
        done.map(|text| view! { <p class="notice">{text}</p> })
    };
    view! {
        <div class="card">
            <Heading text="Security" focus/>
            <p class="lead">"How you sign in to this account."</p>
            <ProblemNotice state/>
            <div role="status">{done}</div>
            <h2 id="passkeys">"Passkeys"</h2>
            {move || passkey_list(state)}
            {adding}
            {move || other_list(state)}
            <A href="/">"Go to the start page"</A>
        </div>
    }
}

fn passkey_list(state: State) -> AnyView {
    let all = state.all.get();
    let here = state.passkeys.of_this_browser();
    let cards: Vec<_> = all
        .iter()
        .filter(|authenticator| authenticator.is_passkey())
        .enumerate()
        .map(|(index, passkey)| {
            let is_here = passkey
                .passkey
                .as_ref()
                .is_some_and(|passkey| here.contains(&passkey.credential_id));
            let target = passkey.clone();
            let on_remove = move |()| {
                if state.begin() {
                    spawn_local(state.remove(target.clone()));
                }
            };
            view! {
                <PasskeyCard
                    passkey=passkey.clone()
                    id=format!("passkey-{index}")
                    here=is_here
                    removal=passkey.removal(&all)
                    busy=state.busy
                    on_remove
                />
            }
        })
        .collect();
    if cards.is_empty() {
        view! { <p class="hint">{words::NO_PASSKEYS}" "{words::PASSKEY_PROMISE}</p> }.into_any()
    } else {
        view! { <ul class="keys" role="list" aria-labelledby="passkeys">{cards}</ul> }.into_any()
    }
}

fn other_list(state: State) -> Option<AnyView> {
    let others: Vec<_> = state.all.with(|all| {
        all.iter()
            .filter(|authenticator| !authenticator.is_passkey())
            .map(|other| {
                let address = other.address.clone();
                view! {
                    <li class="key">
                        <KeyIcon/>
                        <div class="key-facts">
                            <h3>{words::verification_method(&other.method)}</h3>
                            {address.map(|address| view! { <p class="hint">{address}</p> })}
                        </div>
                    </li>
                }
            })
            .collect()
    });
    (!others.is_empty()).then(|| {
        view! {
            <h2 id="other-ways">"Other ways to sign in"</h2>
            <ul class="keys" role="list" aria-labelledby="other-ways">{others}</ul>
        }
        .into_any()
    })
}
