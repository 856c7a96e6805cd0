use leptos::prelude::*;
use messages::key;

use super::State;
use crate::components::AuthenticatorCard;
use crate::words::{self, live};

/// The person's passkeys, or what else there is, one card each.
pub(super) fn cards(state: State, passkeys: bool) -> AnyView {
    let all = state.all.get();
    let here = state.passkeys.of_this_browser();
    let cards: Vec<_> = all
        .iter()
        .enumerate()
        .filter(|(_, each)| each.is_passkey() == passkeys)
        .map(|(index, each)| {
            let is_here = each
                .passkey
                .as_ref()
                .is_some_and(|passkey| here.contains(&passkey.credential_id));
            let target = each.clone();
            let on_remove = move |()| state.remove(target.clone());
            view! {
                <AuthenticatorCard
                    authenticator=each.clone()
                    id=format!("authenticator-{index}")
                    here=is_here
                    question=words::removal_question(&each.method, each.removal(&all))
                    busy=state.busy
                    on_remove
                />
            }
        })
        .collect();
    match (cards.is_empty(), passkeys) {
        (true, true) => {
            let [none, promise] = [live(key::SECURITY_NO_PASSKEYS), live(key::OFFER_PROMISE)];
            view! { <p class="hint">{none}" "{promise}</p> }.into_any()
        }
        (true, false) => ().into_any(),
        (false, _) => {
            let label = if passkeys { "passkeys" } else { "other-ways" };
            view! { <ul class="keys" role="list" aria-labelledby=label>{cards}</ul> }.into_any()
        }
    }
}
