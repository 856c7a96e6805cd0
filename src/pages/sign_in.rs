use auth::pending::PendingSignIn;
use auth::sign_in::{LaunchMode, Problem};
use auth::{Kinds, LastSignIn, ReturnPath, Username};
use config::AppConfig;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::browser::{Arrival, page};
use crate::components::{
    Loading, PasskeyButton, Problem as ProblemNotice, ScreenHeading, SlowHint, SubmitButton,
    UsernameField, VerificationScreen, WindowHint,
};
use crate::session::SessionContext;
use crate::sign_in::SignInDriver;
use crate::words;

/// The form: an email address or phone number, and one button.
#[component]
pub fn SignInPage(
    /// The configuration.
    config: AppConfig,
    /// Who gets the session.
    context: SessionContext,
    /// Where the person wants to go.
    return_to: ReturnPath,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let driver = SignInDriver::new(context, &config, return_to);
    let last = context.last_sign_in();
    let known = driver.typed_before();
    let known = known.or_else(|| last.as_ref().map(|last| last.username.clone()));
    let email = known.map_or_else(String::new, |known| known.as_str().to_owned());
    let kinds = kinds(&config);
    view! { <Form driver context kinds email last arrived/> }
}

/// The page that the pre-built UI leads back to in redirect mode: finishes the sign-in, or shows the form
/// and says why that cannot be.
#[component]
pub fn CallbackPage(
    /// The configuration.
    config: AppConfig,
    /// Who gets the session.
    context: SessionContext,
    /// The sign-in that waits for this, if one does.
    pending: Option<PendingSignIn>,
    /// What the person brought.
    arrival: Arrival,
    /// The sign-in was finished, or cannot be.
    #[prop(into)]
    on_settled: Callback<()>,
) -> impl IntoView {
    let return_to = pending.as_ref().map(|pending| pending.return_to.clone());
    let driver = SignInDriver::new(context, &config, return_to.unwrap_or_default());
    let email = pending
        .as_ref()
        .map_or_else(String::new, |pending| pending.username.as_str().to_owned());
    let kinds = kinds(&config);
    driver.returned(pending, arrival);
    let finishing = Memo::new(move |_| driver.finishing());
    Effect::new(move || {
        if driver.settled() {
            on_settled.run(());
        }
    });
    // Once the form has shown, it stays: a code may be on its way to the person.
    let failed = Memo::new(move |failed: Option<&bool>| {
        failed.copied().unwrap_or_default() || !finishing.get()
    });
    move || {
        if failed.get() {
            view! { <Form driver context kinds email=email.clone() last=None arrived=true/> }
                .into_any()
        } else {
            view! {
                <Loading text="Signing you in"/>
                <SlowHint waiting=finishing on_cancel=move |()| driver.cancel()/>
            }
            .into_any()
        }
    }
}

const fn kinds(config: &AppConfig) -> Kinds {
    Kinds::new(config.usernames.email(), config.usernames.phone())
}

#[component]
fn Form(
    driver: SignInDriver,
    context: SessionContext,
    kinds: Kinds,
    email: String,
    last: Option<LastSignIn>,
    arrived: bool,
) -> impl IntoView {
    let email = RwSignal::new(email);
    let country = RwSignal::new(None);
    let last = RwSignal::new(last.map(|last| last.method));
    let field = NodeRef::<Input>::new();
    let busy = Signal::derive(move || driver.busy());
    let problem = Memo::new(move |_| driver.problem());
    let field_problem = Signal::derive(move || {
        problem.with(|problem| match problem {
            Some(problem @ Problem::Username(_)) => Some(words::sign_in_problem(problem)),
            _ => None,
        })
    });
    let page_problem = Signal::derive(move || {
        problem.with(|problem| match problem {
            None | Some(Problem::Username(_)) => None,
            Some(problem) => Some(words::sign_in_problem(problem)),
        })
    });
    // What can be mended in the field is mended there.
    Effect::new(move || {
        if field_problem.get().is_some()
            && let Some(field) = field.get_untracked()
        {
            page::focus(&field);
        }
    });
    let take_username = move || {
        // What a password manager filled in may not have raised an event that the signal saw.
        let typed = field
            .get_untracked()
            .map_or_else(|| email.get_untracked(), |field| field.value());
        email.set(typed.clone());
        Username::parse(&typed, kinds, country.get_untracked())
    };
    let forget = move || {
        context.forget_last_sign_in();
        last.set(None);
        email.set(String::new());
        if let Some(field) = field.get_untracked() {
            page::focus(&field);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        driver.submit(take_username());
    };
    // Once the field is there.
    Effect::new(move || {
        if field.get().is_some() {
            driver.offer_passkeys();
        }
    });
    let elsewhere = Memo::new(move |_| driver.verification().showing());
    // Only what comes back from a screen of ours takes the focus, or replaces another page.
    let takes_focus = Memo::new(move |before: Option<&bool>| {
        let hidden = elsewhere.get();
        !hidden && (before.is_some() || arrived)
    });
    let asks_for_passkey = Signal::derive(move || driver.awaits_passkey());
    let window_blocked = move || problem.with(|problem| *problem == Some(Problem::WindowBlocked));
    let in_window = Signal::derive(move || driver.in_challenge() == Some(LaunchMode::Window));
    let waiting = Signal::derive(move || {
        let here = [None, Some(LaunchMode::Redirect)];
        driver.busy() && !driver.awaits_passkey() && here.contains(&driver.in_challenge())
    });
    view! {
        // The form stays where it is while a screen of ours takes its place: what was typed stays in it.
        <div class="card" hidden=move || elsewhere.get()>
            <ScreenHeading
                text=Signal::stored("Sign in")
                focus=takes_focus
                hidden=elsewhere
                within=false
            />
            <p class="lead">{move || words::sign_in_lead(last.get())}</p>
            <form class="stack" novalidate on:submit=submit on:focusin=move |_| driver.preload()>
                <UsernameField
                    kinds
                    value=email
                    country
                    problem=field_problem
                    busy=busy
                    node_ref=field
                />
                <Show when=move || last.get().is_some()>
                    <button class="link" type="button" on:click=move |_| forget()>
                        "Use another account"
                    </button>
                </Show>
                <ProblemNotice text=page_problem/>
                <Show when=window_blocked>
                    <button
                        class="button"
                        type="button"
                        on:click=move |_| driver.submit_by_redirect(take_username())
                    >
                        "Continue in this tab"
                    </button>
                </Show>
                <SubmitButton busy=busy>"Continue"</SubmitButton>
            </form>
            <PasskeyButton
                busy=busy
                waiting=asks_for_passkey
                on_ask=move |()| driver.ask_for_passkey()
                on_cancel=move |()| driver.cancel()
            />
            <WindowHint
                open=in_window
                on_show=move |()| driver.show_window()
                on_cancel=move |()| driver.cancel()
            />
            <SlowHint waiting=waiting on_cancel=move |()| driver.cancel()/>
        </div>
        <Show when=move || elsewhere.get()>
            <div class="card">
                <VerificationScreen driver=driver.verification()/>
            </div>
        </Show>
    }
}
