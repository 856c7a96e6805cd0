//! Routes and providers.

use auth::ReturnPath;
use auth::session::Session;
use config::{AppConfig, ConfigError, SignUpMode};
use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_navigate, use_query_map};
use messages::{CatalogError, Language, key};

use crate::browser::language::{self, MessagesError};
use crate::browser::{self, Arrival, authsignal, boot, page};
use crate::components::effect;
use crate::components::{
    IntoPiece, Later, LaterView, Loading, RequireSession, Shell, share_chosen_country,
};
use crate::pages::{
    CallbackPage, LoadFailedPage, MisconfiguredPage, NotFoundPage, SignInPage, SignUpPage,
    SpeechlessPage, home, security,
};
use crate::routes::{Page, routed};
use crate::session::{SessionContext, destination};
use crate::sign_in::take_pending;
use crate::words::live;

/// Puts the app into the element `#app` of `index.html`. It stays hidden until there is a page to be seen, which then takes
/// the place of what shows meanwhile.
pub fn mount() {
    match boot::place() {
        Some(place) => {
            browser::create_trusted_types_policy(authsignal::is_sdk);
            leptos::mount::mount_to(place, App).forget();
        }
        None => browser::console_error("index.html", &"the element #app is missing"),
    }
}

/// What came of loading config.json.
#[derive(Clone)]
enum Loaded {
    Config(Box<AppConfig>),
    Wrong(ConfigError),
    Unreachable,
    /// There are no texts to show anything with.
    Speechless(Language),
}

/// The app: loads its configuration, then shows the pages, or what is wrong.
#[component]
pub fn App() -> impl IntoView {
    // First of all, and before anything is awaited: the token leaves the address bar.
    let arrival = StoredValue::new(browser::take_arrival());
    let language = language::first();
    let loaded = RwSignal::new(None);
    let load_config = move || {
        loaded.set(None);
        spawn_local(async move { loaded.set(Some(load(language).await)) });
    };
    load_config();
    move || match loaded.get() {
        None => ().into_any(),
        Some(Loaded::Config(config)) => {
            view! { <Pages config=*config arrival=arrival.get_value()/> }.into_piece()
        }
        Some(Loaded::Wrong(error)) => view! { <MisconfiguredPage error/> }.into_piece(),
        // Here and not by a reload, so that somebody who came back from a challenge can go on.
        Some(Loaded::Unreachable) => {
            view! { <LoadFailedPage on_retry=move |()| load_config()/> }.into_piece()
        }
        Some(Loaded::Speechless(language)) => {
            view! { <SpeechlessPage language on_retry=move |()| load_config()/> }.into_piece()
        }
    }
}

/// The configuration and the texts, both at once.
async fn load(language: Language) -> Loaded {
    let (config, messages) = join(load_config(), load_messages(language)).await;
    match messages {
        Ok(()) => config,
        // The page goes.
        Err(MessagesError::Unusable(CatalogError::OtherBuild)) if language::reload_once() => {
            std::future::pending().await
        }
        Err(error) => {
            browser::console_error("messages", &error);
            Loaded::Speechless(language)
        }
    }
}

async fn load_messages(language: Language) -> Result<(), MessagesError> {
    let catalog = crate::language::load(language).await?;
    crate::language::speak(catalog);
    language::loaded_well();
    Ok(())
}

async fn load_config() -> Loaded {
    if let Some(text) = boot::embedded_config() {
        return configured(&text);
    }
    match browser::get_text("/config.json").await {
        Ok((200, text)) => configured(&text),
        Ok((404, _)) => Loaded::Wrong(ConfigError::NotJson(
            "there is none at /config.json".to_owned(),
        )),
        Ok((status, _)) => {
            browser::console_error("config.json", &format!("HTTP status {status}"));
            Loaded::Unreachable
        }
        Err(error) => {
            browser::console_error("config.json", &error);
            Loaded::Unreachable
        }
    }
}

fn configured(text: &str) -> Loaded {
    match AppConfig::parse(text) {
        Ok(config) => Loaded::Config(Box::new(config)),
        Err(error) => Loaded::Wrong(error),
    }
}

