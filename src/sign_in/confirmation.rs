//! Creating an account on a page of its own, and confirming it by Cognito's code.

use std::time::Duration;

use auth::sign_in::{AwaitedCode, Confirmation, Event, LaunchMode, State};
use auth::{Username, UsernameProblem};
use cognito::{CognitoError, ErrorCode};
use config::{SignUpConfirmation, SignUpMode};
use leptos::prelude::*;

use super::SignInDriver;
use crate::browser;

impl SignInDriver {
    /// The person submitted the form of the page where accounts are created. To be called while the click is handled,
    /// as [`Self::submit`].
    pub fn submit_sign_up(self, username: Result<Username, UsernameProblem>) {
        let launch = self.parts.with_value(|parts| parts.launch);
        self.sign_up_by(username, launch);
    }

    /// The same, with the challenge in place of this page.
    pub fn submit_sign_up_by_redirect(self, username: Result<Username, UsernameProblem>) {
        self.sign_up_by(username, LaunchMode::Redirect);
    }

    fn sign_up_by(self, username: Result<Username, UsernameProblem>, launch: LaunchMode) {
        let usable = username.is_ok();
        self.begin(launch, usable, Event::SignUpSubmitted { username, launch });
    }

    /// What `read` makes of the wait for the code that confirms an account; none while there is no such wait.
    pub fn read_confirmation<T>(self, read: impl FnOnce(&AwaitedCode) -> T) -> Option<T> {
        self.machine.with(|machine| match machine.state() {
            State::AwaitingConfirmation(awaited) => Some(read(awaited)),
            _ => None,
        })
    }

    /// The person typed that code.
    pub fn confirm(self, code: String) {
        self.handle(Event::CodeSubmitted(code));
    }

    /// The person wants another one.
    pub fn resend_code(self) {
        self.handle(Event::CodeResendRequested);
    }

    /// How long until they may.
    #[must_use]
    pub fn resend_code_in(self) -> Duration {
        let wait = self
            .machine
            .try_with_untracked(|machine| match machine.state() {
                State::AwaitingConfirmation(awaited) => awaited.resend_in(browser::now()),
                _ => Duration::ZERO,
            });
        wait.unwrap_or_default()
    }
}

/// Who confirms new accounts.
pub(super) const fn confirmation(mode: SignUpMode) -> Confirmation {
    match mode {
        SignUpMode::Separate(SignUpConfirmation::Cognito) => Confirmation::Cognito,
        SignUpMode::Separate(SignUpConfirmation::Authsignal)
        | SignUpMode::JustInTime
        | SignUpMode::Closed => Confirmation::Authsignal,
    }
}

/// Says on the console why an account was not confirmed, unless that is about the code.
pub(super) fn report(result: Result<(), CognitoError>) -> Result<(), CognitoError> {
    if let Err(error) = &result
        && error.code() != Some(&ErrorCode::CodeMismatch)
    {
        browser::console_error("the account was not confirmed", error);
    }
    result
}
