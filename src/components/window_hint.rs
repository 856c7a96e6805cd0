use leptos::prelude::*;
use messages::key;

use super::{IntoPiece, shown_while};
use crate::browser::focus_heading;
use crate::words::live;

/// Says that the challenge is in another window, which may be behind this one.
#[component]
pub fn WindowHint(
    /// Whether there is such a window.
    #[prop(into)]
    open: Signal<bool>,
    /// The person looks for it.
    #[prop(into)]
    on_show: Callback<()>,
    /// The person gives up.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let cancel = move |_| {
        // What is pressed goes.
        focus_heading();
        on_cancel.run(());
    };
    view! {
        <div role="status">
            {shown_while(open, move || view! {
                <div class="notice">
                    <p>{live(key::SIGN_IN_IN_WINDOW)}</p>
                    <p class="choices">
                        <button class="link" type="button" on:click=move |_| on_show.run(())>
                            {live(key::SIGN_IN_SHOW_WINDOW)}
                        </button>
                        <button class="link" type="button" on:click=cancel>
                            {live(key::COMMON_CANCEL)}
                        </button>
                    </p>
                </div>
            }.into_piece())}
        </div>
    }
}
