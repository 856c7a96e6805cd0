use auth::{Country, Kinds, needs_country};
use leptos::html::{Input, Select};
use leptos::prelude::*;
use messages::key;

use super::{IntoPiece, effect, shown_while};
use crate::browser;
use crate::words::{self, live};

/// The country that was chosen last while the page is open, whichever form it was chosen in.
#[derive(Clone, Copy)]
struct ChosenCountry(RwSignal<Option<Country>>);

/// Lets forms below share the chosen country.
pub fn share_chosen_country() {
    provide_context(ChosenCountry(RwSignal::new(None)));
}

/// The chosen country: shared, or the form's own.
#[must_use]
pub fn chosen_country() -> RwSignal<Option<Country>> {
    use_context::<ChosenCountry>().map_or_else(|| RwSignal::new(None), |chosen| chosen.0)
}

/// The field for the name that people sign in with, with its problem under it: an email address, a phone number
/// with its country, or either, where the country is asked for once it is wanted.
#[component]
pub fn UsernameField(
    /// What may be typed.
    kinds: Kinds,
    /// What is typed; stays whatever happens.
    value: RwSignal<String>,
    /// The country of a number without calling code: at first the one of the person's language, where there is one.
    country: RwSignal<Option<Country>>,
    /// What is wrong with it.
    #[prop(into)]
    problem: Signal<Option<&'static str>>,
    /// Whether it may not be changed now.
    #[prop(into)]
    busy: Signal<bool>,
    /// The element, for moving the focus to it.
    node_ref: NodeRef<Input>,
) -> impl IntoView {
    let (id, label, problem_id, kind, inputmode) = match kinds {
        Kinds::Email => ("email", key::FIELD_EMAIL, "email-problem", "email", "email"),
        Kinds::Phone => ("phone", key::FIELD_PHONE, "phone-problem", "tel", "tel"),
        Kinds::Both => (
            "username",
            key::FIELD_EMAIL_OR_PHONE,
            "username-problem",
            "text",
            "email",
        ),
    };
    // Addresses and numbers are written from the left, whatever the language; the empty field is not.
    let direction = move || {
        if value.read().is_empty() {
            "auto"
        } else {
            "ltr"
        }
    };
    // After the field where it comes while somebody types: what they read already stays where it is.
    let wants_country = Memo::new(move |_| kinds == Kinds::Both && needs_country(&value.read()));
    view! {
        <div class="field">
            <label for=id>{live(label)}</label>
            <div class="field-row">
                {(kinds == Kinds::Phone).then(|| view! { <CountrySelect country busy/> })}
                <input
                    id=id
                    name=id
                    type=kind
                    inputmode=inputmode
                    autocomplete="username webauthn"
                    autocapitalize="none"
                    spellcheck="false"
                    dir=direction
                    node_ref=node_ref
                    bind:value=value
                    readonly=busy
                    aria-invalid=move || problem.get().map(|_| "true")
                    aria-describedby=move || problem.get().map(|_| problem_id)
                />
                {shown_while(wants_country, move || view! { <CountrySelect country busy/> }.into_piece())}
            </div>
            <div role="alert">
                {move || problem.get().map(|text| {
                    view! { <p class="field-problem" id=problem_id>{text}</p> }
                })}
            </div>
        </div>
    }
}

#[component]
fn CountrySelect(country: RwSignal<Option<Country>>, busy: Signal<bool>) -> impl IntoView {
    let select = NodeRef::<Select>::new();
    if country.get_untracked().is_none() {
        country.set(browser::home_country());
    }
    effect(move || {
        words::follow();
        if let Some(select) = select.get() {
            browser::fill_with_countries(&select);
        }
    });
    // After the options are there.
    effect(move || {
        // Another language brings other options.
        words::follow();
        let code = country.get().map_or("", Country::code);
        if let Some(select) = select.get() {
            select.set_value(code);
        }
    });
    view! {
        <select
            aria-label=live(key::FIELD_COUNTRY)
            autocomplete="tel-country-code"
            node_ref=select
            disabled=busy
            on:change:target=move |event| country.set(Country::parse(&event.target().value()))
        >
            <option value="">{live(key::FIELD_COUNTRY)}</option>
        </select>
    }
}
