use config::Brand;
use leptos::html::{H1, H2};
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

/// The heading of a screen that takes the place of another in the same page. It takes the focus when its words change,
/// unless something else on the screen does.
#[component]
pub fn ScreenHeading(
    /// The words.
    #[prop(into)]
    text: Signal<&'static str>,
    /// Whether to take the focus.
    #[prop(into)]
    focus: Signal<bool>,
    /// Whether the screen is the one that shows.
    #[prop(optional, into)]
    hidden: Signal<bool>,
    /// Whether it is part of a page that has a title of its own.
    within: bool,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    let part = NodeRef::<H2>::new();
    Effect::new(move || {
        let text = text.get();
        if hidden.get() {
            return;
        }
        if !within {
            page::set_title(text);
        }
        if focus.get() {
            if let Some(heading) = heading.get() {
                page::focus(&heading);
            }
            if let Some(part) = part.get() {
                page::focus(&part);
            }
        }
    });
    if within {
        view! { <h2 node_ref=part tabindex="-1">{text}</h2> }.into_any()
    } else {
        view! { <h1 node_ref=heading tabindex="-1">{text}</h1> }.into_any()
    }
}
