use auth::otpauth;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;

use super::QrCode;
use crate::browser;
use crate::words::{self, live, text};

/// What an authenticator app is set up with: as a QR code for another device, as a link for this one, as text where
/// neither works.
#[component]
pub fn AuthenticatorKey(
    /// The key with its name, as apps read it (`otpauth://totp/...`).
    uri: String,
    /// The key alone, in base32.
    secret: String,
) -> impl IntoView {
    let copied = RwSignal::new(None);
    let groups = otpauth::in_groups(&secret);
    let spelt = otpauth::spelt(&secret);
    let spoken = move || words::filled(|texts| key::app_key(texts, &spelt));
    let copy = move |_| {
        let secret = secret.clone();
        // A second copy is announced too.
        copied.set(None);
        spawn_local(async move {
            let outcome = if browser::copy(&secret).await {
                key::APP_COPIED
            } else {
                key::APP_COPY_FAILED
            };
            let _ = copied.try_set(Some(outcome));
        });
    };
    let link = otpauth::is_totp_uri(&uri).then(|| {
        view! {
            <a class="button button-quiet app-link" href=uri.clone()>
                {live(key::APP_OPEN)}
            </a>
        }
    });
    view! {
        <div class="app-key">
            <p class="hint">{live(key::APP_LEAD)}</p>
            <QrCode text=uri label=live(key::APP_QR_CODE)/>
            {link}
            <p>
                <code aria-hidden="true" dir="ltr">{groups}</code>
                <span class="unseen">{spoken}</span>
            </p>
            <button class="button button-quiet" type="button" on:click=copy>{live(key::APP_COPY)}</button>
            <div role="status">
                {move || copied.get().map(|outcome| view! { <p class="hint">{text(outcome)}</p> })}
            </div>
        </div>
    }
}
