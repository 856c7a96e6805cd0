use leptos::prelude::*;

use super::State;
use crate::api::ApiError;
use crate::components::{Problem, SignInAgain};
use crate::passkeys::CreateProblem;
use crate::words;

/// What went wrong, and where signing in again mends it, the way to do that.
#[component]
pub(super) fn ProblemNotice(state: State) -> impl IntoView {
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
