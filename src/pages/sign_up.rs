use auth::ReturnPath;
use config::AppConfig;
use leptos::prelude::*;

use super::account_form::{AccountForm, Purpose};
use crate::session::SessionContext;
use crate::sign_in::SignInDriver;

/// Where accounts are created, on sites where that is apart from signing in.
#[component]
pub fn SignUpPage(
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
    view! {
        <AccountForm
            purpose=Purpose::SignUp
            driver
            context
            config
            return_to
            typed=String::new()
            last=None
            arrived
        />
    }
}
