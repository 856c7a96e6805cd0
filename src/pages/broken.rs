//! Shown instead of everything else when there is no usable config.json.

use config::ConfigError;
use leptos::prelude::*;
use messages::{Language, key};

use crate::browser::language;
use crate::components::{Heading, IntoPiece};
use crate::words::{self, live};

const FILE: &str = "config.json";

/// The configuration is wrong: says to the operator what to mend.
#[component]
pub fn MisconfiguredPage(
    /// What is wrong.
    error: ConfigError,
) -> impl IntoView {
    let [before, after] = words::around(key::MISCONFIGURED_NOT_JSON);
    let [lead_before, lead_after] = words::around(key::MISCONFIGURED_LEAD);
    // What is wrong is for operators, in English.
    let details = match error {
        ConfigError::NotJson(reason) => view! {
            <p>{before}<code dir="ltr">{FILE}</code>{after}" "<bdi lang="en">{reason}</bdi></p>
        }
        .into_piece(),
        ConfigError::Fields(problems) => view! {
            <ul class="problems" lang="en" dir="ltr">
                {problems
                    .into_iter()
                    .map(|problem| view! { <li><code>{problem.field}</code>" "{problem.message}</li> })
                    .collect_view()}
            </ul>
        }
        .into_piece(),
    };
    view! {
        <div class="page">
            <main>
                <div class="card">
                <Heading text=live(key::MISCONFIGURED_TITLE)/>
                <p class="lead">
                    {lead_before}<code dir="ltr">{FILE}</code>{lead_after}
                </p>
                {details}
                </div>
            </main>
        </div>
    }
}

/// The configuration could not be fetched.
#[component]
pub fn LoadFailedPage(
    /// The person wants another try.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="page">
            <main>
                <div class="card">
                    // Nothing else tells that the page will not come, also after another try.
                    <Heading text=live(key::LOAD_FAILED_TITLE) focus=true/>
                    <p class="lead">{live(key::LOAD_FAILED_LEAD)}</p>
                    <button class="button" type="button" on:click=move |_| on_retry.run(())>{live(key::COMMON_TRY_AGAIN)}</button>
                </div>
            </main>
        </div>
    }
}

/// The texts could not be fetched: says so with those that are compiled in.
#[component]
pub fn SpeechlessPage(
    /// The language that they were to be in.
    language: Language,
    /// The person wants another try.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    language::apply(language);
    let all = Language::ALL.into_iter().zip(key::LOAD_FAILED);
    let texts = all.into_iter().find(|(each, _)| *each == language);
    let [title, lead, retry] = texts.map(|(_, texts)| texts).unwrap_or_default();
    view! {
        <div class="page">
            <main>
                <div class="card">
                    <Heading text=title focus=true/>
                    <p class="lead">{lead}</p>
                    <button class="button" type="button" on:click=move |_| on_retry.run(())>{retry}</button>
                </div>
            </main>
        </div>
    }
}

/// A part of the app could not be fetched. What is known about the person stays.
#[component]
pub fn NotFetchedPage(
    /// The person wants another try.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="card">
            <Heading text=live(key::LOAD_FAILED_TITLE) focus=true/>
            <p class="lead">{live(key::LOAD_FAILED_LEAD)}</p>
            <button class="button" type="button" on:click=move |_| on_retry.run(())>{live(key::COMMON_TRY_AGAIN)}</button>
        </div>
    }
}
