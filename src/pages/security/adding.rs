use auth::authenticators::{NewFactor, addable};
use leptos::html::Button;
use leptos::prelude::*;

use super::{Focus, State};
use crate::browser::page;
use crate::components::effect;
use crate::words;

/// One button for each kind of factor that can be added.
pub(super) fn add_buttons(state: State) -> impl IntoView {
    state
        .all
        .with(|all| addable(all).collect::<Vec<_>>())
        .into_iter()
        .map(|kind| add_button(state, kind))
        .collect_view()
}

fn add_button(state: State, kind: NewFactor) -> impl IntoView {
    let button = NodeRef::<Button>::new();
    effect(move || {
        let wanted = state.focus.get_untracked() == Focus::Button(kind);
        if let Some(button) = button.get().filter(|_| wanted) {
            // Once: the buttons are made anew when what there is changes.
            state.focus.set(Focus::Nothing);
            page::focus(&button);
        }
    });
    let flag = move || state.busy.get().then_some("true");
    view! {
        <button
            class="button button-quiet"
            type="button"
            aria-disabled=flag
            node_ref=button
            on:click=move |_| state.open(kind)
        >
            {words::live(words::add_factor(kind))}
        </button>
    }
}
