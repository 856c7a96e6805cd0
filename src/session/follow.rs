//! Tabs follow each other, and the device: what another tab stores is taken over, and after sleep or
//! without a network for a while the clock is looked at again.

use auth::session::{Session, SignedIn};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::SessionContext;
use crate::browser::{Lifetime, Listener};

/// A session is several keys, and each raises an event: they are taken as one.
const SETTLE_MILLIS: u32 = 30;

impl SessionContext {
    /// Listens for as long as the reactive owner lives that calls it.
    pub(super) fn follow_other_tabs(self) {
        let prefix = format!("CognitoIdentityServiceProvider.{}.", self.client_id());
        let pending = StoredValue::new_local(None::<Timeout>);
        let on_storage = move |event: web_sys::Event| {
            let key = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
            // No key: everything was cleared.
            if key.is_none_or(|key| key.starts_with(&prefix)) {
                pending.set_value(Some(Timeout::new(SETTLE_MILLIS, move || {
                    self.look_at_storage()
                })));
            }
        };
        let mut listeners: Vec<Listener> = Vec::new();
        if let Some(window) = web_sys::window() {
            listeners.push(Listener::new(&window, "storage", on_storage));
            for event in ["online", "pageshow", "focus"] {
                listeners.push(Listener::new(&window, event, move |_| self.wake()));
            }
            if let Some(document) = window.document() {
                let look = move |_| self.wake();
                listeners.push(Listener::new(&document, "visibilitychange", look));
            }
        }
        // Owned by the reactive owner: they go when it does.
        let _ = StoredValue::new_local(listeners);
    }

    fn look_at_storage(self) {
        match self.stored() {
            Some((stored, lifetime)) => self.adopt(stored, lifetime),
            None if self.lifetime.get_untracked() == Lifetime::Lasting => self.forget(),
            None => {}
        }
    }

    /// Takes over a session that another tab stored.
    pub(super) fn adopt(self, session: Box<SignedIn>, lifetime: Lifetime) {
        self.failures.set(0);
        self.lifetime.set(lifetime);
        self.show(Session::SignedIn(session));
    }

    /// Shows `session` unless it shows already.
    pub(super) fn show(self, session: Session) {
        if self.session.with_untracked(|shown| *shown != session) {
            self.session.set(session);
        }
    }
}
