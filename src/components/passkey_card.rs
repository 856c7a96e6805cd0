use auth::authenticators::{Removal, UserAuthenticator};
use leptos::html::Button;
use leptos::prelude::*;

use crate::browser::{local_date, page};
use crate::words;

/// One passkey: what it is called, when it came and was used, and the way to remove it.
#[component]
pub fn PasskeyCard(
    /// The passkey.
    passkey: UserAuthenticator,
    /// An id for its name, unique on the page.
    id: String,
    /// Whether this browser has it.
    here: bool,
    /// Whether it may be removed.
    removal: Removal,
    /// Whether something is being changed.
    #[prop(into)]
    busy: Signal<bool>,
    /// The person wants it removed, and said so twice.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    let name = passkey.passkey.as_ref().and_then(|it| it.name.clone());
    let name = name.unwrap_or_else(|| words::verification_method(&passkey.method).to_owned());
    let created = day("Created ", passkey.created_at.as_deref());
    let used = day("Last used ", passkey.last_verified_at.as_deref());
    let remove = match removal {
        Removal::Impossible => view! { <p class="hint">{words::CANNOT_REMOVE}</p> }.into_any(),
        removal => {
            let question = if removal == Removal::LastPasskey {
                words::REMOVE_LAST_PASSKEY
            } else {
                words::REMOVE_PASSKEY
            };
            view! { <RemoveButton name_id=id.clone() question busy on_remove/> }.into_any()
        }
    };
    view! {
        <li class="key">
            <KeyIcon/>
            <div class="key-facts">
                <h3 id=id>{name}</h3>
                {here.then(|| view! { <p class="badge">"This device"</p> })}
                {created}
                {used}
            </div>
            {remove}
        </li>
    }
}

fn day(label: &'static str, moment: Option<&str>) -> impl IntoView + use<> {
    moment.and_then(local_date).map(|date| {
        view! { <p class="hint">{label}<time datetime=date.iso>{date.text}</time></p> }
    })
}

/// A button that asks before it acts. The focus follows the question, and comes back.
#[component]
fn RemoveButton(
    name_id: String,
    question: &'static str,
    busy: Signal<bool>,
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
    let question_id = format!("{name_id}-question");
    move || {
        if asking.get() {
            view! {
                <div class="key-question" role="group" aria-labelledby=question_id.clone()>
                    <p id=question_id.clone()>{question}</p>
                    <div class="choices">
                        <button
                            class="button button-danger"
                            type="button"
                            aria-describedby=name_id.clone()
                            aria-busy=flag
                            aria-disabled=flag
                            on:click=move |_| on_remove.run(())
                        >
                            "Remove"
                        </button>
                        <button
                            class="button button-quiet"
                            type="button"
                            node_ref=keep
                            on:click=move |_| asking.set(false)
                        >
                            "Keep"
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
                    aria-describedby=name_id.clone()
                    node_ref=remove
                    on:click=move |_| asking.set(true)
                >
                    "Remove"
                </button>
            }
            .into_any()
        }
    }
}

/// A picture of a key, which says nothing to those who do not see it.
#[component]
pub fn KeyIcon() -> impl IntoView {
    view! {
        <svg class="key-icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M8 7a5 5 0 1 0 4.6 7H15v3h3v-3h3v-4h-8.4A5 5 0 0 0 8 7zm0 3.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"/>
        </svg>
    }
}
