//! The session of this page: its only owner, and what reads and writes it.

mod announce;
mod follow;
mod proof;
mod renew;
mod sign_out;

use std::time::Duration;

use auth::pending::PendingStore;
use auth::session::{self, Restored, Session, SignedIn, User};
use auth::{LastSignIn, ReturnPath, Username};
use cognito::{ClientId, CognitoClient, Tokens};
use config::CognitoConfig;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::webauthn::PasskeyUser;
use crate::browser::{self, BrowserStore, CALLBACK_PATH, FetchTransport, Lifetime};

pub use announce::SESSION_EVENT;
pub use proof::ProofMethod;
pub use renew::AccessTokenError;
pub use sign_out::SignOutError;

/// How long after loading the page half a session is left alone.
const CLEAN_UP_AFTER: Duration = Duration::from_secs(1);

/// A client of the user pool that the browser can use.
pub type BrowserCognito = CognitoClient<FetchTransport>;

/// The session, as components see it. Copies share one state.
#[derive(Clone, Copy)]
pub struct SessionContext {
    session: RwSignal<Session>,
    lifetime: RwSignal<Lifetime>,
    /// How often in a row the session could not be renewed.
    failures: RwSignal<u32>,
    parts: StoredValue<Parts, LocalStorage>,
}

struct Parts {
    config: CognitoConfig,
    stores: [BrowserStore; 3],
    renewal: renew::Renewal,
    proof: Option<proof::Proof>,
    passkey_user: Option<PasskeyUser>,
}

impl SessionContext {
    /// A context that is still [`Session::Restoring`].
    #[must_use]
    pub fn new(config: CognitoConfig) -> Self {
        Self {
            session: RwSignal::new(Session::Restoring),
            lifetime: RwSignal::new(Lifetime::Lasting),
            failures: RwSignal::new(0),
            parts: StoredValue::new_local(Parts {
                config,
                stores: BrowserStore::all(),
                renewal: renew::Renewal::default(),
                proof: None,
                passkey_user: None,
            }),
        }
    }

    /// The session, for views.
    #[must_use]
    pub fn session(self) -> ReadSignal<Session> {
        self.session.read_only()
    }

    /// Whether somebody is signed in.
    #[must_use]
    pub fn signed_in(self) -> Signal<bool> {
        Signal::derive(move || {
            self.session
                .with(|session| matches!(session, Session::SignedIn(_)))
        })
    }

    /// Who is signed in, from the ID token: good for showing, not for deciding. It changes with the
    /// person, not with each renewal.
    #[must_use]
    pub fn user(self) -> Memo<Option<User>> {
        Memo::new(move |_| {
            self.session.with(|session| match session {
                Session::SignedIn(session) => Some(session.user.clone()),
                Session::Restoring | Session::SignedOut => None,
            })
        })
    }

    /// How long the browser keeps the session.
    #[must_use]
    pub fn lifetime(self) -> ReadSignal<Lifetime> {
        self.lifetime.read_only()
    }

    /// A client for the user pool.
    #[must_use]
    pub fn cognito(self) -> BrowserCognito {
        self.parts.with_value(|parts| {
            let CognitoConfig {
                user_pool_client_id,
                endpoint,
                ..
            } = &parts.config;
            CognitoClient::new(
                FetchTransport,
                user_pool_client_id.clone(),
                endpoint.clone(),
            )
        })
    }

    /// Takes up what an earlier visit left in the browser; then keeps the session fresh and follows
    /// what other tabs do, for as long as the reactive owner lives that calls it.
    pub fn start(self) {
        self.announce_changes();
        self.restore();
        self.follow_other_tabs();
        self.keep_fresh();
    }

    /// Takes up what an earlier visit left in the browser. Tokens that have run out are renewed first.
    pub fn restore(self) {
        match self.stored() {
            None => {
                self.session.set(Session::SignedOut);
                self.clean_up_later();
            }
            Some((session, lifetime)) => {
                self.lifetime.set(lifetime);
                if session.access_lifetime(browser::now()).is_zero() {
                    self.revive(*session);
                } else {
                    self.session.set(Session::SignedIn(session));
                }
            }
        }
    }

    /// Half a session may be one that another tab is just writing. If it still is half a moment later, it is
    /// damaged.
    fn clean_up_later(self) {
        spawn_local(async move {
            browser::wait_for(&[], CLEAN_UP_AFTER).await;
            let _ = self.parts.try_with_value(|parts| {
                for store in &parts.stores {
                    session::remove_incomplete(store, &parts.config.user_pool_client_id);
                }
            });
        });
    }

