use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use messages::key;

use super::{IntoPiece, shown_while};
use crate::words::live;

use crate::browser::focus_heading;

/// After how many milliseconds somebody who waits is told so, and offered a way out.
const PATIENCE: u32 = 5_000;

/// Says that the wait is long, once it is.
#[component]
pub fn SlowHint(
    /// Whether something is awaited.
    #[prop(into)]
    waiting: Signal<bool>,
    /// The person does not want to wait any longer.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let slow = RwSignal::new(false);
    // Kept by the effect: a timer that is dropped is cancelled.
    Effect::new(move |_: Option<Option<Timeout>>| {
        slow.set(false);
        waiting.get().then(|| {
            Timeout::new(PATIENCE, move || {
                let _ = slow.try_set(true);
            })
        })
    });
    let cancel = move |_| {
        // What is pressed goes.
        focus_heading();
        on_cancel.run(());
    };
    view! {
        <div role="status">
            {shown_while(slow, move || view! {
                <div class="notice">
                    <p>{live(key::SIGN_IN_SLOW)}</p>
                    <button class="link" type="button" on:click=cancel>{live(key::COMMON_CANCEL)}</button>
                </div>
            }.into_piece())}
        </div>
    }
}
