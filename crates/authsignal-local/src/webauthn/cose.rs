//! Public keys as authenticators write them (`COSE_Key`, RFC 9052 and RFC 9053), and their signatures.

use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use super::CeremonyError;

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The algorithms that a passkey may sign with, by their COSE numbers, the preferred first.
pub(super) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

/// Labels of a key's parameters (RFC 9052, section 7.1, and RFC 9053, section 7).
mod label {
    pub(super) const KEY_TYPE: i64 = 1;
    pub(super) const ALGORITHM: i64 = 3;
    pub(super) const CURVE: i64 = -1;
    pub(super) const X: i64 = -2;
    pub(super) const Y: i64 = -3;
    pub(super) const RSA_MODULUS: i64 = -1;
    pub(super) const RSA_EXPONENT: i64 = -2;
}

/// Values of the key type and the curve.
mod value {
    pub(super) const OCTET_KEY_PAIR: i64 = 1;
    pub(super) const ELLIPTIC_CURVE: i64 = 2;
    pub(super) const RSA: i64 = 3;
    pub(super) const P_256: i64 = 1;
    pub(super) const ED25519: i64 = 6;
}

/// A key of one of [`ALGORITHMS`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// An uncompressed point (SEC 1).
    Es256([u8; 65]),
    Ed25519([u8; 32]),
    Rs256 {
        /// Big-endian.
        modulus: Vec<u8>,
        /// Big-endian.
        exponent: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a `COSE_Key`.
    pub(super) fn parse(key: &Value) -> Result<Self, CeremonyError> {
        Self::read(key).ok_or(CeremonyError::Malformed("the public key is not supported"))
    }

    fn read(key: &Value) -> Option<Self> {
        let number = |label| i64::try_from(get(key, label)?.as_integer()?).ok();
        let bytes = |label| get(key, label)?.as_bytes().map(Vec::as_slice);
        match (number(label::ALGORITHM)?, number(label::KEY_TYPE)?) {
            (ES256, value::ELLIPTIC_CURVE) if number(label::CURVE)? == value::P_256 => {
                let mut point = [4; 65];
                let (_, coordinates) = point.split_first_mut()?;
                let (x, y) = coordinates.split_first_chunk_mut::<32>()?;
                *x = bytes(label::X)?.try_into().ok()?;
                *y.first_chunk_mut::<32>()? = bytes(label::Y)?.try_into().ok()?;
                Some(Self::Es256(point))
            }
            (EDDSA, value::OCTET_KEY_PAIR) if number(label::CURVE)? == value::ED25519 => {
                Some(Self::Ed25519(bytes(label::X)?.try_into().ok()?))
            }
            (RS256, value::RSA) => Some(Self::Rs256 {
                modulus: bytes(label::RSA_MODULUS)?.to_vec(),
                exponent: bytes(label::RSA_EXPONENT)?.to_vec(),
            }),
            _ => None,
        }
    }

    /// Checks `signature` over `message`.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), CeremonyError> {
        let verified = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256 { modulus, exponent } => RsaPublicKeyComponents {
                n: modulus,
                e: exponent,
            }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        verified.map_err(|_| CeremonyError::Signature)
    }
}

fn get(key: &Value, label: i64) -> Option<&Value> {
    key.as_map()?
        .iter()
        .find(|(name, _)| *name == Value::from(label))
        .map(|(_, value)| value)
}
