use leptos::prelude::*;

/// A form's one clear button. While busy it keeps its name and the focus (hence no `disabled`, which
/// would drop both) and ignores clicks, because the form it submits does.
#[component]
pub fn SubmitButton(
    /// Whether the form is being worked on.
    #[prop(into)]
    busy: Signal<bool>,
    /// Whether something else is going on meanwhile.
    #[prop(optional, into)]
    off: Signal<bool>,
    /// What the button says.
    children: Children,
) -> impl IntoView {
    let flag = move || busy.get().then_some("true");
    let off = move || (busy.get() || off.get()).then_some("true");
    view! {
        <button class="button" type="submit" aria-busy=flag aria-disabled=off>
            {children()}
        </button>
    }
}