/// The pages of a configured site.
#[component]
fn Pages(config: AppConfig, arrival: Option<Arrival>) -> impl IntoView {
    page::apply_brand(&config.brand);
    share_chosen_country();
    let context = SessionContext::new(config.cognito.clone());
    context.start();
    // Whether a page was shown before: the first one leaves the focus alone.
    let shown = StoredValue::new(false);
    let arrived = move || {
        shown
            .try_update_value(|shown| std::mem::replace(shown, true))
            .unwrap_or(true)
    };
    let brand = config.brand.clone();
    let config = StoredValue::new(config);
    // Good for one showing of the callback's page: whoever comes back to it later brings nothing.
    let arrival = StoredValue::new(arrival);
    let take_arrival = move || {
        arrival
            .try_update_value(Option::take)
            .flatten()
            .unwrap_or(Arrival { token: None })
    };
    let show = move |page| {
        let (config, arrived) = (config.get_value(), arrived());
        match page {
            Page::Home => view! { <Home config context arrived/> }.into_piece(),
            Page::Security => view! { <Security config context arrived/> }.into_piece(),
            Page::SignIn => view! { <SignIn config context arrived/> }.into_piece(),
            Page::SignUp if matches!(config.sign_up, SignUpMode::Separate(_)) => {
                view! { <SignUp config context arrived/> }.into_piece()
            }
            Page::Callback => {
                view! { <Callback config context arrival=take_arrival()/> }.into_piece()
            }
            Page::SignUp | Page::Unknown => view! { <NotFoundPage/> }.into_piece(),
        }
    };
    view! {
        <Router>
            <Shell brand>{routed(show)}</Shell>
        </Router>
    }
}

/// `/`: for those who are signed in.
#[component]
fn Home(config: AppConfig, context: SessionContext, arrived: bool) -> impl IntoView {
    view! {
        <RequireSession context let:user>
            {
                let config = config.clone();
                let load = move || -> LaterView {
                    Box::pin(home(user.clone(), config.clone(), context, arrived))
                };
                view! { <Later load=Box::new(load)/> }
            }
        </RequireSession>
    }
}

/// `/account/security`: for those who are signed in.
#[component]
fn Security(config: AppConfig, context: SessionContext, arrived: bool) -> impl IntoView {
    view! {
        <RequireSession context let:user>
            {
                let config = config.clone();
                let load = move || -> LaterView {
                    Box::pin(security(user.clone(), config.clone(), context, arrived))
                };
                view! { <Later load=Box::new(load)/> }
            }
        </RequireSession>
    }
}

/// `/sign-in`.
#[component]
fn SignIn(config: AppConfig, context: SessionContext, arrived: bool) -> impl IntoView {
    view! {
        <SignedOutOnly context let:return_to>
            <SignInPage config=config.clone() context return_to arrived/>
        </SignedOutOnly>
    }
}

/// `/sign-up`, where there is one.
#[component]
fn SignUp(config: AppConfig, context: SessionContext, arrived: bool) -> impl IntoView {
    view! {
        <SignedOutOnly context let:return_to>
            <SignUpPage config=config.clone() context return_to arrived/>
        </SignedOutOnly>
    }
}

/// A page for those who are not signed in; others are sent where they wanted to go.
#[component]
fn SignedOutOnly<V: IntoView + 'static>(
    context: SessionContext,
    children: impl Fn(ReturnPath) -> V + Send + 'static,
) -> impl IntoView {
    let navigate = use_navigate();
    let query = use_query_map();
    let return_to = move || {
        let wanted = query.with_untracked(|query| query.get("return"));
        let wanted = wanted.and_then(|path| ReturnPath::parse(&path));
        destination(wanted.unwrap_or_default())
    };
    let signed_in = context.signed_in();
    effect(move || {
        if signed_in.get() {
            navigate(return_to().as_str(), replacing());
        }
    });
    let signed_out = Memo::new(move |_| {
        context
            .session()
            .with(|session| *session == Session::SignedOut)
    });
    move || {
        if signed_out.get() {
            children(return_to()).into_piece()
        } else {
            view! { <Loading text=live(key::COMMON_LOADING)/> }.into_piece()
        }
    }
}

/// `/callback`: where the pre-built UI leads back to in redirect mode.
#[component]
fn Callback(config: AppConfig, context: SessionContext, arrival: Arrival) -> impl IntoView {
    let navigate = use_navigate();
    let pending = take_pending(context);
    // Whoever is signed in already and has no sign-in to finish: nothing to do here.
    let settled = RwSignal::new(pending.is_none());
    let to = pending.as_ref().map(|pending| pending.return_to.clone());
    let to = destination(to.unwrap_or_default());
    let signed_in = context.signed_in();
    effect(move || {
        if signed_in.get() && settled.get() {
            navigate(to.as_str(), replacing());
        }
    });
    view! {
        <CallbackPage config context pending arrival on_settled=move |()| settled.set(true)/>
    }
}

fn replacing() -> NavigateOptions {
    NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    }
}
