//! The caller's authenticators: list, add, remove.
//!
//! Whoever can add or remove one can take the account over for good, so both want a sign-in that is fresh: an access token
//! stolen from an old session adds no passkey of the thief's.

use std::time::Duration;

use authsignal::{
    Error, TrackAttributes, UserActionState, UserAuthenticator, VerificationMethod,
    WebauthnCredential,
};
use serde::Serialize;

use crate::address::{Addresses, is_verified};
use crate::api::Api;
use crate::api::caller::Caller;
use crate::api::error::ApiError;

/// What lets a browser enrol an authenticator for a user who has one already.
const ADD_AUTHENTICATORS: &str = "add:authenticators";

/// The answer to `GET /authenticators`. Identifiers, times (ISO 8601) and addresses as Authsignal gives them.
#[derive(Debug, Serialize)]
pub(crate) struct List {
    authenticators: Vec<Authenticator>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Authenticator {
    id: String,
    verification_method: VerificationMethod,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passkey: Option<Passkey>,
    /// Whether the account can do without it.
    removable: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Passkey {
    /// base64url.
    credential_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    aaguid: Option<String>,
    /// The provider behind the AAGUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backed_up: Option<bool>,
    /// `singleDevice` or `multiDevice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_type: Option<String>,
    /// `platform` or `cross-platform`.
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<String>,
    /// The Web SDK's identifier of the browser that created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
}

/// The answer to `POST /authenticators`.
#[derive(Debug, Serialize)]
pub(crate) struct Enrolment {
    /// For the Client API, with the scope to add authenticators.
    token: String,
    /// The pre-built UI.
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
}

/// `GET /authenticators`
pub(crate) async fn list(api: &Api, caller: &Caller) -> Result<List, ApiError> {
    let (all, user) = everything(api, caller).await?;
    let addresses = user.addresses();
    let removable: Vec<bool> = all
        .iter()
        .map(|target| !depends_on(target, &all, &addresses))
        .collect();
    Ok(List {
        authenticators: all
            .into_iter()
            .zip(removable)
            .map(|(authenticator, removable)| Authenticator::new(authenticator, removable))
            .collect(),
    })
}

/// What Authsignal knows of the account's addresses.
struct Known {
    email: Option<String>,
    phone_number: Option<String>,
}

impl Known {
    fn addresses(&self) -> Addresses<'_> {
        Addresses::new(self.email.as_ref(), self.phone_number.as_ref())
    }
}

/// The caller's authenticators and addresses, both at once: the person is waiting.
async fn everything(
    api: &Api,
    caller: &Caller,
) -> Result<(Vec<UserAuthenticator>, Known), ApiError> {
    let known = async {
        match api.authsignal.get_user(&caller.user_id).await {
            Ok(user) => Ok(Known {
                email: user.email,
                phone_number: user.phone_number,
            }),
            Err(Error::Rejected { status: 404, .. }) => Ok(Known {
                email: None,
                phone_number: None,
            }),
            Err(error) => Err(error),
        }
    };
    let all = api.authsignal.get_authenticators(&caller.user_id);
    Ok(tokio::try_join!(all, known)?)
}

/// `POST /authenticators`
pub(crate) async fn enrol(
    api: &Api,
    caller: &Caller,
    now: Duration,
) -> Result<Enrolment, ApiError> {
    caller.require_fresh_sign_in(now, api.config.fresh_sign_in)?;
    let attributes = TrackAttributes {
        scope: Some(ADD_AUTHENTICATORS.to_owned()),
        redirect_url: api.config.redirect_url.clone(),
        ..TrackAttributes::default()
    };
    let tracked = api
        .authsignal
        .track(&caller.user_id, &api.config.enrol_action, &attributes)
        .await?;
    if tracked.state == UserActionState::Block {
        return Err(ApiError::Blocked);
    }
    Ok(Enrolment {
        token: tracked.token.reveal().to_owned(),
        url: tracked.url,
    })
}

/// `DELETE /authenticators/{id}`
pub(crate) async fn remove(
    api: &Api,
    caller: &Caller,
    id: &str,
    now: Duration,
) -> Result<(), ApiError> {
    caller.require_fresh_sign_in(now, api.config.fresh_sign_in)?;
    let (all, user) = everything(api, caller).await?;
    let target = all
        .iter()
        .find(|authenticator| authenticator.user_authenticator_id == id)
        .ok_or(ApiError::NoSuchAuthenticator)?;
    if depends_on(target, &all, &user.addresses()) {
        return Err(ApiError::LastWayIn);
    }
    match api
        .authsignal
        .delete_authenticator(&caller.user_id, id)
        .await
    {
        // Gone since the list was read, perhaps by the first try of this very call.
        Ok(()) | Err(Error::Rejected { status: 404, .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whether the account could not do without `target`.
///
/// It has to keep a verified authenticator: a user without any factor is worse than locked out, since Authsignal lets the next
/// who begins to sign in as them enrol one. And it has to keep a proof of one of its addresses, without which
/// [`crate::verify`] lets nobody in. Where Authsignal knows no address, whatever could prove one stays.
fn depends_on(
    target: &UserAuthenticator,
    all: &[UserAuthenticator],
    addresses: &Addresses<'_>,
) -> bool {
    let others: Vec<UserAuthenticator> = all
        .iter()
        .filter(|other| other.user_authenticator_id != target.user_authenticator_id)
        .filter(|other| is_verified(other))
        .cloned()
        .collect();
    let keeps_a_proof = match addresses.as_slice() {
        [] => !matches!(
            target.verification_method,
            VerificationMethod::EmailOtp
                | VerificationMethod::EmailMagicLink
                | VerificationMethod::Sms
                | VerificationMethod::Whatsapp
        ),
        _ => addresses.any_is_proved(&others),
    };
    others.is_empty() || !keeps_a_proof
}

impl Authenticator {
    fn new(authenticator: UserAuthenticator, removable: bool) -> Self {
        let is_passkey = authenticator.verification_method == VerificationMethod::Passkey;
        Self {
            id: authenticator.user_authenticator_id,
            verification_method: authenticator.verification_method,
            created_at: authenticator.created_at,
            verified_at: authenticator.verified_at,
            last_verified_at: authenticator.last_verified_at,
            email: authenticator.email,
            phone_number: authenticator.phone_number,
            passkey: authenticator
                .webauthn_credential
                .filter(|_| is_passkey)
                .map(Passkey::from),
            removable,
        }
    }
}

impl From<WebauthnCredential> for Passkey {
    fn from(credential: WebauthnCredential) -> Self {
        Self {
            credential_id: credential.credential_id,
            aaguid: credential.aaguid,
            provider_name: credential.aaguid_mapping.map(|mapping| mapping.name),
            name: credential.name,
            backed_up: credential.credential_backed_up,
            device_type: credential.credential_device_type,
            attachment: credential.authenticator_attachment,
            device_id: credential.device_id,
        }
    }
}
