use leptos::prelude::*;

use super::{IntoPiece, dynamic};

/// Something that went wrong. The live region is there before its text, or screen readers stay silent.
#[component]
pub fn Problem(
    /// The words; nothing shows while there are none.
    #[prop(into)]
    text: Signal<Option<&'static str>>,
) -> impl IntoView {
    view! {
        <div role="alert">
            {dynamic(move || text.get().map(|text| view! { <p class="notice notice-problem">{text}</p> }).into_piece())}
        </div>
    }
}

/// Something worth knowing that is no problem.
#[component]
pub fn Status(
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <div class="notice" role="status">{children()}</div> }
}
