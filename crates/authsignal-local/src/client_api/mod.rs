//! Client API: what a browser calls with the token of `track`.
//!
//! Paths and bodies as the official `@authsignal/browser` sends and reads them. Any origin may call it,
//! as with the real service; the token is what counts.

mod authenticators;
mod challenge;
mod magic_link;
mod one_time_code;
mod passkey;
mod totp;
mod webauthn_credential;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use serde::Serialize;

use crate::app::App;
use crate::factors::{Answer, Verified};
use crate::model::{VerificationFailureReason, VerificationMethod};
use crate::store::authenticators::UserAuthenticator;
use webauthn_credential::WebauthnCredential;

/// Routes below `/v1/client`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/user-authenticators", get(authenticators::list))
        .route("/challenge", post(challenge::open))
        .route(
            "/user-authenticators/email-otp",
            post(one_time_code::enrol_email),
        )
        .route("/challenge/email-otp", post(one_time_code::challenge_email))
        .route("/verify/email-otp", post(one_time_code::verify_email))
        .route("/user-authenticators/sms", post(one_time_code::enrol_sms))
        .route("/challenge/sms", post(one_time_code::challenge_sms))
        .route("/verify/sms", post(one_time_code::verify_sms))
        .route(
            "/challenge/whatsapp",
            post(one_time_code::challenge_whatsapp),
        )
        .route("/verify/whatsapp", post(one_time_code::verify_whatsapp))
        .route(
            "/user-authenticators/email-magic-link",
            post(magic_link::enrol),
        )
        .route("/challenge/email-magic-link", post(magic_link::challenge))
        .route(
            "/verify/email-magic-link/finalize",
            post(magic_link::finalize),
        )
        .route("/user-authenticators/totp", post(totp::enrol))
        .route("/verify/totp", post(totp::verify))
        .route(
            "/user-authenticators/passkey",
            get(passkey::find).post(passkey::enrol),
        )
        .route(
            "/user-authenticators/passkey/registration-options",
            post(passkey::registration_options),
        )
        .route(
            "/user-authenticators/passkey/authentication-options",
            post(passkey::authentication_options),
        )
        .route("/verify/passkey", post(passkey::verify))
}

/// An enrolment as both APIs show it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthenticatorResponse {
    user_id: String,
    user_authenticator_id: String,
    verification_method: VerificationMethod,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_verified_at: Option<String>,
    is_default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webauthn_credential: Option<WebauthnCredential>,
}

impl From<UserAuthenticator> for AuthenticatorResponse {
    fn from(authenticator: UserAuthenticator) -> Self {
        let verified_at = authenticator.verified_at.map(|moment| moment.rfc3339());
        let passkey = authenticator.passkey.as_ref();
        Self {
            username: passkey.map(|passkey| passkey.username.clone()),
            display_name: passkey.map(|passkey| passkey.display_name.clone()),
            authenticator_attachment: passkey.and_then(|passkey| passkey.attachment.clone()),
            webauthn_credential: passkey
                .map(|passkey| WebauthnCredential::new(passkey, verified_at.clone())),
            user_id: authenticator.user_id,
            user_authenticator_id: authenticator.id,
            verification_method: authenticator.verification_method,
            created_at: authenticator.created_at.rfc3339(),
            verified_at,
            last_verified_at: authenticator
                .last_verified_at
                .map(|moment| moment.rfc3339()),
            is_default: authenticator.is_default,
            email: authenticator.email,
            phone_number: authenticator.phone_number,
        }
    }
}

/// What became of an answer; `accessToken` is what the SDK calls `token`.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct VerifyResponse {
    is_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_reason: Option<VerificationFailureReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_authenticator: Option<AuthenticatorResponse>,
}

impl From<Answer> for VerifyResponse {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Verified(Verified {
                token,
                authenticator,
            }) => Self {
                is_verified: true,
                access_token: Some(token),
                failure_reason: None,
                user_authenticator: Some((*authenticator).into()),
            },
            Answer::Refused(reason) => Self {
                failure_reason: Some(reason),
                ..Self::default()
            },
            Answer::Awaited => Self::default(),
        }
    }
}
