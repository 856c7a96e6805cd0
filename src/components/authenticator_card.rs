use auth::authenticators::{UserAuthenticator, VerificationMethod};
use leptos::prelude::*;
use messages::{Message, Split, key};

use super::RemoveButton;
use crate::browser::local_date;
use crate::words::{self, live, text};

/// One way to sign in: what it is called, when it came and was used, and the way to remove it.
#[component]
pub fn AuthenticatorCard(
    /// What it is.
    authenticator: UserAuthenticator,
    /// An id for its name, unique on the page.
    id: String,
    /// Whether this browser has it.
    here: bool,
    /// What is asked before it is removed; none if it cannot be.
    question: Option<Message>,
    /// Whether something is being changed.
    #[prop(into)]
    busy: Signal<bool>,
    /// The person wants it removed, and said so twice.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    let UserAuthenticator {
        method,
        created_at,
        last_verified_at,
        address,
        passkey,
        ..
    } = authenticator;
    let name = passkey.and_then(|passkey| passkey.name);
    let shape = icon(&method);
    let name = move || {
        let kind = || text(words::verification_method(&method)).to_owned();
        name.clone().unwrap_or_else(kind)
    };
    let address_id = format!("{id}-address");
    let remove = match question {
        None => view! { <p class="hint">{live(key::REMOVE_IMPOSSIBLE)}</p> }.into_any(),
        Some(question) => {
            // Several may go by one name.
            let described_by = match &address {
                Some(_) => format!("{id} {address_id}"),
                None => id.clone(),
            };
            view! {
                <RemoveButton
                    question_id=format!("{id}-question")
                    described_by
                    question
                    busy
                    on_remove
                />
            }
            .into_any()
        }
    };
    view! {
        <li class="key">
            <svg class="key-icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d=shape/>
            </svg>
            <div class="key-facts">
                <h3 id=id dir="auto">{name}</h3>
                {here.then(|| view! { <p class="badge">{live(key::SECURITY_THIS_DEVICE)}</p> })}
                {address.map(|address| view! { <p class="hint" id=address_id><bdi dir="ltr">{address}</bdi></p> })}
                {day(key::SECURITY_CREATED, created_at.as_deref())}
                {day(key::SECURITY_LAST_USED, last_verified_at.as_deref())}
            </div>
            {remove}
        </li>
    }
}

fn day(label: Split, moment: Option<&str>) -> Option<impl IntoView + use<>> {
    let moment = moment?.to_owned();
    let iso = local_date(&moment)?.iso;
    let date = move || {
        words::follow();
        local_date(&moment).map(|date| date.text)
    };
    let [before, after] = words::around(label);
    Some(view! { <p class="hint">{before}<time datetime=iso>{date}</time>{after}</p> })
}

/// A picture of it, as an SVG path: a telephone, an envelope or a key.
const fn icon(method: &VerificationMethod) -> &'static str {
    match method {
        VerificationMethod::EmailOtp | VerificationMethod::EmailMagicLink => {
            "M3 5h18v14H3V5zm2 3.2V17h14V8.2l-7 4.6-7-4.6zM5.6 7l6.4 4.2L18.4 7H5.6z"
        }
        VerificationMethod::Sms
        | VerificationMethod::Whatsapp
        | VerificationMethod::AuthenticatorApp => {
            "M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm0 3v12h10V5H7zm5 13a1 1 0 1 0 0 2 1 1 0 0 0 0-2z"
        }
        VerificationMethod::Passkey
        | VerificationMethod::SecurityKey
        | VerificationMethod::Other(_) => {
            "M8 7a5 5 0 1 0 4.6 7H15v3h3v-3h3v-4h-8.4A5 5 0 0 0 8 7zm0 3.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"
        }
    }
}
