use auth::otpauth;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::QrCode;
use crate::browser;

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
    let copy = move |_| {
        let secret = secret.clone();
        // A second copy is announced too.
        copied.set(None);
        spawn_local(async move {
            let text = if browser::copy(&secret).await {
                "Copied"
            } else {
                "Your browser does not let this page copy. Select the key and copy it by hand."
            };
            let _ = copied.try_set(Some(text));
        });
    };
    let link = otpauth::is_totp_uri(&uri).then(|| {
        view! {
            <a class="button button-quiet app-link" href=uri.clone()>
                "Open in your authenticator app"
            </a>
        }
    });
    view! {
        <div class="app-key">
            <p class="hint">"Scan this with your authenticator app, or type the key into it."</p>
            <QrCode text=uri label="QR code for your authenticator app"/>
            {link}
            <p>
                <code aria-hidden="true">{groups}</code>
                <span class="unseen">"Key: "{spelt}</span>
            </p>
            <button class="button button-quiet" type="button" on:click=copy>"Copy key"</button>
            <div role="status">
                {move || copied.get().map(|text| view! { <p class="hint">{text}</p> })}
            </div>
        </div>
    }
}
