//! Passkeys on the sign-in page: the button, and the browser's autofill that waits while the form does.

use std::time::Duration;

use auth::session::retry_in;
use auth::sign_in::{Event, PasskeyError, PasskeyResult, SignInMethod, State};
use auth::{LastSignIn, Username, ValidationToken};
use futures_util::future::{Either, abortable, select};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use super::{SignInDriver, is_busy};
use crate::browser::authsignal::ask_for_passkey;
use crate::browser::webauthn::{self, Mediation};
use crate::browser::{self, wait_for};
use crate::parts::{fetch_patiently, in_part};
use crate::session::ProofMethod;

/// For how long a challenge waits in autofill before it is replaced by a fresh one. Authsignal's tokens
/// live 10 minutes from the last challenge.
const CHALLENGE_LIFETIME: Duration = Duration::from_secs(4 * 60);

/// The longest time between two looks at the clock: timers stand still while a device sleeps.
const LONGEST_NAP: Duration = Duration::from_secs(30);

in_part! { passkey:
    /// Fetches the part.
    fn fetch() -> () {}
}

in_part! { passkey:
    fn offer(driver: SignInDriver) -> () {
        driver.offer_passkeys_now();
    }
}

impl SignInDriver {
    /// The person wants to sign in with a passkey.
    pub fn ask_for_passkey(self) {
        self.handle(Event::PasskeyRequested);
    }

    /// Whether the browser asks the person for a passkey.
    #[must_use]
    pub fn awaits_passkey(self) -> bool {
        self.machine
            .with(|machine| matches!(machine.state(), State::AwaitingPasskey))
    }

    /// How the last attempt proved, or the one under way proves, who somebody is.
    #[must_use]
    pub fn method(self) -> SignInMethod {
        self.machine.with(|machine| machine.method())
    }

    /// From now on, passkeys are offered where the email is typed, whenever no attempt is under way. To be
    /// called once the field is there.
    pub fn offer_passkeys(self) {
        spawn_local(ScopedFuture::new(async move {
            fetch_patiently(fetch).await;
            let _ = offer(self).await;
        }));
    }

    fn offer_passkeys_now(self) {
        let idle = Memo::new(move |_| !self.machine.with(is_busy));
        let available = RwSignal::new(false);
        spawn_local(async move {
            let can = webauthn::can_autofill_passkeys().await;
            // The page may be gone.
            let _ = available.try_set(can);
        });
        Effect::new(move || {
            // One WebAuthn request at a time: an attempt may bring one of its own.
            self.stop_autofill();
            if available.get() && idle.get() {
                let (work, abort) = abortable(self.autofill());
                self.parts
                    .update_value(|parts| parts.autofill = Some(abort));
                spawn_local(async move {
                    // Given up: nothing to do.
                    let _ = work.await;
                });
            }
        });
    }

    pub(super) fn stop_autofill(self) {
        let autofill = self
            .parts
            .try_update_value(|parts| parts.autofill.take())
            .flatten();
        if let Some(abort) = autofill {
            abort.abort();
        }
    }

    pub(super) fn keep_proof(self, token: ValidationToken) {
        let method = match self.machine.try_with_untracked(|machine| machine.method()) {
            Some(SignInMethod::Passkey) => ProofMethod::Passkey,
            _ => ProofMethod::Challenge,
        };
        self.session.keep_proof(token, method);
    }

    /// For the next time: who signed in, and how.
    pub(super) fn remember(self, username: Username) {
        if let Some(method) = self.machine.try_with_untracked(|machine| machine.method()) {
            self.session.remember(&LastSignIn { username, method });
        }
    }

    async fn autofill(self) {
        let mut failures = 0_u32;
        loop {
            let Some(config) = self.parts.try_with_value(|parts| parts.authsignal.clone()) else {
                return;
            };
            let request = Box::pin(ask_for_passkey(&config, Mediation::Conditional, |user| {
                self.session.keep_passkey_user(user);
            }));
            let result = match select(request, Box::pin(challenge_is_old())).await {
                Either::Left((result, _)) => result,
                // The next round begins with a fresh one.
                Either::Right(_) => {
                    failures = 0;
                    continue;
                }
            };
            match result {
                Ok(PasskeyResult::Verified(_))
                | Err(
                    PasskeyError::Unknown
                    | PasskeyError::NotVerified(_)
                    | PasskeyError::TooManyAttempts,
                ) => {
                    // Ends this autofill, since an attempt begins or its end is shown: not within itself.
                    spawn_local(async move { self.handle(Event::PasskeyAutofilled(result)) });
                    failures = failures.saturating_add(1);
                }
                // The button says why.
                Err(error @ (PasskeyError::Unsupported | PasskeyError::WrongSite(_))) => {
                    browser::console_error("passkeys are not offered in the form", &error);
                    return;
                }
                Err(error @ (PasskeyError::Offline | PasskeyError::Unavailable(_))) => {
                    browser::console_error("passkeys are not offered in the form yet", &error);
                    failures = failures.saturating_add(1);
                }
                Ok(PasskeyResult::Cancelled) => failures = failures.saturating_add(1),
            }
            wait_for(&["online"], retry_in(failures, browser::noise())).await;
        }
    }
}

/// Waits until a challenge that was issued now should be replaced, by the wall clock.
async fn challenge_is_old() {
    let issued = browser::now();
    while browser::now().since(issued) < CHALLENGE_LIFETIME {
        wait_for(browser::WAKING, LONGEST_NAP).await;
    }
}
