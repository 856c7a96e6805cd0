//! What proved this sign-in at Authsignal, kept for a few minutes: it lets the person enrol a passkey
//! without another challenge. In memory only.

use std::time::Duration;

use auth::{Timestamp, ValidationToken};
use leptos::prelude::*;

use super::SessionContext;
use crate::browser;
use crate::browser::webauthn::PasskeyUser;

/// How long Authsignal takes a token after its challenge.
const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// A ceremony takes its time, too.
const MARGIN: Duration = Duration::from_secs(60);

/// A token, and when it was used to sign in.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    token: ValidationToken,
    method: ProofMethod,
    since: Timestamp,
}

/// What a sign-in was proved with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofMethod {
    /// A passkey.
    Passkey,
    /// Whatever the pre-built UI asked for.
    Challenge,
}

impl SessionContext {
    /// Remembers what proved the sign-in that just succeeded.
    pub fn keep_proof(self, token: ValidationToken, method: ProofMethod) {
        let since = browser::now();
        let _ = self.parts.try_update_value(|parts| {
            parts.proof = Some(Proof {
                token,
                method,
                since,
            });
        });
    }

    /// The token that proved this sign-in, while Authsignal still takes it. None after loading the page anew.
    #[must_use]
    pub fn fresh_proof(self) -> Option<ValidationToken> {
        self.parts.with_value(|parts| {
            let proof = parts.proof.as_ref()?;
            let good = browser::now().since(proof.since) + MARGIN < LIFETIME;
            good.then(|| proof.token.clone())
        })
    }

    /// Remembers whose passkey was verified last.
    pub fn keep_passkey_user(self, user: PasskeyUser) {
        let _ = self
            .parts
            .try_update_value(|parts| parts.passkey_user = Some(user));
    }

    /// How browsers know the person who is signed in, where a passkey of this page's sign-in told.
    #[must_use]
    pub fn passkey_user(self) -> Option<PasskeyUser> {
        if self.proof_method() != Some(ProofMethod::Passkey) {
            return None;
        }
        self.parts.with_value(|parts| parts.passkey_user.clone())
    }

    /// What this page's sign-in was proved with. None after loading the page anew.
    #[must_use]
    pub fn proof_method(self) -> Option<ProofMethod> {
        self.parts
            .with_value(|parts| Some(parts.proof.as_ref()?.method))
    }
}
