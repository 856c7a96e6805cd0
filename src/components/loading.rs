use leptos::prelude::*;

use crate::browser::page;

/// A card whose content is still awaited. It shows after a moment only, so that quick answers do not
/// flash; screen readers hear `text`.
#[component]
pub fn Loading(
    /// What is going on, which is also the document's title.
    #[prop(into)]
    text: Signal<&'static str>,
) -> impl IntoView {
    Effect::new(move || page::set_title(text.get()));
    view! {
        <div class="card" aria-busy="true">
            <p role="status" class="unseen">{text}</p>
            <div class="waiting waiting-line" aria-hidden="true"></div>
            <div class="waiting waiting-field" aria-hidden="true"></div>
        </div>
    }
}
