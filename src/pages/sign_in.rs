use auth::ReturnPath;
use auth::pending::PendingSignIn;
use config::AppConfig;
use leptos::prelude::*;
use messages::key;

use super::account_form::{AccountForm, Purpose};
use crate::browser::Arrival;
use crate::components::effect;
use crate::components::{IntoPiece, Loading, SlowHint};
use crate::session::SessionContext;
use crate::sign_in::SignInDriver;
use crate::words::live;

/// The form: an email address or phone number, and one button.
#[component]
pub fn SignInPage(
    /// The configuration.
    config: AppConfig,
    /// Who gets the session.
    context: SessionContext,
    /// Where the person wants to go.
    return_to: ReturnPath,
    /// Whether the page replaces another one.
    arrived: bool,
) -> impl IntoView {
    let driver = SignInDriver::new(context, &config, return_to.clone());
    let last = context.last_sign_in();
    let known = driver.typed_before();
    let known = known.or_else(|| last.as_ref().map(|last| last.username.clone()));
    let typed = known.map_or_else(String::new, |known| known.as_str().to_owned());
    view! {
        <AccountForm purpose=Purpose::SignIn driver context config return_to typed last arrived/>
    }
}

/// The page that the pre-built UI leads back to in redirect mode: finishes the sign-in, or shows the form
/// and says why that cannot be.
#[component]
pub fn CallbackPage(
    /// The configuration.
    config: AppConfig,
    /// Who gets the session.
    context: SessionContext,
    /// The sign-in that waits for this, if one does.
    pending: Option<PendingSignIn>,
    /// What the person brought.
    arrival: Arrival,
    /// The sign-in was finished, or cannot be.
    #[prop(into)]
    on_settled: Callback<()>,
) -> impl IntoView {
    let return_to = pending.as_ref().map(|pending| pending.return_to.clone());
    let return_to = return_to.unwrap_or_default();
    let driver = SignInDriver::new(context, &config, return_to.clone());
    let typed = pending
        .as_ref()
        .map_or_else(String::new, |pending| pending.username.as_str().to_owned());
    driver.returned(pending, arrival);
    let finishing = Memo::new(move |_| driver.finishing());
    effect(move || {
        if driver.settled() {
            on_settled.run(());
        }
    });
    // Once the form has shown, it stays: a code may be on its way to the person.
    let failed = Memo::new(move |failed: Option<&bool>| {
        failed.copied().unwrap_or_default() || !finishing.get()
    });
    move || {
        if failed.get() {
            view! {
                <AccountForm
                    purpose=Purpose::SignIn
                    driver
                    context
                    config=config.clone()
                    return_to=return_to.clone()
                    typed=typed.clone()
                    last=None
                    arrived=true
                />
            }
            .into_piece()
        } else {
            view! {
                <Loading text=live(key::SIGN_IN_FINISHING)/>
                <SlowHint waiting=finishing on_cancel=move |()| driver.cancel()/>
            }
            .into_piece()
        }
    }
}
