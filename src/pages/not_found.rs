use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::Heading;

/// An address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <div class="card">
            <Heading text="This page does not exist"/>
            <p class="lead">"The address may be misspelt, or the page is gone."</p>
            <A href="/" attr:class="button">"Go to the start page"</A>
        </div>
    }
}
