//! Shown instead of everything else when there is no usable config.json.

use config::ConfigError;
use leptos::prelude::*;

use crate::components::Heading;

/// The configuration is wrong: says to the operator what to mend.
#[component]
pub fn MisconfiguredPage(
    /// What is wrong.
    error: ConfigError,
) -> impl IntoView {
    let details = match error {
        ConfigError::NotJson(reason) => view! {
            <p><code>"config.json"</code>" is not valid JSON: "{reason}</p>
        }
        .into_any(),
        ConfigError::Fields(problems) => view! {
            <ul class="problems">
                {problems
                    .into_iter()
                    .map(|problem| view! { <li><code>{problem.field}</code>" "{problem.message}</li> })
                    .collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! {
        <div class="page">
            <main>
                <div class="card">
                <Heading text="This site is not set up correctly"/>
                <p class="lead">
                    "If you came to sign in, please tell the people who run this site. They need to mend "
                    <code>"config.json"</code>":"
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
                // Nothing else on the page tells that it will not come, also after another try.
                    <Heading text="The page could not be loaded" focus=true/>
                <p class="lead">"Check your connection, then try again."</p>
                <button class="button" type="button" on:click=move |_| on_retry.run(())>"Try again"</button>
                </div>
            </main>
        </div>
    }
}
