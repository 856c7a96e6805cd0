//! A browser with an authenticator, in software: honest unless told otherwise.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(super) const AAGUID: &str = "01020304-0506-0708-0102-030405060708";

/// Flags of authenticator data (section 6.1).
pub(super) mod flag {
    pub(crate) const UP: u8 = 1;
    pub(crate) const UV: u8 = 4;
    pub(crate) const BE: u8 = 8;
    pub(crate) const BS: u8 = 16;
    pub(super) const AT: u8 = 64;
    pub(crate) const ED: u8 = 128;
}

/// How a ceremony goes.
#[derive(Clone)]
pub(super) struct Circumstances {
    pub(super) origin: &'static str,
    pub(super) cross_origin: Option<bool>,
    pub(super) top_origin: Option<&'static str>,
    pub(super) flags: u8,
    /// Instead of what the options say.
    pub(super) rp_id: Option<&'static str>,
    pub(super) challenge: Option<String>,
    /// Instead of the right one.
    pub(super) ceremony: Option<&'static str>,
    pub(super) user_handle: Option<Vec<u8>>,
    pub(super) no_user_handle: bool,
    /// Instead of counting on.
    pub(super) sign_count: Option<u32>,
    pub(super) bogus_signature: bool,
    /// Bytes after the authenticator data's end.
    pub(super) trailing: &'static [u8],
}

impl Default for Circumstances {
    fn default() -> Self {
        Self {
            origin: "http://localhost:8080",
            cross_origin: None,
            top_origin: None,
            flags: flag::UP | flag::UV | flag::BE | flag::BS,
            rp_id: None,
            challenge: None,
            ceremony: None,
            user_handle: None,
            no_user_handle: false,
            sign_count: None,
            bogus_signature: false,
            trailing: &[],
        }
    }
}

enum Key {
    Es256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Algorithm {
    Es256,
    Ed25519,
    Rs256,
}

/// An authenticator with one passkey.
pub(super) struct Authenticator {
    key: Key,
    pub(super) credential_id: Vec<u8>,
    user_handle: Vec<u8>,
    pub(super) sign_count: u32,
}

impl Authenticator {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        let random = SystemRandom::new();
        let key = match algorithm {
            Algorithm::Es256 => {
                let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
                let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
                Key::Es256(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap())
            }
            Algorithm::Ed25519 => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Key::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
            }
            Algorithm::Rs256 => {
                let pkcs8: String = include_str!("rsa_test_key.txt").lines().collect();
                let pkcs8 = STANDARD.decode(pkcs8).unwrap();
                Key::Rs256(RsaKeyPair::from_pkcs8(&pkcs8).unwrap())
            }
        };
        let mut credential_id = vec![0; 16];
        getrandom::fill(&mut credential_id).unwrap();
        Self {
            key,
            credential_id,
            user_handle: Vec::new(),
            sign_count: 0,
        }
    }

    /// Answers `navigator.credentials.create()`.
    pub(super) fn register(&mut self, options: &Value, how: &Circumstances) -> Value {
        self.user_handle = decode(&options["user"]["id"]);
        let client_data = client_data("webauthn.create", options, how);
        let rp_id = options["rp"]["id"].as_str().unwrap();
        let mut data = self.authenticator_data(rp_id, how, flag::AT);
        data.extend(uuid::Uuid::parse_str(AAGUID).unwrap().into_bytes());
        data.extend(
            u16::try_from(self.credential_id.len())
                .unwrap()
                .to_be_bytes(),
        );
        data.extend(&self.credential_id);
        ciborium::into_writer(&self.cose_key(), &mut data).unwrap();
        data.extend(how.trailing);
        let attestation = Cbor::Map(vec![
            ("fmt".into(), "none".into()),
            ("attStmt".into(), Cbor::Map(Vec::new())),
            ("authData".into(), Cbor::Bytes(data)),
        ]);
        let mut attestation_object = Vec::new();
        ciborium::into_writer(&attestation, &mut attestation_object).unwrap();
        json!({
            "id": encode(&self.credential_id),
            "rawId": encode(&self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "clientDataJSON": encode(&client_data),
                "attestationObject": encode(&attestation_object),
                "transports": ["internal", "hybrid"],
                "publicKeyAlgorithm": -7,
            },
        })
    }

    /// Answers `navigator.credentials.get()`.
    pub(super) fn sign(&mut self, options: &Value, how: &Circumstances) -> Value {
        let client_data = client_data("webauthn.get", options, how);
        if self.sign_count > 0 {
            self.sign_count += 1;
        }
        let mut data = self.authenticator_data(options["rpId"].as_str().unwrap(), how, 0);
        data.extend(how.trailing);
        let mut message = data.clone();
        message.extend(Sha256::digest(&client_data));
        if how.bogus_signature {
            message.push(0);
        }
        let handle = how.user_handle.as_ref().unwrap_or(&self.user_handle);
        json!({
            "id": encode(&self.credential_id),
            "rawId": encode(&self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(&client_data),
                "authenticatorData": encode(&data),
                "signature": encode(&self.signature(&message)),
                "userHandle": (!how.no_user_handle).then(|| encode(handle)),
            },
        })
    }

    fn authenticator_data(&self, rp_id: &str, how: &Circumstances, more_flags: u8) -> Vec<u8> {
        let rp_id = how.rp_id.unwrap_or(rp_id);
        let mut data = Sha256::digest(rp_id.as_bytes()).to_vec();
        data.push(how.flags | more_flags);
        data.extend(how.sign_count.unwrap_or(self.sign_count).to_be_bytes());
        data
    }

    fn cose_key(&self) -> Cbor {
        let entry = |label: i64, value: Cbor| (Cbor::from(label), value);
        let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
        Cbor::Map(match &self.key {
            Key::Es256(pair) => {
                let point = pair.public_key().as_ref();
                vec![
                    entry(1, 2.into()),
                    entry(3, (-7).into()),
                    entry(-1, 1.into()),
                    entry(-2, bytes(&point[1..33])),
                    entry(-3, bytes(&point[33..])),
                ]
            }
            Key::Ed25519(pair) => vec![
                entry(1, 1.into()),
                entry(3, (-8).into()),
                entry(-1, 6.into()),
                entry(-2, bytes(pair.public_key().as_ref())),
            ],
            Key::Rs256(pair) => {
                let key = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                vec![
                    entry(1, 3.into()),
                    entry(3, (-257).into()),
                    entry(-1, bytes(&key.n)),
                    entry(-2, bytes(&key.e)),
                ]
            }
        })
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Key::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Key::Rs256(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .unwrap();
                signature
            }
        }
    }
}

fn client_data(ceremony: &str, options: &Value, how: &Circumstances) -> Vec<u8> {
    let asked = options["challenge"].as_str().unwrap();
    let mut data = json!({
        "type": how.ceremony.unwrap_or(ceremony),
        "challenge": how.challenge.as_deref().unwrap_or(asked),
        "origin": how.origin,
    });
    if let Some(cross_origin) = how.cross_origin {
        data["crossOrigin"] = json!(cross_origin);
    }
    if let Some(top_origin) = how.top_origin {
        data["topOrigin"] = json!(top_origin);
    }
    data.to_string().into_bytes()
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}
