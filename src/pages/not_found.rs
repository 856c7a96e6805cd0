use leptos::prelude::*;
use messages::key;

use crate::components::Heading;
use crate::words::live;

/// An address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <div class="card">
            <Heading text=live(key::NOT_FOUND_TITLE)/>
            <p class="lead">{live(key::NOT_FOUND_LEAD)}</p>
            <a href="/" class="button">{live(key::COMMON_START_PAGE)}</a>
        </div>
    }
}
