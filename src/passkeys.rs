//! The passkeys of whoever is signed in: offered, created, removed.

use auth::authenticators::{
    DEVICE_PASSKEYS_KEY, EnrolmentToken, UserAuthenticator, read_device_passkeys,
};
use auth::passkey_offer::{OfferAnswer, PasskeyOffer};
use auth::possible_relying_parties;
use auth::session::{Store, User};
use config::AppConfig;
use leptos::prelude::*;
use thiserror::Error;

use crate::api::{Api, ApiError};
use crate::browser::authsignal::{
    self, PasskeyCreateError, PasskeyCreation, PasskeyOwner, PasskeyPlace,
};
use crate::browser::{self, BrowserStore, webauthn};
use crate::session::{ProofMethod, SessionContext};
use crate::verification::VerificationDriver;

/// What a signed-in person can do with passkeys. Copies are the same.
#[derive(Clone, Copy)]
pub struct Passkeys {
    parts: StoredValue<Parts>,
    session: SessionContext,
    api: Option<Api>,
}

#[derive(Clone)]
struct Parts {
    config: AppConfig,
    user: User,
}

/// Why no passkey was created.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CreateProblem {
    /// The API gave no token for it.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// It failed in the browser or at Authsignal.
    #[error(transparent)]
    Ceremony(#[from] PasskeyCreateError),
}

impl CreateProblem {
    /// Whether the person has to sign in again first.
    #[must_use]
    pub const fn wants_sign_in(&self) -> bool {
        matches!(
            self,
            Self::Api(ApiError::SignInAgain) | Self::Ceremony(PasskeyCreateError::TokenRefused(_))
        )
    }
}

impl Passkeys {
    /// Those of `user`. They go with the reactive owner that asks for them.
    #[must_use]
    pub fn new(config: AppConfig, user: User, session: SessionContext) -> Self {
        let api = Api::new(&config, session);
        Self {
            parts: StoredValue::new(Parts { config, user }),
            session,
            api,
        }
    }

    /// The API, where the site has one.
    #[must_use]
    pub const fn api(self) -> Option<Api> {
        self.api
    }

    /// Our own challenge screens, for what else the person enrols. They go with the reactive owner that asks for them.
    #[must_use]
    pub fn verification(self) -> VerificationDriver {
        self.parts
            .with_value(|parts| VerificationDriver::new(&parts.config.authsignal))
    }

    /// Fetches the Web SDK ahead of its first use.
    pub async fn preload(self) {
        if let Some(parts) = self.parts.try_get_value() {
            authsignal::preload(&parts.config.authsignal).await;
        }
    }

    /// The person's email address, where it is known.
    #[must_use]
    pub fn email(self) -> Option<String> {
        self.parts.try_get_value()?.user.email
    }

    /// Whether to offer a passkey: the person did not say no, signed in without one, has none as far as can be known,
    /// and the device can keep one.
    pub async fn offer_is_due(self) -> bool {
        let asked = self.with_offer(|offer| offer.is_due(browser::now()));
        let wanted = asked == Some(true)
            && self.session.proof_method() != Some(ProofMethod::Passkey)
            && webauthn::can_create_passkey().await;
        if !wanted {
            return false;
        }
        let Some(api) = self.api else {
            return self.session.fresh_proof().is_some() && self.of_this_browser().is_empty();
        };
        match api.authenticators().await {
            Ok(list) => !list.iter().any(UserAuthenticator::is_passkey),
            Err(error) => {
                // Nobody asked for it, so nobody is told.
                browser::console_error("no passkey is offered", &error);
                false
            }
        }
    }

    /// Remembers what came of the offer.
    pub fn answer_offer(self, answer: OfferAnswer) {
        if let Some(Err(error)) = self.with_offer(|offer| offer.keep(answer)) {
            browser::console_error("the answer is not remembered", &error);
        }
    }

