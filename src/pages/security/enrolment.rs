use auth::authenticators::{NewFactor, UserAuthenticator, VerificationMethod};
use auth::sign_in::ChallengeResult;
use auth::verification::{Verification, Way};
use auth::{Country, Kinds, Username, UsernameProblem};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;

use super::state::{Focus, Problem};
use super::{ProblemNotice, State};
use crate::browser::{self, page};
use crate::components::{Heading, SubmitButton, UsernameField, VerificationScreen, chosen_country};
use crate::verification::VerificationDriver;
use crate::words::{self, live, text};

/// Adds a factor: asks where its codes go, then for the first one of them.
#[component]
pub(super) fn Enrolment(state: State, kind: NewFactor) -> impl IntoView {
    let driver = state.passkeys.verification();
    // It loads while the person types.
    spawn_local(state.passkeys.preload());
    let typed = RwSignal::new(address_to_begin_with(state, kind));
    let country = chosen_country();
    let field = NodeRef::<Input>::new();
    let mistake = RwSignal::new(None);
    let field_problem =
        Signal::derive(move || mistake.get().map(words::username_problem).map(text));
    let attempt = move || {
        if let Some(field) = field.get_untracked() {
            // Some browsers fill it in without saying so.
            typed.set(field.value());
        }
        mistake.set(None);
        match way(kind, &typed.get_untracked(), country.get_untracked()) {
            Ok(way) => {
                if state.begin() {
                    spawn_local(async move {
                        let proved = prove(state, driver, way).await;
                        // The person may have left, or gone back to the list before anything was sent.
                        if !typed.is_disposed() {
                            finish(state, kind, proved).await;
                        }
                    });
                }
            }
            Err(problem) => {
                mistake.set(Some(problem));
                if let Some(field) = field.get_untracked() {
                    page::focus(&field);
                }
            }
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        attempt();
    };
    let elsewhere = Memo::new(move |_| driver.showing());
    let address = kinds(kind).map(|kinds| {
        view! {
            <UsernameField
                kinds
                value=typed
                country
                problem=field_problem
                busy=state.busy
                node_ref=field
            />
        }
    });
    // An app needs nothing from the person yet.
    if address.is_none() {
        attempt();
    }
    view! {
        // The form stays where it is while the screen takes its place: what was typed stays in it.
        <div class="card" hidden=elsewhere>
            <Heading text=live(words::add_factor(kind)) focus=true hidden=elsewhere/>
            <p class="lead">{live(words::factor_promise(kind))}</p>
            <ProblemNotice state/>
            <form class="stack" novalidate on:submit=submit>
                {address}
                <SubmitButton busy=state.busy>{live(key::COMMON_CONTINUE)}</SubmitButton>
            </form>
            <button
                class="link"
                type="button"
                on:click=move |_| state.close(Focus::Button(kind))
            >
                {live(key::COMMON_CANCEL)}
            </button>
        </div>
        <Show when=move || elsewhere.get()>
            <div class="card">
                <VerificationScreen driver leave=live(key::COMMON_CANCEL)/>
            </div>
        </Show>
    }
}

/// What is asked for, if anything is.
const fn kinds(kind: NewFactor) -> Option<Kinds> {
    match kind {
        NewFactor::AuthenticatorApp => None,
        NewFactor::PhoneNumber => Some(Kinds::Phone),
        NewFactor::EmailAddress | NewFactor::EmailLink => Some(Kinds::Email),
    }
}

/// What enrols a factor of this kind, at the address that was typed.
fn way(kind: NewFactor, typed: &str, country: Option<Country>) -> Result<Way, UsernameProblem> {
    let address = |kinds| {
        let name = Username::parse(typed, kinds, country)?;
        Ok(name.as_str().to_owned())
    };
    Ok(match kind {
        NewFactor::AuthenticatorApp => Way::EnrolApp,
        NewFactor::PhoneNumber => Way::EnrolPhone(address(Kinds::Phone)?),
        NewFactor::EmailAddress => Way::EnrolEmail(address(Kinds::Email)?),
        NewFactor::EmailLink => Way::EnrolLink(address(Kinds::Email)?),
    })
}

/// The address that is known already, unless codes go there anyway.
fn address_to_begin_with(state: State, kind: NewFactor) -> String {
    let address = state.passkeys.email();
    let address = match kind {
        NewFactor::EmailLink => address,
        NewFactor::EmailAddress => address.filter(|address| {
            let gets_codes = |each: &UserAuthenticator| {
                each.method == VerificationMethod::EmailOtp
                    && each
                        .address
                        .as_ref()
                        .is_some_and(|known| known.eq_ignore_ascii_case(address))
            };
            !state.all.with_untracked(|all| all.iter().any(gets_codes))
        }),
        NewFactor::AuthenticatorApp | NewFactor::PhoneNumber => None,
    };
    address.unwrap_or_default()
}

/// Each try has a token of its own: they last ten minutes.
async fn prove(
    state: State,
    driver: VerificationDriver,
    way: Way,
) -> Result<ChallengeResult, Problem> {
    let token = state.api.enrolment_token().await?;
    let machine = Verification::new(vec![way]);
    let proved = driver.verify(machine, Some(token.expose())).await;
    proved.map_err(Problem::Enrolment)
}

async fn finish(state: State, kind: NewFactor, proved: Result<ChallengeResult, Problem>) {
    match proved {
        // Nobody needs the token here: the API lists what was proved.
        Ok(ChallengeResult::Completed(_)) => state.added(kind).await,
        Ok(ChallengeResult::Cancelled) => state.close(Focus::Button(kind)),
        Err(problem) => {
            browser::console_error("nothing was enrolled", &problem);
            state.busy.set(false);
            state.problem.set(Some(problem));
        }
    }
}
