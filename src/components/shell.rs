use config::Brand;
use leptos::html::H1;
use leptos::prelude::*;

use super::{BrandHeader, BrandLinks, LanguageSelect, ToastRegion, Toasts};
use crate::browser::{boot, page};
use crate::words;

/// What every page has: the brand above, the content in a card, the foot below, and the place for toasts.
#[component]
pub fn Shell(
    /// What the site calls itself.
    brand: Brand,
    /// The pages.
    children: Children,
) -> impl IntoView {
    let toasts = Toasts::provide();
    view! {
        <div class="page">
            <BrandHeader name=brand.name.clone() logo=brand.logo.clone()/>
            <main>{children()}</main>
            <footer class="footer">
                <LanguageSelect/>
                <BrandLinks brand/>
            </footer>
        </div>
        <ToastRegion toasts/>
    }
}

/// The heading of a page, or of a screen that takes the place of another in the same page. It also becomes the document's
/// title, and takes the focus when it comes or its words change: that is how people who do not see the page learn that it
/// changed.
#[component]
pub fn Heading(
    /// The words.
    #[prop(into)]
    text: Signal<&'static str>,
    /// Whether to take the focus: not on the first page after loading, nor where something else on the screen does.
    #[prop(optional, into)]
    focus: Signal<bool>,
    /// Whether another screen shows in its place.
    #[prop(optional, into)]
    hidden: Signal<bool>,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    words::on_change(move |switched| {
        let text = text.get();
        if hidden.get() {
            return;
        }
        page::set_title(text);
        // There is a page to be seen.
        boot::hand_over();
        let heading = heading.get().filter(|_| focus.get());
        if let Some(heading) = heading.filter(|_| !switched) {
            page::focus(&heading);
        }
    });
    view! { <h1 node_ref=heading tabindex="-1">{text}</h1> }
}