    fn with_offer<T>(self, work: impl FnOnce(PasskeyOffer<'_, BrowserStore>) -> T) -> Option<T> {
        let Parts { config, user } = self.parts.try_get_value()?;
        let [lasting, tab, _] = BrowserStore::all();
        Some(work(PasskeyOffer {
            stores: &[lasting, tab],
            client_id: &config.cognito.user_pool_client_id,
            sub: &user.sub,
        }))
    }

    /// Whether the browser can create one by itself now, right after another way of signing in.
    pub async fn can_create_automatically(self) -> bool {
        self.session.proof_method() == Some(ProofMethod::Challenge)
            && self.session.fresh_proof().is_some()
            && authsignal::can_create_automatically().await
    }

    /// Creates a passkey: with what proved this sign-in while that is fresh, else with a token of the API's. A cancel is
    /// no problem.
    ///
    /// # Errors
    /// [`CreateProblem`].
    pub async fn create(self, place: PasskeyPlace) -> Result<PasskeyCreation, CreateProblem> {
        let created = self.try_to_create(place).await;
        match &created {
            Ok(PasskeyCreation::Created | PasskeyCreation::AlreadyHere) => {
                self.answer_offer(OfferAnswer::Created);
            }
            Ok(PasskeyCreation::Cancelled) => {}
            // Nobody asked for it.
            Err(_) if place == PasskeyPlace::Automatic => {}
            Err(problem) => browser::console_error("no passkey was created", problem),
        }
        created
    }

    async fn try_to_create(self, place: PasskeyPlace) -> Result<PasskeyCreation, CreateProblem> {
        if let Some(proof) = self.session.fresh_proof() {
            match self.create_with(&proof.into(), place).await {
                // Perhaps it was used for something else; the API's token is made for this.
                Err(PasskeyCreateError::TokenRefused(_))
                    if self.api.is_some() && place != PasskeyPlace::Automatic => {}
                created => return Ok(created?),
            }
        }
        let api = self.api.ok_or(ApiError::SignInAgain)?;
        let token = api.enrolment_token().await?;
        Ok(self.create_with(&token, place).await?)
    }

    async fn create_with(
        self,
        token: &EnrolmentToken,
        place: PasskeyPlace,
    ) -> Result<PasskeyCreation, PasskeyCreateError> {
        let Some(Parts { config, user }) = self.parts.try_get_value() else {
            return Ok(PasskeyCreation::Cancelled);
        };
        let name = user.email.as_deref().unwrap_or(&user.username);
        let owner = PasskeyOwner {
            username: name,
            display_name: name,
        };
        authsignal::create_passkey(&config.authsignal, token, owner, place).await
    }

    /// Removes an authenticator; tells the person's password manager when it was a passkey. After a failure nothing is
    /// told: the passkey is still good then.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn remove(self, authenticator: &UserAuthenticator) -> Result<(), ApiError> {
        let api = self.api.ok_or(ApiError::SignInAgain)?;
        let removed = api.remove(&authenticator.id).await;
        match (&removed, &authenticator.passkey) {
            (Ok(()), Some(passkey)) => {
                for rp_id in possible_relying_parties(&browser::host()) {
                    webauthn::signal_unknown_credential(rp_id, &passkey.credential_id);
                }
            }
            (Ok(()), None) => {}
            (Err(error), _) => browser::console_error("nothing was removed", error),
        }
        removed
    }

    /// What there is after `removed` went, if the API says so now. Password managers are told which passkeys are left:
    /// from a list asked for anew, since one that lacks a passkey of another device would have it hidden there.
    pub async fn what_is_left(self, removed: &UserAuthenticator) -> Option<Vec<UserAuthenticator>> {
        let all = match self.api?.authenticators().await {
            Ok(all) => all,
            Err(error) => {
                browser::console_error("what is left was not listed", &error);
                return None;
            }
        };
        if removed.is_passkey()
            && let Some(user) = self.session.passkey_user()
        {
            let passkeys = all.iter().filter_map(|left| left.passkey.as_ref());
            let ids = passkeys.map(|passkey| passkey.credential_id.as_str());
            webauthn::signal_all_accepted_credentials(&user, ids);
        }
        Some(all)
    }

    /// The credential IDs of the passkeys that this browser made or used for this person, as the Web SDK notes them.
    #[must_use]
    pub fn of_this_browser(self) -> Vec<String> {
        let [lasting, ..] = BrowserStore::all();
        let sub = self.parts.try_with_value(|parts| parts.user.sub.clone());
        match (lasting.get(DEVICE_PASSKEYS_KEY), sub) {
            (Some(map), Some(sub)) => read_device_passkeys(&map, &sub),
            _ => Vec::new(),
        }
    }

    /// Signs out here, which leads to the sign-in page and from there back to this one.
    pub async fn sign_in_again(self) {
        self.session.sign_out().await;
    }
}
