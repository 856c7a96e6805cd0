use leptos::prelude::*;

use super::effect;
use crate::browser::page;

/// The outline of a card whose content is still awaited. It shows after a moment only, so that quick answers do not flash;
/// screen readers hear `text` then. The style sheet keeps the time.
#[component]
pub fn Loading(
    /// What is going on, which is also the document's title.
    #[prop(into)]
    text: Signal<&'static str>,
    /// Whether a list is awaited, not a form.
    #[prop(optional)]
    rows: bool,
) -> impl IntoView {
    effect(move || page::set_title(text.get()));
    let class = if rows {
        "card skeleton skeleton-rows"
    } else {
        "card skeleton"
    };
    view! {
        <div class=class aria-busy="true">
            <div class="bone" aria-hidden="true"></div>
            <div class="bone" aria-hidden="true"></div>
            <div class="bone" aria-hidden="true"></div>
            <div class="bone" aria-hidden="true"></div>
        </div>
        <p role="status" class="unseen"><span class="late">{text}</span></p>
    }
}
