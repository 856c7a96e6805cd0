//! Redirect mode: leaving the page for the pre-built UI, and going on after it.

use auth::Username;
use auth::pending::{PendingId, PendingSignIn};
use auth::sign_in::{Answer, Departure, Event, LaunchMode, SignIn, State};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::PageTransitionEvent;

use super::SignInDriver;
use crate::browser::{self, Arrival, Listener, page};
use crate::language;
use crate::session::SessionContext;

/// Takes the sign-in that waits for `arrival`, wherever it was begun in this browser; it is good for one.
#[must_use]
pub fn take_pending(session: SessionContext) -> Option<PendingSignIn> {
    session.with_pending(|store| store.take())
}

impl SignInDriver {
    /// What was typed in this tab before the page was left for the pre-built UI, if it was left by the Back
    /// button since.
    #[must_use]
    pub fn typed_before(self) -> Option<Username> {
        self.session
            .with_pending(|store| store.typed(browser::now()))
    }

    /// Whether the result of a challenge is being exchanged for a session.
    #[must_use]
    pub fn finishing(self) -> bool {
        self.machine.with(|machine| {
            matches!(
                machine.state(),
                State::AwaitingTokens { .. } | State::AwaitingSession | State::SignedIn
            )
        })
    }

    /// The person came back from the pre-built UI; `pending` is what waited for that.
    pub fn returned(self, pending: Option<PendingSignIn>, arrival: Arrival) {
        self.handle(match pending {
            Some(pending) => Event::Returned {
                pending,
                token: arrival.token,
            },
            None => Event::ReturnedUnexpectedly,
        });
    }

    /// Leaves the page. It answers only if that cannot be.
    pub(super) fn leave(self, departure: Departure) -> Option<Answer> {
        let Departure {
            url,
            username,
            respond_as,
            session,
            since,
        } = departure;
        let return_to = self.parts.try_with_value(|parts| parts.return_to.clone())?;
        let Some(entropy) = browser::entropy() else {
            return Some(Answer::NotLeft(url));
        };
        let pending = PendingSignIn {
            id: PendingId::from_entropy(&entropy),
            username,
            respond_as,
            session,
            return_to,
            started: since,
            expires: PendingSignIn::expiry(since),
        };
        let kept = self.session.with_pending(|store| store.keep(&pending));
        if kept.is_err() {
            return Some(Answer::NotLeft(url));
        }
        page::leave_for(&language::of_page(&url));
        None
    }

    /// Back from the pre-built UI may show this page as it was left, busy for ever.
    pub(super) fn give_up_on_coming_back(self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let listener = Listener::new(&window, "pageshow", move |event| {
            let restored = event
                .dyn_ref::<PageTransitionEvent>()
                .is_some_and(PageTransitionEvent::persisted);
            let left = |machine: &SignIn| {
                machine.launch() == LaunchMode::Redirect
                    && matches!(machine.state(), State::AwaitingChallenge { .. })
            };
            if restored && self.machine.try_with_untracked(left) == Some(true) {
                self.cancel();
            }
        });
        self.parts.update_value(|parts| parts.back = Some(listener));
    }
}
