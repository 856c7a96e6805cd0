use auth::verification::{CODE_LENGTH, digits};
use futures_util::future::{AbortHandle, abortable};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;

use super::{SubmitButton, effect};
use crate::browser::{self, page};
use crate::words::{self, live};

/// The field for a code, and the button that has it checked. One field, not one per digit: paste, autofill and
/// screen readers know what to do with it. It submits itself once the code is complete, and says so beforehand.
#[component]
pub fn CodeForm(
    /// What is wrong with the code; as often as it is said, the field's text is selected.
    #[prop(into)]
    problem: Signal<Option<&'static str>>,
    /// Whether a code is being checked.
    #[prop(into)]
    busy: Signal<bool>,
    /// What the button says.
    #[prop(default = live(key::VERIFY_ACTION), into)]
    action: Signal<&'static str>,
    /// The id of the text that says where the code is.
    described_by: &'static str,
    /// Whether the code comes by text message, which some browsers can read (WebOTP).
    #[prop(optional)]
    by_sms: bool,
    /// Whether something else on the screen is to be seen first, and so takes the focus.
    #[prop(optional)]
    waits: bool,
    /// The code, as it is typed.
    #[prop(into)]
    on_submit: Callback<String>,
) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let field = NodeRef::<Input>::new();
    effect(move || {
        if let Some(field) = field.get().filter(|_| !waits) {
            page::focus(&field);
        }
    });
    words::on_change(move |switched| {
        if problem.get().is_some()
            && let Some(field) = field.get_untracked().filter(|_| !switched)
        {
            page::focus(&field);
            field.select();
        }
    });
    let typed = move || {
        if busy.get_untracked() {
            return;
        }
        let text = field
            .get_untracked()
            .map_or_else(String::new, |field| field.value());
        code.set(text.clone());
        if digits(&text).chars().count() == CODE_LENGTH {
            on_submit.run(text);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_submit.run(code.get_untracked());
    };
    if by_sms {
        let (work, abort) = abortable(async move {
            if let Some(sent) = browser::code_from_text_message().await {
                // The page may be gone.
                let _ = code.try_set(sent.clone());
                on_submit.run(sent);
            }
        });
        let abort: StoredValue<AbortHandle> = StoredValue::new(abort);
        on_cleanup(move || {
            abort.try_with_value(AbortHandle::abort);
        });
        spawn_local(async move {
            // Given up: nothing to do.
            let _ = work.await;
        });
    }
    let description = move || match problem.get() {
        Some(_) => format!("{described_by} code-hint code-problem"),
        None => format!("{described_by} code-hint"),
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <div class="field">
                <label for="code">{live(key::FIELD_CODE)}</label>
                <input
                    id="code"
                    name="code"
                    class="code"
                    dir="ltr"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    autocapitalize="none"
                    spellcheck="false"
                    node_ref=field
                    prop:value=move || code.get()
                    on:input=move |_| typed()
                    readonly=busy
                    aria-invalid=move || problem.get().map(|_| "true")
                    aria-describedby=description
                />
                <p class="hint" id="code-hint">{live(key::FIELD_CODE_HINT)}</p>
                <div role="alert">
                    {move || problem.get().map(|text| {
                        view! { <p class="field-problem" id="code-problem">{text}</p> }
                    })}
                </div>
            </div>
            <SubmitButton busy=busy>{action}</SubmitButton>
        </form>
    }
}
