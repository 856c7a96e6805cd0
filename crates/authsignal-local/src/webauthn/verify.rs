//! The two ceremonies, checked step by step (sections 7.1 and 7.2).

use ciborium::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::authenticator_data::{AuthenticatorData, People};
use super::cose::PublicKey;
use super::json::{AuthenticationCredential, RegistrationCredential};
use super::{CeremonyError, Expected, client_data};
use crate::webauthn::Ceremony;

/// A credential that may be enrolled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewCredential {
    pub(crate) id: Vec<u8>,
    /// A `COSE_Key` in CBOR.
    pub(crate) public_key: Vec<u8>,
    pub(crate) sign_count: u32,
    pub(crate) aaguid: Uuid,
    /// How the browser may reach it: `internal`, `hybrid`, `usb`, ...
    pub(crate) transports: Vec<String>,
    /// Whether it may ever be on more than one device.
    pub(crate) backup_eligible: bool,
    /// Whether it is at present.
    pub(crate) backed_up: bool,
}

/// What is known of an enrolled credential.
#[derive(Debug)]
pub(crate) struct KnownCredential<'a> {
    /// As in [`NewCredential::public_key`].
    pub(crate) public_key: &'a [u8],
    pub(crate) sign_count: u32,
    pub(crate) backup_eligible: bool,
}

/// What an authentication tells anew about its credential.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assertion {
    pub(crate) sign_count: u32,
    pub(crate) backed_up: bool,
}

/// Checks a registration ceremony. A conditional one happens without anybody touching anything.
pub(crate) fn registration(
    credential: &RegistrationCredential,
    conditional: bool,
    expected: &Expected<'_>,
) -> Result<NewCredential, CeremonyError> {
    let response = &credential.response;
    client_data::check(
        &response.client_data_json.0,
        Ceremony::Registration,
        expected,
    )?;
    let data = AuthenticatorData::parse(&authenticator_data_of(&response.attestation_object.0)?)?;
    let people = if conditional {
        People::Optional
    } else {
        People::Required
    };
    data.check(&expected.relying_party, people)?;
    let (backup_eligible, backed_up) = (data.backup_eligible(), data.backed_up());
    let attested = data.attested.ok_or(CeremonyError::Malformed(
        "authenticatorData holds no credential",
    ))?;
    if attested.credential_id != credential.credential_id()? {
        return Err(CeremonyError::Malformed(
            "authenticatorData holds another credential",
        ));
    }
    PublicKey::parse(&attested.public_key)?;
    let mut public_key = Vec::new();
    ciborium::into_writer(&attested.public_key, &mut public_key)
        .map_err(|_| CeremonyError::Malformed("the public key cannot be kept"))?;
    Ok(NewCredential {
        id: attested.credential_id,
        public_key,
        sign_count: data.sign_count,
        aaguid: attested.aaguid,
        transports: response.transports.clone(),
        backup_eligible,
        backed_up,
    })
}

/// The attestation object's `authData` (section 6.5); its statement is not asked for.
fn authenticator_data_of(attestation_object: &[u8]) -> Result<Vec<u8>, CeremonyError> {
    let mut rest = attestation_object;
    let object: Option<Value> = ciborium::from_reader(&mut rest).ok();
    let data = object
        .filter(|_| rest.is_empty())
        .and_then(|object| object.into_map().ok())
        .and_then(|entries| {
            let name = Value::from("authData");
            entries.into_iter().find(|(key, _)| *key == name)
        })
        .and_then(|(_, data)| data.into_bytes().ok());
    data.ok_or(CeremonyError::Malformed(
        "attestationObject is not as specified",
    ))
}

/// Checks an authentication ceremony against the credential that it claims to be.
pub(crate) fn authentication(
    credential: &AuthenticationCredential,
    known: &KnownCredential<'_>,
    expected: &Expected<'_>,
) -> Result<Assertion, CeremonyError> {
    let response = &credential.response;
    let client_data_json = &response.client_data_json.0;
    client_data::check(client_data_json, Ceremony::Authentication, expected)?;
    let data = AuthenticatorData::parse(&response.authenticator_data.0)?;
    data.check(&expected.relying_party, People::Required)?;
    if data.backup_eligible() != known.backup_eligible {
        return Err(CeremonyError::BackupState);
    }
    let public_key: Value = ciborium::from_reader(known.public_key)
        .map_err(|_| CeremonyError::Malformed("the kept public key cannot be read"))?;
    let mut signed = response.authenticator_data.0.clone();
    signed.extend_from_slice(&Sha256::digest(client_data_json));
    PublicKey::parse(&public_key)?.verify(&signed, &response.signature.0)?;
    // Synchronised passkeys have no counter: theirs is always zero.
    let counts = data.sign_count != 0 || known.sign_count != 0;
    if counts && data.sign_count <= known.sign_count {
        return Err(CeremonyError::SignCount);
    }
    Ok(Assertion {
        sign_count: data.sign_count,
        backed_up: data.backed_up(),
    })
}
