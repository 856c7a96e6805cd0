//! A passkey's credential as both APIs show it (`WebauthnCredential` of the official SDKs).

use serde::Serialize;

use crate::store::passkeys::Passkey;
use crate::user_agent::UserAgent;
use crate::webauthn::Base64Url;

/// What people and programs may know of a credential: nothing that lets anybody use it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebauthnCredential {
    credential_id: Base64Url,
    device_id: String,
    /// The browser and system that enrolled it.
    name: String,
    aaguid: String,
    credential_backed_up: bool,
    credential_device_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<String>,
    parsed_user_agent: UserAgent,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
}

impl WebauthnCredential {
    pub(super) fn new(passkey: &Passkey, verified_at: Option<String>) -> Self {
        let parsed_user_agent = UserAgent::parse(&passkey.user_agent);
        Self {
            credential_id: Base64Url(passkey.credential_id.clone()),
            device_id: passkey.device_id.clone(),
            name: parsed_user_agent.to_string(),
            aaguid: passkey.aaguid.clone(),
            credential_backed_up: passkey.backed_up,
            credential_device_type: if passkey.backup_eligible {
                "multiDevice"
            } else {
                "singleDevice"
            },
            authenticator_attachment: passkey.attachment.clone(),
            parsed_user_agent,
            verified_at,
        }
    }
}
