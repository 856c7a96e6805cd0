use leptos::html::Button;
use leptos::prelude::*;
use messages::key;

use super::{IntoPiece, shown_while};
use crate::browser::page;
use crate::words::live;

/// The way in with a passkey, beside the form. While the browser asks for one, it says so and offers a way
/// back: the browser's dialog may be behind another window.
#[component]
pub fn PasskeyButton(
    /// Whether the page is busy with a sign-in.
    #[prop(into)]
    busy: Signal<bool>,
    /// Whether the browser asks for a passkey.
    #[prop(into)]
    waiting: Signal<bool>,
    /// The person wants to use a passkey.
    #[prop(into)]
    on_ask: Callback<()>,
    /// The person gives up.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let flag = move || busy.get().then_some("true");
    let waits = move || waiting.get().then_some("true");
    let button = NodeRef::<Button>::new();
    let cancel = move |_| {
        // What is pressed goes.
        if let Some(button) = button.get_untracked() {
            page::focus(&button);
        }
        on_cancel.run(());
    };
    view! {
        <div class="alternative">
            <p class="or" aria-hidden="true"><span>{live(key::COMMON_OR)}</span></p>
            <button
                class="button button-quiet button-passkey"
                type="button"
                aria-busy=waits
                aria-disabled=flag
                node_ref=button
                on:click=move |_| on_ask.run(())
            >
                {live(key::SIGN_IN_WITH_PASSKEY)}
            </button>
            <div role="status">
                {shown_while(waiting, move || view! {
                    <div class="notice">
                        <p>{live(key::SIGN_IN_CHOOSE_PASSKEY)}</p>
                        <button class="link" type="button" on:click=cancel>
                            {live(key::COMMON_CANCEL)}
                        </button>
                    </div>
                }.into_piece())}
            </div>
        </div>
    }
}
