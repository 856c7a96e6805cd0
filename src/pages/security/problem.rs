use leptos::prelude::*;

use super::State;
use super::state::Problem;
use crate::api::ApiError;
use crate::components::SignInAgain;
use crate::passkeys::CreateProblem;
use crate::words;

/// What went wrong, and where signing in again mends it, the way to do that.
#[component]
pub(super) fn ProblemNotice(state: State) -> impl IntoView {
    let text = Signal::derive(move || {
        let words = |problem: &Problem| match problem {
            // The page is about to go.
            Problem::Create(CreateProblem::Api(ApiError::SignedOut)) => None,
            Problem::Create(problem) => Some(words::create_problem(problem)),
            Problem::Enrolment(problem) => Some(words::enrolment_problem(problem)),
        };
        state
            .problem
            .with(|problem| problem.as_ref().and_then(words))
            .map(crate::words::text)
    });
    let wants_sign_in = move || {
        state
            .problem
            .with(|problem| problem.as_ref().is_some_and(Problem::wants_sign_in))
    };
    view! {
        <crate::components::Problem text=text/>
        <Show when=wants_sign_in>
            <SignInAgain passkeys=state.passkeys/>
        </Show>
    }
}
