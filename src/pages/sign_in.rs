use auth::sign_in::Problem;
use config::AppConfig;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::browser::page;
use crate::components::{EmailField, Heading, Problem as ProblemNotice, SlowHint, SubmitButton};
use crate::session::SessionContext;
use crate::sign_in::SignInDriver;
use crate::words;

/// The form: an email, and one button.
#[component]
pub fn SignInPage(
    /// The configuration.
    config: AppConfig,
    /// Who gets the session.
    context: SessionContext,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let driver = SignInDriver::new(context, config.authsignal);
    let email = RwSignal::new(String::new());
    let field = NodeRef::<Input>::new();
    let busy = Signal::derive(move || driver.busy());
    let problem = Memo::new(move |_| driver.problem());
    let field_problem = Signal::derive(move || {
        problem.with(|problem| match problem {
            Some(problem @ Problem::Email(_)) => Some(words::sign_in_problem(problem)),
            _ => None,
        })
    });
    let page_problem = Signal::derive(move || {
        problem.with(|problem| match problem {
            None | Some(Problem::Email(_)) => None,
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
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // What a password manager filled in may not have raised an event that the signal saw.
        let typed = field
            .get_untracked()
            .map_or_else(|| email.get_untracked(), |field| field.value());
        email.set(typed.clone());
        driver.submit(typed);
    };
    let waiting = Signal::derive(move || driver.busy() && !driver.in_challenge());
    view! {
        <div class="card">
            <Heading text="Sign in" focus=arrived/>
            <p class="lead">"No password needed: we send a code to your email."</p>
            <form class="stack" novalidate on:submit=submit on:focusin=move |_| driver.preload()>
                <EmailField value=email problem=field_problem busy=busy node_ref=field/>
                <ProblemNotice text=page_problem/>
                <SubmitButton busy=busy>"Continue"</SubmitButton>
            </form>
            <SlowHint waiting=waiting on_cancel=move |()| driver.cancel()/>
        </div>
    }
}
