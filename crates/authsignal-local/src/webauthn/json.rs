//! Credentials as a browser's `toJSON()` writes them (section 5.1, `PublicKeyCredentialJSON`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::CeremonyError;

/// Bytes that are written as base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base64Url(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(D::Error::custom)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Base64Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl std::fmt::Display for Base64Url {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

/// The outcome of `navigator.credentials.create()`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegistrationCredential {
    #[serde(flatten)]
    identity: Identity,
    pub(super) response: AttestationResponse,
    /// `platform` or `cross-platform`.
    pub(crate) authenticator_attachment: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    pub(super) client_data_json: Base64Url,
    pub(super) attestation_object: Base64Url,
    #[serde(default)]
    pub(super) transports: Vec<String>,
}

/// The outcome of `navigator.credentials.get()`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthenticationCredential {
    #[serde(flatten)]
    identity: Identity,
    pub(super) response: AssertionResponse,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    pub(super) client_data_json: Base64Url,
    pub(super) authenticator_data: Base64Url,
    pub(super) signature: Base64Url,
    pub(super) user_handle: Option<Base64Url>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    id: Base64Url,
    raw_id: Base64Url,
    #[serde(rename = "type")]
    kind: String,
}

impl Identity {
    fn credential_id(&self) -> Result<&[u8], CeremonyError> {
        if self.kind != "public-key" {
            return Err(CeremonyError::Malformed("its type is not public-key"));
        }
        if self.id != self.raw_id {
            return Err(CeremonyError::Malformed("id and rawId differ"));
        }
        Ok(&self.id.0)
    }
}

impl RegistrationCredential {
    pub(super) fn credential_id(&self) -> Result<&[u8], CeremonyError> {
        self.identity.credential_id()
    }
}

impl AuthenticationCredential {
    /// Which credential it claims to be.
    pub(crate) fn credential_id(&self) -> Result<&[u8], CeremonyError> {
        self.identity.credential_id()
    }

    /// The id of its user that the authenticator keeps, if it told.
    pub(crate) fn user_handle(&self) -> Option<&[u8]> {
        self.response
            .user_handle
            .as_ref()
            .map(|handle| handle.0.as_slice())
    }
}
