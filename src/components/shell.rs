use config::Brand;
use leptos::html::H1;
use leptos::prelude::*;

use crate::browser::page;

/// What every page has: the brand above, the content in a card.
#[component]
pub fn Shell(
    /// What the site calls itself.
    brand: Brand,
    /// The pages.
    children: Children,
) -> impl IntoView {
    let logo = brand.logo.map(|logo| view! { <img src=logo alt=""/> });
    view! {
        <main class="page">
            <p class="brand">{logo} {brand.name}</p>
            {children()}
        </main>
    }
}

/// A page's heading, which also becomes the document's title and takes the focus when the page
/// replaces another: that is how people who do not see the page learn that it changed.
#[component]
pub fn Heading(
    /// The words.
    text: &'static str,
    /// Whether to take the focus; the first page after loading leaves it where it is.
    #[prop(optional)]
    focus: bool,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    Effect::new(move || {
        page::set_title(text);
        if let Some(heading) = heading.get().filter(|_| focus) {
            page::focus(&heading);
        }
    });
    view! { <h1 node_ref=heading tabindex="-1">{text}</h1> }
}
