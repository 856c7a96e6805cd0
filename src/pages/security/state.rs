use auth::authenticators::{NewFactor, UserAuthenticator};
use auth::sign_in::LaunchError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::key;
use thiserror::Error;

use crate::api::{Api, ApiError};
use crate::browser::authsignal::{PasskeyCreation, PasskeyPlace};
use crate::browser::{self, focus_heading};
use crate::components::{Toasts, toasts};
use crate::passkeys::{CreateProblem, Passkeys};
use crate::words;

/// What is known of the person's authenticators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listing {
    Loading,
    Failed,
    Loaded,
}

/// What went wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(super) enum Problem {
    /// The API refused, or a passkey was not created.
    #[error(transparent)]
    Create(CreateProblem),
    /// A factor was not proved.
    #[error(transparent)]
    Enrolment(LaunchError),
}

/// What takes the focus when the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    /// Nothing: the page has just been loaded.
    Nothing,
    /// The page's heading.
    Heading,
    /// The button that adds this, which the person came from.
    Button(NewFactor),
}

/// The page's state. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) passkeys: Passkeys,
    pub(super) api: Api,
    pub(super) listing: RwSignal<Listing>,
    /// What is enrolled and was proved.
    pub(super) all: RwSignal<Vec<UserAuthenticator>>,
    /// What is being added, in place of the list.
    pub(super) adding: RwSignal<Option<NewFactor>>,
    pub(super) focus: RwSignal<Focus>,
    pub(super) problem: RwSignal<Option<Problem>>,
    /// Where it says what was done.
    pub(super) toasts: Toasts,
    pub(super) busy: RwSignal<bool>,
}

impl State {
    /// A page that knows nothing yet.
    pub(super) fn new(passkeys: Passkeys, api: Api, focus: Focus) -> Self {
        Self {
            passkeys,
            api,
            listing: RwSignal::new(Listing::Loading),
            all: RwSignal::new(Vec::new()),
            adding: RwSignal::new(None),
            focus: RwSignal::new(focus),
            problem: RwSignal::new(None),
            toasts: toasts(),
            busy: RwSignal::new(false),
        }
    }

    /// Asks the API what there is. What was shown before stays when it does not say.
    pub(super) async fn load(self) {
        let result = self.api.authenticators().await;
        // The page may be gone.
        if self.listing.is_disposed() {
            return;
        }
        match result {
            Ok(list) => self.show(list),
            Err(error) => {
                browser::console_error("the authenticators were not listed", &error);
                self.problem.set(Some(error.into()));
                if self.listing.get_untracked() == Listing::Loading {
                    self.listing.set(Listing::Failed);
                }
            }
        }
    }

    fn show(self, mut list: Vec<UserAuthenticator>) {
        list.retain(UserAuthenticator::is_verified);
        // The cards are made anew, and with them go the focus and an open question.
        if self.all.with_untracked(|all| *all != list) {
            self.all.set(list);
        }
        self.listing.set(Listing::Loaded);
    }

    /// Whether a change may begin; it has then.
    pub(super) fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.problem.set(None);
        self.toasts.clear();
        true
    }

    /// Adds a passkey, if nothing else is under way.
    pub(super) fn add_passkey(self) {
        if self.begin() {
            spawn_local(self.create_passkey());
        }
    }

    async fn create_passkey(self) {
        let created = self.passkeys.create(PasskeyPlace::Anywhere).await;
        if self.busy.is_disposed() {
            return;
        }
        match created {
            Ok(PasskeyCreation::Cancelled) => {}
            Ok(PasskeyCreation::AlreadyHere) => {
                self.toasts.show(key::SECURITY_PASSKEY_ALREADY_HERE);
            }
            Ok(PasskeyCreation::Created) => {
                self.load().await;
                self.toasts.show(key::SECURITY_PASSKEY_CREATED);
            }
            Err(problem) => self.problem.set(Some(Problem::Create(problem))),
        }
        let _ = self.busy.try_set(false);
    }

    /// Removes an authenticator, if nothing else is under way.
    pub(super) fn remove(self, authenticator: UserAuthenticator) {
        if self.begin() {
            spawn_local(self.take_away(authenticator));
        }
    }

    async fn take_away(self, authenticator: UserAuthenticator) {
        let removed = self.passkeys.remove(&authenticator).await;
        if self.busy.is_disposed() {
            return;
        }
        self.busy.set(false);
        if let Err(error) = removed {
            self.problem.set(Some(error.into()));
            return;
        }
        self.all
            .update(|all| all.retain(|other| other.id != authenticator.id));
        self.toasts
            .show(words::factor_removed(&authenticator.method));
        focus_heading();
        // What may be removed now is another matter; nobody waits for it, so nobody is told when it fails.
        if let Some(left) = self.passkeys.what_is_left(&authenticator).await
            && !self.all.is_disposed()
        {
            self.show(left);
        }
    }

    /// Leads to where a factor is added, if nothing else is under way.
    pub(super) fn open(self, kind: NewFactor) {
        if self.begin() {
            self.busy.set(false);
            self.adding.set(Some(kind));
        }
    }

    /// Leads back to the list.
    pub(super) fn close(self, focus: Focus) {
        self.busy.set(false);
        self.problem.set(None);
        self.focus.set(focus);
        self.adding.set(None);
    }

    /// A factor was added.
    pub(super) async fn added(self, kind: NewFactor) {
        self.close(Focus::Heading);
        self.load().await;
        self.toasts.show(words::factor_added(kind));
    }
}

impl Problem {
    /// Whether the person has to sign in again first.
    pub(super) const fn wants_sign_in(&self) -> bool {
        match self {
            Self::Create(problem) => problem.wants_sign_in(),
            Self::Enrolment(_) => false,
        }
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        Self::Create(error.into())
    }
}
