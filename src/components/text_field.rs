use leptos::html::Input;
use leptos::prelude::*;

/// The email field, with its problem under it.
#[component]
pub fn EmailField(
    /// What is typed; stays whatever happens.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    problem: Signal<Option<&'static str>>,
    /// Whether it may not be changed now.
    #[prop(into)]
    busy: Signal<bool>,
    /// The element, for moving the focus to it.
    node_ref: NodeRef<Input>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for="email">"Email"</label>
            <input
                id="email"
                name="email"
                type="email"
                inputmode="email"
                autocomplete="username webauthn"
                autocapitalize="none"
                spellcheck="false"
                node_ref=node_ref
                bind:value=value
                readonly=move || busy.get()
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || problem.get().map(|_| "email-problem")
            />
            <div role="alert">
                {move || problem.get().map(|text| {
                    view! { <p class="field-problem" id="email-problem">{text}</p> }
                })}
            </div>
        </div>
    }
}
