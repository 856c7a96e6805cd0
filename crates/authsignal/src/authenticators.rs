//! A user's authenticators: the factors that they enrolled.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::http::Call;
use crate::{Client, Error, VerificationMethod};

/// An enrolled factor of a user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserAuthenticator {
    /// Its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Its identifier.
    pub user_authenticator_id: String,
    /// Its kind of factor.
    pub verification_method: VerificationMethod,
    /// When it was enrolled, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was first verified, ISO 8601; none until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    /// When it was last used, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_verified_at: Option<String>,
    /// The number that codes go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The address that codes and links go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name of a passkey's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The name shown for a passkey's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What is known of a passkey or security key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webauthn_credential: Option<WebauthnCredential>,
}

/// What is known of a passkey or security key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WebauthnCredential {
    /// The credential's identifier, base64url.
    pub credential_id: String,
    /// The Web SDK's identifier of the device that created it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The make of the authenticator, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aaguid: Option<String>,
    /// The provider behind the AAGUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aaguid_mapping: Option<AaguidMapping>,
    /// Whether it is synchronised to other devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_backed_up: Option<bool>,
    /// `singleDevice` or `multiDevice`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_device_type: Option<String>,
    /// `platform` or `cross-platform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
}

/// The provider behind an AAGUID.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AaguidMapping {
    /// The provider's name.
    pub name: String,
}

/// A factor that was verified elsewhere, to be enrolled without a challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedAuthenticator {
    /// Its kind of factor.
    pub verification_method: VerificationMethod,
    /// Its number, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether it is offered first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_default: Option<bool>,
}

/// The answer to an enrolment.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnrolledAuthenticator {
    /// What was enrolled.
    pub authenticator: UserAuthenticator,
    /// Codes to be shown to the user once, where the tenant uses them. Secret.
    #[serde(default)]
    pub recovery_codes: Option<Vec<String>>,
}

impl std::fmt::Debug for EnrolledAuthenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolledAuthenticator")
            .field("authenticator", &self.authenticator)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Lists a user's authenticators.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get_authenticators(&self, user_id: &str) -> Result<Vec<UserAuthenticator>, Error> {
        let url = self.endpoint(&["users", user_id, "authenticators"])?;
        self.call(Call::new(Method::GET, url)).await
    }

    /// Enrols a factor that was verified elsewhere.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn enroll_verified_authenticator(
        &self,
        user_id: &str,
        authenticator: &VerifiedAuthenticator,
    ) -> Result<EnrolledAuthenticator, Error> {
        let url = self.endpoint(&["users", user_id, "authenticators"])?;
        self.call(Call::new(Method::POST, url).json(authenticator)?)
            .await
    }

    /// Removes an authenticator.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_authenticator(
        &self,
        user_id: &str,
        user_authenticator_id: &str,
    ) -> Result<(), Error> {
        let url = self.endpoint(&["users", user_id, "authenticators", user_authenticator_id])?;
        self.call_for_effect(Call::new(Method::DELETE, url)).await
    }
}
