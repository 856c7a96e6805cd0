//! The session of this page: its only owner, and what reads and writes it.

mod follow;
mod renew;

use auth::session::{self, Restored, Session, SignedIn};
use auth::{ReturnPath, Username};
use cognito::{ClientId, CognitoClient, Tokens};
use config::CognitoConfig;
use leptos::prelude::*;

use crate::browser::{self, BrowserStore, FetchTransport, Lifetime};

pub use renew::AccessTokenError;

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
        self.restore();
        self.follow_other_tabs();
        self.keep_fresh();
    }

    /// Takes up what an earlier visit left in the browser. Tokens that have run out are renewed first.
    pub fn restore(self) {
        match self.stored() {
            None => self.session.set(Session::SignedOut),
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

    /// The session that is kept in the browser, from the most lasting place that has one.
    fn stored(self) -> Option<(Box<SignedIn>, Lifetime)> {
        self.parts.with_value(|parts| {
            parts.stores.iter().find_map(|store| {
                match session::read(store, &parts.config.user_pool_client_id) {
                    Restored::Nothing => None,
                    Restored::Session(session) => Some((session, store.lifetime())),
                    Restored::Corrupt(corruption) => {
                        browser::console_error(
                            "a stored session was unusable and is removed",
                            &corruption,
                        );
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

    /// Signs out: here at once, whatever the network does; the refresh token is revoked at Cognito
    /// as soon as it can be reached.
    pub async fn sign_out(self) {
        let session = self.session.get_untracked();
        self.forget();
        if let Session::SignedIn(signed_in) = session
            && let Some(refresh) = &signed_in.tokens.refresh
            && let Err(error) = self.cognito().revoke_token(refresh).await
        {
            browser::console_error("the refresh token was not revoked", &error);
        }
    }

    fn forget(self) {
        self.parts.with_value(|parts| {
            for store in &parts.stores {
                session::clear(store, &parts.config.user_pool_client_id);
            }
        });
        self.session.set(Session::SignedOut);
    }
}

/// The address of the sign-in page that leads back to `to`.
#[must_use]
pub fn sign_in_path(to: &ReturnPath) -> String {
    if *to == ReturnPath::home() {
        return "/sign-in".to_owned();
    }
    let escaped = js_sys::encode_uri_component(to.as_str());
    format!("/sign-in?return={}", String::from(escaped))
}