    /// The session that is kept in the browser, from the most lasting place that has one.
    fn stored(self) -> Option<(Box<SignedIn>, Lifetime)> {
        self.parts.with_value(|parts| {
            parts.stores.iter().find_map(|store| {
                match session::read(store, &parts.config.user_pool_client_id) {
                    Restored::Nothing => None,
                    Restored::Session(session) => Some((session, store.lifetime())),
                    Restored::Corrupt(corruption) => {
                        browser::console_error("a stored session is unusable", &corruption);
                        None
                    }
                }
            })
        })
    }

    fn client_id(self) -> ClientId {
        self.parts
            .with_value(|parts| parts.config.user_pool_client_id.clone())
    }

    /// Signs in with tokens that were just received, and keeps them as lastingly as the browser lets us.
    ///
    /// # Errors
    /// [`session::TokensProblem`] when the tokens are not of this app client.
    pub fn begin(self, tokens: Tokens, typed: &Username) -> Result<(), session::TokensProblem> {
        let signed_in = self.parts.with_value(|parts| {
            SignedIn::from_tokens(
                tokens,
                &parts.config.user_pool_client_id,
                typed,
                browser::now(),
            )
        })?;
        self.keep(signed_in);
        Ok(())
    }

    fn keep(self, signed_in: SignedIn) {
        let kept = self.parts.with_value(|parts| {
            let client_id = &parts.config.user_pool_client_id;
            parts
                .stores
                .iter()
                .find(|store| session::write(*store, client_id, &signed_in).is_ok())
                .map(BrowserStore::lifetime)
        });
        self.lifetime.set(kept.unwrap_or(Lifetime::Page));
        self.failures.set(0);
        self.session.set(Session::SignedIn(Box::new(signed_in)));
    }

    /// Who signed in last in this browser, and how, if it may be remembered.
    #[must_use]
    pub fn last_sign_in(self) -> Option<LastSignIn> {
        self.parts.with_value(|parts| {
            let [lasting, ..] = &parts.stores;
            LastSignIn::read(lasting, &parts.config.user_pool_client_id)
        })
    }

    /// Remembers who signed in, and how.
    pub fn remember(self, last: &LastSignIn) {
        self.parts.with_value(|parts| {
            let [lasting, ..] = &parts.stores;
            last.write(lasting, &parts.config.user_pool_client_id);
        });
    }

    /// Forgets who signed in last.
    pub fn forget_last_sign_in(self) {
        self.parts.with_value(|parts| {
            let [lasting, ..] = &parts.stores;
            LastSignIn::forget(lasting, &parts.config.user_pool_client_id);
        });
    }

    /// Calls `work` with where sign-ins are kept that leave the page.
    pub fn with_pending<T>(self, work: impl FnOnce(PendingStore<'_, BrowserStore>) -> T) -> T {
        self.parts.with_value(|parts| {
            let [lasting, tab, _] = &parts.stores;
            let client_id = &parts.config.user_pool_client_id;
            work(PendingStore {
                tab,
                lasting,
                client_id,
            })
        })
    }

    fn forget(self) {
        self.parts.update_value(|parts| {
            parts.proof = None;
            parts.passkey_user = None;
            for store in &parts.stores {
                session::clear(store, &parts.config.user_pool_client_id);
            }
        });
        self.session.set(Session::SignedOut);
    }
}

/// The path of the sign-in page.
pub const SIGN_IN_PATH: &str = "/sign-in";

/// The path of the page where accounts are created.
pub const SIGN_UP_PATH: &str = "/sign-up";

/// The address of the sign-in page that leads back to `to`.
#[must_use]
pub fn sign_in_path(to: &ReturnPath) -> String {
    leading_back(SIGN_IN_PATH, to)
}

/// The address of the page where accounts are created, which leads back to `to`.
#[must_use]
pub fn sign_up_path(to: &ReturnPath) -> String {
    leading_back(SIGN_UP_PATH, to)
}

fn leading_back(page: &str, to: &ReturnPath) -> String {
    if *to == ReturnPath::home() {
        return page.to_owned();
    }
    let escaped = js_sys::encode_uri_component(to.as_str());
    format!("{page}?return={}", String::from(escaped))
}

/// Where to go after signing in: not to the pages of signing in, which have nothing to show then.
#[must_use]
pub fn destination(wanted: ReturnPath) -> ReturnPath {
    let path = wanted.as_str().split(['?', '#']).next().unwrap_or_default();
    if [SIGN_IN_PATH, SIGN_UP_PATH, CALLBACK_PATH].contains(&path.trim_end_matches('/')) {
        ReturnPath::home()
    } else {
        wanted
    }
}
