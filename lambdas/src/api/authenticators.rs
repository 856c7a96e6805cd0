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
    let authenticators = api.authsignal.get_authenticators(&caller.user_id).await?;
    Ok(List {
        authenticators: authenticators
            .into_iter()
            .map(Authenticator::from)
            .collect(),
    })
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
    let all = api.authsignal.get_authenticators(&caller.user_id).await?;
    let target = all
        .iter()
        .find(|authenticator| authenticator.user_authenticator_id == id)
        .ok_or(ApiError::NoSuchAuthenticator)?;
    if depends_on(target, &all) {
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
/// Codes and links by email prove the account's address, without which [`crate::verify`] lets nobody in. A user without
/// any factor is worse than locked out: Authsignal lets the next who begins to sign in as them enrol one.
fn depends_on(target: &UserAuthenticator, all: &[UserAuthenticator]) -> bool {
    let by_email = matches!(
        target.verification_method,
        VerificationMethod::EmailOtp | VerificationMethod::EmailMagicLink
    );
    let is_last = !all.iter().any(|other| {
        other.user_authenticator_id != target.user_authenticator_id
            && (other.verified_at.is_some() || other.last_verified_at.is_some())
    });
    by_email || is_last
}

impl From<UserAuthenticator> for Authenticator {
    fn from(authenticator: UserAuthenticator) -> Self {
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
