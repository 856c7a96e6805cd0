//! What a browser is asked for, as `PublicKeyCredential.parse...OptionsFromJSON()` reads it (section 5.1).

use serde::{Deserialize, Serialize};

use super::Base64Url;
use super::cose::ALGORITHMS;

const PUBLIC_KEY: &str = "public-key";
const REQUIRED: &str = "required";

/// Where an authenticator is (`AuthenticatorAttachment`).
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Attachment {
    Platform,
    CrossPlatform,
}

/// `PublicKeyCredentialCreationOptionsJSON`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreationOptions {
    rp: RelyingPartyEntity,
    user: UserEntity,
    /// Base64url.
    challenge: String,
    /// Milliseconds.
    timeout: u64,
    pub_key_cred_params: Vec<CredentialParameters>,
    exclude_credentials: Vec<Descriptor>,
    authenticator_selection: AuthenticatorSelection,
    attestation: &'static str,
    extensions: Extensions,
}

/// `PublicKeyCredentialRequestOptionsJSON`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestOptions {
    rp_id: String,
    /// Base64url.
    challenge: String,
    /// Milliseconds.
    timeout: u64,
    /// None means any discoverable credential.
    allow_credentials: Vec<Descriptor>,
    user_verification: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct RelyingPartyEntity {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserEntity {
    /// The user handle.
    pub(crate) id: Base64Url,
    pub(crate) name: String,
    pub(crate) display_name: String,
}

/// A credential by its id (`PublicKeyCredentialDescriptorJSON`).
#[derive(Debug, Serialize)]
pub(crate) struct Descriptor {
    #[serde(rename = "type")]
    kind: &'static str,
    id: Base64Url,
    transports: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CredentialParameters {
    #[serde(rename = "type")]
    kind: &'static str,
    alg: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticatorSelection {
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<Attachment>,
    resident_key: &'static str,
    require_resident_key: bool,
    user_verification: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    cred_props: bool,
}

impl Descriptor {
    pub(crate) const fn new(id: Vec<u8>, transports: Vec<String>) -> Self {
        Self {
            kind: PUBLIC_KEY,
            id: Base64Url(id),
            transports,
        }
    }
}

impl CreationOptions {
    /// For a passkey: a discoverable credential that verifies its user.
    pub(crate) fn new(
        rp: RelyingPartyEntity,
        user: UserEntity,
        challenge: String,
        timeout: u64,
        exclude_credentials: Vec<Descriptor>,
        attachment: Option<Attachment>,
    ) -> Self {
        Self {
            rp,
            user,
            challenge,
            timeout,
            pub_key_cred_params: ALGORITHMS
                .iter()
                .map(|&alg| CredentialParameters {
                    kind: PUBLIC_KEY,
                    alg,
                })
                .collect(),
            exclude_credentials,
            authenticator_selection: AuthenticatorSelection {
                authenticator_attachment: attachment,
                resident_key: REQUIRED,
                require_resident_key: true,
                user_verification: REQUIRED,
            },
            attestation: "none",
            extensions: Extensions { cred_props: true },
        }
    }
}

impl RequestOptions {
    /// For one of `allow_credentials`, or for any passkey where there are none.
    pub(crate) const fn new(
        rp_id: String,
        challenge: String,
        timeout: u64,
        allow_credentials: Vec<Descriptor>,
    ) -> Self {
        Self {
            rp_id,
            challenge,
            timeout,
            allow_credentials,
            user_verification: REQUIRED,
        }
    }
}
