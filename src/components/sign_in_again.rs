use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;

use crate::passkeys::Passkeys;
use crate::words::live;

/// Leads to the sign-in page and back to this one. It signs out first: whoever is signed in has nothing to do there.
#[component]
pub fn SignInAgain(
    /// The person's passkeys.
    passkeys: Passkeys,
) -> impl IntoView {
    view! {
        <button class="button" type="button" on:click=move |_| spawn_local(passkeys.sign_in_again())>
            {live(key::SIGN_IN_AGAIN)}
        </button>
    }
}
