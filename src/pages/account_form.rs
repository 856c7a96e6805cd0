use auth::sign_in::{LaunchMode, Problem};
use auth::{Kinds, LastSignIn, ReturnPath, Username};
use config::{AppConfig, SignUpMode};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use messages::key;

use crate::browser::boot::{self, Pressed};
use crate::browser::page;
use crate::components::{
    Heading, IntoPiece, Later, LaterView, PasskeyButton, Problem as ProblemNotice, SlowHint,
    SubmitButton, UsernameField, WindowHint, chosen_country, confirmation_screen,
    verification_screen,
};
use crate::components::{effect, shown_while};
use crate::session::{SessionContext, sign_in_path, sign_up_path};
use crate::sign_in::SignInDriver;
use crate::words::{self, live, text};

/// What the form is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Signing in.
    SignIn,
    /// Creating an account.
    SignUp,
}

/// The form for an email address or phone number, and the screens that take its place.
#[component]
pub(super) fn AccountForm(
    /// What it is for.
    purpose: Purpose,
    /// The attempt.
    driver: SignInDriver,
    /// Who gets the session.
    context: SessionContext,
    /// The configuration.
    config: AppConfig,
    /// Where the person wants to go.
    return_to: ReturnPath,
    /// What is in the field at first.
    typed: String,
    /// How somebody signed in before in this browser.
    last: Option<LastSignIn>,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let kinds = Kinds::new(config.usernames.email(), config.usernames.phone());
    let signs_in = purpose == Purpose::SignIn;
    let heading = match purpose {
        Purpose::SignIn => key::SIGN_IN_TITLE,
        Purpose::SignUp => key::SIGN_UP_TITLE,
    };
    let sign_in = sign_in_path(&return_to);
    let separate = matches!(config.sign_up, SignUpMode::Separate(_));
    let other_page = match purpose {
        Purpose::SignUp => Some((sign_in.clone(), key::SIGN_IN_TITLE)),
        Purpose::SignIn => separate.then(|| (sign_up_path(&return_to), key::SIGN_UP_TITLE)),
    };
    // What was typed before the app was there.
    let early = signs_in.then(boot::typed).flatten();
    let known = last.as_ref().map(|last| last.username.as_str());
    let typed_early = early.as_ref().and_then(|early| early.by_hand(known));
    let email = RwSignal::new(typed_early.unwrap_or(typed));
    let country = chosen_country();
    let last = RwSignal::new(last.map(|last| last.method));
    let field = NodeRef::<Input>::new();
    let busy = Signal::derive(move || driver.busy());
    let submitting = Signal::derive(move || driver.busy() && !driver.awaits_passkey());
    let problem = Memo::new(move |_| driver.problem());
    let field_problem = Signal::derive(move || {
        problem.with(|problem| match problem {
            Some(problem @ Problem::Username(_)) => {
                Some(text(words::sign_in_problem(problem, kinds)))
            }
            _ => None,
        })
    });
    let page_problem = Signal::derive(move || {
        problem.with(|problem| match problem {
            None | Some(Problem::Username(_)) => None,
            Some(problem) => Some(text(words::sign_in_problem(problem, kinds))),
        })
    });
    // What can be mended in the field is mended there.
    words::on_change(move |switched| {
        if field_problem.get().is_some()
            && let Some(field) = field.get_untracked().filter(|_| !switched)
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
        match purpose {
            Purpose::SignIn => driver.submit(take_username()),
            Purpose::SignUp => driver.submit_sign_up(take_username()),
        }
    };
    let submit_in_this_tab = move |_| match purpose {
        Purpose::SignIn => driver.submit_by_redirect(take_username()),
        Purpose::SignUp => driver.submit_sign_up_by_redirect(take_username()),
    };
    // Once the field is there.
    effect(move || {
        let Some(field) = field.get().filter(|_| signs_in) else {
            return;
        };
        // The view would do so later, and what was pressed is about what was typed.
        field.set_value(&email.get_untracked());
        boot::hand_over_form(early.as_ref(), &field);
        match boot::take_pressed() {
            Some(Pressed::Submit) => driver.submit(take_username()),
            Some(Pressed::Passkey) => driver.ask_for_passkey(),
            None => {}
        }
        driver.offer_passkeys();
    });
    let verifying = Memo::new(move |_| driver.verification().showing());
    // Once the code is right, its screen stays until the next one comes.
    let confirming = Memo::new(move |before: Option<&bool>| {
        let goes_on = before == Some(&true)
            && driver.busy()
            && driver.in_challenge().is_none()
            && !verifying.get();
        goes_on || driver.read_confirmation(|_| ()).is_some()
    });
    let elsewhere = Memo::new(move |_| verifying.get() || confirming.get());
    // Only what comes back from a screen of ours takes the focus, or replaces another page.
    let takes_focus = Memo::new(move |before: Option<&bool>| {
        let hidden = elsewhere.get();
        !hidden && (before.is_some() || arrived)
    });
    let asks_for_passkey = Signal::derive(move || driver.awaits_passkey());
    let window_blocked =
        Signal::derive(move || problem.with(|problem| *problem == Some(Problem::WindowBlocked)));
    let in_window = Signal::derive(move || driver.in_challenge() == Some(LaunchMode::Window));
    let waiting = Signal::derive(move || {
        let here = [None, Some(LaunchMode::Redirect)];
        driver.busy() && !driver.awaits_passkey() && here.contains(&driver.in_challenge())
    });
    view! {
        // The form stays where it is while a screen of ours takes its place: what was typed stays in it.
        <div class="card" hidden=elsewhere>
            <Heading text=live(heading) focus=takes_focus hidden=elsewhere/>
            <p class="lead">{move || text(match purpose {
                Purpose::SignIn => words::sign_in_lead(last.get(), kinds),
                Purpose::SignUp => words::sign_up_lead(kinds),
            })}</p>
            <form class="stack" novalidate on:submit=submit on:focusin=move |_| driver.preload()>
                <UsernameField
                    kinds
                    value=email
                    country
                    problem=field_problem
                    busy=busy
                    node_ref=field
                />
                {shown_while(Signal::derive(move || last.with(Option::is_some)), move || view! {
                    <button class="link" type="button" on:click=move |_| forget()>
                        {live(key::SIGN_IN_OTHER_ACCOUNT)}
                    </button>
                }.into_piece())}
                <ProblemNotice text=page_problem/>
                {shown_while(window_blocked, move || view! {
                    <button class="button" type="button" on:click=submit_in_this_tab>
                        {live(key::SIGN_IN_IN_THIS_TAB)}
                    </button>
                }.into_piece())}
                <SubmitButton busy=submitting off=busy>{live(key::COMMON_CONTINUE)}</SubmitButton>
            </form>
            {signs_in.then(|| view! {
                <PasskeyButton
                    busy=busy
                    waiting=asks_for_passkey
                    on_ask=move |()| driver.ask_for_passkey()
                    on_cancel=move |()| driver.cancel()
                />
            })}
            <WindowHint
                open=in_window
                on_show=move |()| driver.show_window()
                on_cancel=move |()| driver.cancel()
            />
            <SlowHint waiting=waiting on_cancel=move |()| driver.cancel()/>
            {other_page.map(|(href, words)| view! { <p><a href=href>{live(words)}</a></p> })}
        </div>
        {shown_while(confirming, move || {
            let sign_in = (!signs_in).then(|| sign_in.clone());
            let load = move || -> LaterView { Box::pin(confirmation_screen(driver, sign_in.clone())) };
            view! { <Later load=Box::new(load)/> }.into_piece()
        })}
        {shown_while(verifying, move || {
            let load = move || -> LaterView { Box::pin(verification_screen(driver.verification())) };
            view! { <Later load=Box::new(load)/> }.into_piece()
        })}
    }
}
