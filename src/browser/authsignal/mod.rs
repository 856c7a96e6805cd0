//! Authsignal's Web SDK (`@authsignal/browser` from npm), loaded when it is first needed.
//!
//! `sdk` declares what we use of it, `load` brings it into the page, `popup` launches the pre-built UI in
//! the SDK's dialog, `window` in a window without the SDK; `factors` asks for codes and links on our own screens.

mod error;
mod factors;
mod link_watch;
mod load;
mod passkey;
mod passkey_create;
mod popup;
mod sdk;
mod window;

use config::AuthsignalConfig;

pub use factors::Factors;
pub use load::is_sdk;
pub use passkey::{ask_for_passkey, prove_with_passkey};
pub use passkey_create::{
    PasskeyCreateError, PasskeyCreation, PasskeyOwner, PasskeyPlace, can_create_automatically,
    create_passkey,
};
pub use popup::dismiss_popup;
pub use window::ChallengeWindow;

use auth::ChallengeUrl;
use auth::sign_in::{ChallengeResult, LaunchError};

/// Shows the pre-built UI at `url` in a dialog over the page, until it is done or closed.
///
/// # Errors
/// [`LaunchError`]. A dialog that the person closed is no error but [`ChallengeResult::Cancelled`].
pub async fn launch_popup(
    config: &AuthsignalConfig,
    url: &ChallengeUrl,
) -> Result<ChallengeResult, LaunchError> {
    let sdk = load::client(config).await?;
    popup::launch(&sdk, url).await
}

/// Fetches the SDK ahead of its first use; a failure shows when it is used.
pub async fn preload(config: &AuthsignalConfig) {
    let _ = load::client(config).await;
}

/// The SDK appends `&mode=popup`: without a query before it, that would be part of the path.
fn with_query(url: &str) -> String {
    if url.contains('?') {
        url.to_owned()
    } else {
        format!("{url}?")
    }
}
