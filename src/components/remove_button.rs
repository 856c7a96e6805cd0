use leptos::html::Button;
use leptos::prelude::*;
use messages::{Message, key};

use crate::browser::page;
use crate::words::live;

/// A button that asks before it acts. The focus follows the question, and comes back.
#[component]
pub fn RemoveButton(
    /// An id for the question, unique on the page.
    question_id: String,
    /// The ids of what names the thing.
    described_by: String,
    /// What is asked first.
    question: Message,
    /// Whether something is being changed.
    #[prop(into)]
    busy: Signal<bool>,
    /// The person wants it removed, and said so twice.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let (remove, keep) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    Effect::new(move |asked: Option<bool>| {
        let asking = asking.get();
        // Both are tracked: a button is there a moment after the signal says so.
        let (remove, keep) = (remove.get(), keep.get());
        let asked = asked.unwrap_or_default() || asking;
        let target = if asking { keep } else { remove };
        if let Some(button) = target.filter(|_| asked) {
            page::focus(&button);
        }
        asked
    });
    let flag = move || busy.get().then_some("true");
    move || {
        if asking.get() {
            view! {
                <div class="key-question" role="group" aria-labelledby=question_id.clone()>
                    <p id=question_id.clone()>{live(question)}</p>
                    <div class="choices">
                        <button
                            class="button button-danger"
                            type="button"
                            aria-describedby=described_by.clone()
                            aria-busy=flag
                            aria-disabled=flag
                            on:click=move |_| on_remove.run(())
                        >
                            {live(key::REMOVE_ACTION)}
                        </button>
                        <button
                            class="button button-quiet"
                            type="button"
                            node_ref=keep
                            on:click=move |_| asking.set(false)
                        >
                            {live(key::REMOVE_KEEP)}
                        </button>
                    </div>
                </div>
            }
            .into_any()
        } else {
            view! {
                <button
                    class="link"
                    type="button"
                    aria-describedby=described_by.clone()
                    node_ref=remove
                    on:click=move |_| asking.set(true)
                >
                    {live(key::REMOVE_ACTION)}
                </button>
            }
            .into_any()
        }
    }
}
