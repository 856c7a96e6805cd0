//! Routes and providers.

use std::time::Duration;

use auth::ReturnPath;
use auth::session::Session;
use config::{AppConfig, ConfigError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::path;
use wasm_bindgen::JsCast;

use crate::browser::{self, page};
use crate::components::Shell;
use crate::pages::{HomePage, LoadFailedPage, MisconfiguredPage, NotFoundPage, SignInPage};
use crate::session::{SessionContext, sign_in_path};

/// Puts the app into the element `#app` of `index.html`, in place of what shows while it loads.
pub fn mount() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"))
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    match root {
        Some(root) => {
            root.set_inner_html("");
            leptos::mount::mount_to(root, App).forget();
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
}

/// The app: loads its configuration, then shows the pages, or what is wrong.
#[component]
pub fn App() -> impl IntoView {
    let loaded = RwSignal::new(None);
    spawn_local(async move { loaded.set(Some(load().await)) });
    move || match loaded.get() {
        None => ().into_any(),
        Some(Loaded::Config(config)) => view! { <Pages config=*config/> }.into_any(),
        Some(Loaded::Wrong(error)) => view! { <MisconfiguredPage error/> }.into_any(),
        Some(Loaded::Unreachable) => view! { <LoadFailedPage/> }.into_any(),
    }
}

async fn load() -> Loaded {
    match browser::get_text("/config.json").await {
        Ok((200, text)) => match AppConfig::parse(&text) {
            Ok(config) => Loaded::Config(Box::new(config)),
            Err(error) => Loaded::Wrong(error),
        },
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

/// The pages of a configured site.
#[component]
fn Pages(config: AppConfig) -> impl IntoView {
    page::apply_brand(&config.brand);
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
    view! {
        <Router>
            <Shell brand>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=move || view! { <Home context arrived=arrived()/> }/>
                    <Route path=path!("/sign-in") view=move || {
                        view! { <SignIn config=config.get_value() context arrived=arrived()/> }
                    }/>
                </FlatRoutes>
            </Shell>
        </Router>
    }
}

/// `/`: for those who are signed in; others are sent to sign in, and come back.
#[component]
fn Home(context: SessionContext, arrived: bool) -> impl IntoView {
    let navigate = use_navigate();
    Effect::new(move || {
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
                    navigate(&sign_in_path(&to), replacing());
                },
                Duration::ZERO,
            );
        }
    });
    // By person, so that a renewal of the session leaves the page and the focus alone.
    let user = Memo::new(move |_| {
        context.session().with(|session| match session {
            Session::SignedIn(session) => Some(session.user.clone()),
            Session::Restoring | Session::SignedOut => None,
        })
    });
    move || {
        user.get()
            .map(|user| view! { <HomePage user context arrived/> })
    }
}

/// `/sign-in`: for those who are not signed in; others are sent where they wanted to go.
#[component]
fn SignIn(config: AppConfig, context: SessionContext, arrived: bool) -> impl IntoView {
    let navigate = use_navigate();
    let query = use_query_map();
    Effect::new(move || {
        if context
            .session()
            .with(|session| matches!(session, Session::SignedIn(_)))
        {
            let wanted = query.with_untracked(|query| query.get("return"));
            let to = wanted
                .and_then(|path| ReturnPath::parse(&path))
                .unwrap_or_default();
            navigate(to.as_str(), replacing());
        }
    });
    let config = StoredValue::new(config);
    let signed_out = Memo::new(move |_| {
        context
            .session()
            .with(|session| *session == Session::SignedOut)
    });
    move || {
        if signed_out.get() {
            view! { <SignInPage config=config.get_value() context arrived/> }.into_any()
        } else {
            ().into_any()
        }
    }
}

fn replacing() -> NavigateOptions {
    NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    }
}
