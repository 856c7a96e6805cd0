use std::time::Duration;

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use super::{IntoPiece, shown_while};
use crate::words;

/// Has another code or link sent. Until that may be, it says when: the button keeps its name and its place, and a
/// click does nothing.
#[component]
pub fn ResendButton(
    /// What the button says.
    #[prop(into)]
    label: Signal<&'static str>,
    /// How long it takes until it may be pressed.
    #[prop(into)]
    wait: Callback<(), Duration>,
    /// Whether another one is being sent.
    #[prop(into)]
    busy: Signal<bool>,
    /// The person wants another one.
    #[prop(into)]
    on_resend: Callback<()>,
) -> impl IntoView {
    let seconds = RwSignal::new(0);
    let look = move || {
        let left = wait.run(());
        // Rounded up: at 0 it works.
        let left = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        // The page may be gone.
        if seconds.try_get_untracked() != Some(left) {
            let _ = seconds.try_set(left);
        }
    };
    // Kept by the effect: a timer that is dropped is cancelled. What was just sent again counts anew.
    Effect::new(move |_: Option<Interval>| {
        busy.track();
        look();
        Interval::new(500, look)
    });
    let waits = Memo::new(move |_| seconds.get() > 0 || busy.get());
    view! {
        <div class="resend">
            <button
                class="link"
                type="button"
                aria-disabled=move || waits.get().then_some("true")
                on:click=move |_| {
                    if !waits.get_untracked() {
                        on_resend.run(());
                    }
                }
            >
                {label}
            </button>
            {shown_while(Signal::derive(move || seconds.get() > 0), move || view! {
                <span class="hint">{move || words::resend_in(seconds.get())}</span>
            }.into_piece())}
        </div>
    }
}
