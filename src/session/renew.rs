//! Keeps the session fresh: renews its tokens before they run out, once for all tabs, and never takes
//! a failure for an end.

use std::time::Duration;

use auth::session::{Refreshed, Session, SignedIn, retry_in};
use cognito::AccessToken;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use thiserror::Error;

use super::SessionContext;
use crate::browser::{self, Lifetime, Turn};
use crate::parts::{NotFetched, in_part};

/// The longest time between two looks at the clock: timers stand still while a device sleeps.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// How long what one tab stores may take to reach another, on a busy device.
const PROPAGATION: Duration = Duration::from_secs(1);

/// Why there is no access token now.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AccessTokenError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The token has run out and could not be renewed yet; the session may well be alive.
    #[error("the session could not be renewed yet")]
    Offline,
}

/// What keeping fresh needs to remember.
#[derive(Default)]
pub(super) struct Renewal {
    under_way: Option<Shared<LocalBoxFuture<'static, ()>>>,
    timer: Option<Timeout>,
}

impl SessionContext {
    /// Whether the access token has run out and cannot be renewed for now: the session is alive, but
    /// what needs the network has to wait.
    #[must_use]
    pub fn stalled(self) -> Signal<bool> {
        Signal::derive(move || {
            self.failures.get() > 0
                && self.session.with(|session| match session {
                    Session::SignedIn(session) => session.access_lifetime(browser::now()).is_zero(),
                    Session::Restoring | Session::SignedOut => false,
                })
        })
    }

    /// An access token that is good now.
    ///
    /// # Errors
    /// [`AccessTokenError`] when nobody is signed in, or the token has run out and cannot be renewed.
    pub async fn access_token(self) -> Result<AccessToken, AccessTokenError> {
        if self.due() {
            self.renew().await;
        }
        self.access_token_now()
    }

    /// The access token, if it is good now; nothing is renewed for it.
    ///
    /// # Errors
    /// As [`Self::access_token`].
    pub fn access_token_now(self) -> Result<AccessToken, AccessTokenError> {
        self.session.with_untracked(|session| match session {
            Session::SignedIn(session) if session.access_lifetime(browser::now()).is_zero() => {
                Err(AccessTokenError::Offline)
            }
            Session::SignedIn(session) => Ok(session.tokens.access.clone()),
            Session::Restoring | Session::SignedOut => Err(AccessTokenError::SignedOut),
        })
    }

    /// Renews from now on whenever it is time.
    pub(super) fn keep_fresh(self) {
        Effect::new(move || {
            self.session.track();
            self.plan();
        });
    }

    /// Looks whether it is time, as after sleep or when the network is back.
    pub(super) fn wake(self) {
        if self.due() {
            spawn_local(async move { self.renew().await });
        } else {
            self.plan();
        }
    }

    /// A restored session whose access token has run out: shows nothing until it is known whether
    /// it can be renewed.
    pub(super) fn revive(self, session: SignedIn) {
        if session.tokens.refresh.is_none() {
            return self.forget();
        }
        spawn_local(async move {
            self.renew_from(session).await;
        });
    }

    fn due(self) -> bool {
        self.session.with_untracked(|session| match session {
            Session::SignedIn(session) => session.tokens.refresh.is_some() && is_due(session),
            Session::Restoring | Session::SignedOut => false,
        })
    }

    /// A lock travels faster between tabs than what is stored under it, in browsers that run them in
    /// processes of their own: the tab that had the lock has most likely renewed, even if it does not show yet.
    async fn wait_for_what_was_stored(self) {
        let begun = browser::now();
        while self.stored().is_some_and(|(stored, _)| is_due(&stored))
            && browser::now().since(begun) < PROPAGATION
        {
            browser::wait_for(browser::STORED, PROPAGATION).await;
        }
    }

    fn plan(self) {
        let wait = self.session.with_untracked(|session| match session {
            Session::SignedIn(session) if session.tokens.refresh.is_some() => {
                let failures = self.failures.get_untracked();
                Some(if failures > 0 {
                    retry_in(failures, browser::noise())
                } else {
                    session.refresh_in(browser::now())
                })
            }
            _ => None,
        });
        let timer = wait.map(|wait| {
            let millis = u32::try_from(wait.min(LONGEST_NAP).as_millis()).unwrap_or(u32::MAX);
            Timeout::new(millis, move || self.wake())
        });
        let _ = self
            .parts
            .try_update_value(|parts| parts.renewal.timer = timer);
    }

    async fn renew(self) {
        let current = self.session.with_untracked(|session| match session {
            Session::SignedIn(session) => Some((**session).clone()),
            Session::Restoring | Session::SignedOut => None,
        });
        if let Some(current) = current {
            self.renew_from(current).await;
        }
    }

    /// Renews `current` while no other tab does; whoever comes second finds it done. In this page there is
    /// one renewal at a time, which everybody waits for who asks for one.
    async fn renew_from(self, current: SignedIn) {
        let under_way = self.parts.try_update_value(|parts| {
            let renewal = &mut parts.renewal.under_way;
            renewal
                .get_or_insert_with(|| self.renew_once(current).boxed_local().shared())
                .clone()
        });
        if let Some(under_way) = under_way {
            under_way.await;
        }
    }

    async fn renew_once(self, current: SignedIn) {
        let name = format!("latchkey.refresh.{}", self.client_id());
        browser::with_lock(&name, move |turn| async move {
            match locked(self, current.clone(), turn).await {
                Ok(renewal) => renewal.await,
                Err(NotFetched) => self.failed(current),
            }
        })
        .await;
        let _ = self
            .parts
            .try_update_value(|parts| parts.renewal.under_way = None);
        self.plan();
    }

    async fn renew_locked(self, current: SignedIn, turn: Turn) {
        let kept_here = self.lifetime.get_untracked() == Lifetime::Page;
        if turn == Turn::After && !kept_here {
            self.wait_for_what_was_stored().await;
        }
        let current = match self.stored() {
            Some((stored, lifetime)) => {
                if !is_due(&stored) {
                    return self.adopt(stored, lifetime);
                }
                *stored
            }
            None if kept_here => current,
            None => return self.forget(),
        };
        let Some(refresh) = current.tokens.refresh.clone() else {
            return;
        };
        let answer = self.cognito().refresh(&refresh).await;
        if let Err(error) = &answer {
            browser::console_error("the session was not renewed", error);
        }
        let result = current.after_refresh(answer, &self.client_id(), browser::now());
        // Meanwhile somebody may have signed out, or in, here or in another tab.
        let stored = self.stored();
        let same = match &stored {
            Some((stored, _)) => stored.tokens.refresh.as_ref() == Some(&refresh),
            None => kept_here,
        };
        match (result, stored) {
            (_, Some((stored, lifetime))) if !same => self.adopt(stored, lifetime),
            (_, None) if !same => self.forget(),
            (Refreshed::Renewed(renewed), _) => self.keep(*renewed),
            (Refreshed::Dead, _) => self.forget(),
            (Refreshed::Failed, _) => self.failed(current),
        }
    }

    /// Nothing is lost: there will be another try.
    fn failed(self, current: SignedIn) {
        self.failures
            .update(|failures| *failures = failures.saturating_add(1));
        self.show(Session::SignedIn(Box::new(current)));
    }
}

in_part! { account:
    fn locked(context: SessionContext, current: SignedIn, turn: Turn) -> LocalBoxFuture<'static, ()> {
        context.renew_locked(current, turn).boxed_local()
    }
}

fn is_due(session: &SignedIn) -> bool {
    session.refresh_in(browser::now()).is_zero()
}
