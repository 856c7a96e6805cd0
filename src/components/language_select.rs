use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::{Language, key};

use super::{IntoPiece, shown_while};
use crate::browser;
use crate::language;
use crate::words::{self, live};

/// Switches the language of the page. Every language is there by its own name, for those who cannot read the others.
#[component]
pub fn LanguageSelect() -> impl IntoView {
    let failed = RwSignal::new(false);
    // Chosen last: a slow file does not win over a quick one.
    let wanted = RwSignal::new(words::language_now());
    let choose = move |tag: String| {
        let Some(language) = Language::of_tag(&tag) else {
            return;
        };
        failed.set(false);
        wanted.set(language);
        spawn_local(async move {
            let loaded = language::load(language).await;
            if wanted.try_get_untracked() != Some(language) {
                return;
            }
            match loaded {
                Ok(catalog) => {
                    browser::language::keep(language);
                    language::speak(catalog);
                }
                Err(error) => {
                    browser::console_error("the language was not loaded", &error);
                    failed.set(true);
                    wanted.set(words::language_now());
                }
            }
        });
    };
    let options = Language::ALL.map(|language| {
        let tag = language.tag();
        view! { <option value=tag lang=tag selected=language == words::language_now()>{language.name()}</option> }
    });
    view! {
        <div class="language">
            <select
                aria-label=live(key::LANGUAGE_LABEL)
                autocomplete="off"
                prop:value=move || wanted.get().tag()
                on:change:target=move |event| choose(event.target().value())
            >
                {options.into_iter().collect_view()}
            </select>
            <div role="alert">
                {shown_while(failed, || view! { <p class="hint">{live(key::LANGUAGE_FAILED)}</p> }.into_piece())}
            </div>
        </div>
    }
}
