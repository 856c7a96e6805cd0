//! What the authenticator says about a ceremony (section 6.1).

use ciborium::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{CeremonyError, RelyingParty};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED_CREDENTIAL: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// The longest credential id that the specification allows.
const MAX_CREDENTIAL_ID_BYTES: usize = 1023;

/// Authenticator data, taken apart.
#[derive(Debug)]
pub(super) struct AuthenticatorData {
    rp_id_hash: [u8; 32],
    flags: u8,
    pub(super) sign_count: u32,
    pub(super) attested: Option<AttestedCredential>,
}

/// A credential that was just made.
#[derive(Debug)]
pub(super) struct AttestedCredential {
    pub(super) aaguid: Uuid,
    pub(super) credential_id: Vec<u8>,
    /// A `COSE_Key`, not looked into yet.
    pub(super) public_key: Value,
}

impl AuthenticatorData {
    /// Takes `bytes` apart; all of them must be accounted for.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, CeremonyError> {
        Self::read(bytes).ok_or(CeremonyError::Malformed(
            "authenticatorData is not as specified",
        ))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>()?;
        let ([flags], rest) = rest.split_first_chunk::<1>()?;
        let (sign_count, mut rest) = rest.split_first_chunk::<4>()?;
        let attested = match flags & ATTESTED_CREDENTIAL {
            0 => None,
            _ => Some(AttestedCredential::read(&mut rest)?),
        };
        if flags & EXTENSIONS != 0 {
            let extensions: Value = ciborium::from_reader(&mut rest).ok()?;
            extensions.as_map()?;
        }
        rest.is_empty().then_some(Self {
            rp_id_hash: *rp_id_hash,
            flags: *flags,
            sign_count: u32::from_be_bytes(*sign_count),
            attested,
        })
    }

    /// Checks whose it is and who was there.
    pub(super) fn check(
        &self,
        party: &RelyingParty<'_>,
        people: People,
    ) -> Result<(), CeremonyError> {
        if self.rp_id_hash != <[u8; 32]>::from(Sha256::digest(party.id.as_bytes())) {
            return Err(CeremonyError::RelyingParty);
        }
        if people == People::Required {
            if self.flags & USER_PRESENT == 0 {
                return Err(CeremonyError::UserPresence);
            }
            if self.flags & USER_VERIFIED == 0 {
                return Err(CeremonyError::UserVerification);
            }
        }
        if self.backed_up() && !self.backup_eligible() {
            return Err(CeremonyError::BackupState);
        }
        Ok(())
    }

    /// Whether the credential may ever be on more than one device.
    pub(super) const fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    /// Whether it is at present.
    pub(super) const fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// Whether somebody has to be there and to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum People {
    Required,
    /// Only when a browser turns a password into a passkey by itself (conditional create).
    Optional,
}

impl AttestedCredential {
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let plausible = (1..=MAX_CREDENTIAL_ID_BYTES).contains(&length);
        let (credential_id, mut rest) =
            plausible.then(|| rest.split_at_checked(length)).flatten()?;
        let public_key = ciborium::from_reader(&mut rest).ok()?;
        *bytes = rest;
        Some(Self {
            aaguid: Uuid::from_bytes(*aaguid),
            credential_id: credential_id.to_vec(),
            public_key,
        })
    }
}
