use leptos::prelude::*;

/// A QR code, drawn here: what it says is sent nowhere. Nothing shows for a text that is too long for one.
#[component]
pub fn QrCode(
    /// What it says.
    text: String,
    /// What it is for, to those who do not see it.
    #[prop(into)]
    label: Signal<&'static str>,
) -> impl IntoView {
    auth::qr::QrCode::of(&text).map(|code| {
        view! {
            <svg
                class="qr-code"
                role="img"
                aria-label=label
                viewBox=format!("0 0 {0} {0}", code.size)
                shape-rendering="crispEdges"
            >
                <path d=code.path/>
            </svg>
        }
    })
}
