//! WebAuthn ceremonies as the relying party checks them (Web Authentication Level 3, sections 7.1 and 7.2).
//!
//! Bytes in, a verdict out: no storage, no clock. Attestation is asked for as `none`, so whatever statement
//! an authenticator sends all the same is not looked at: a key is trusted because its user enrolled it.

mod authenticator_data;
mod client_data;
mod cose;
mod error;
mod json;
mod options;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use client_data::Ceremony;
pub(crate) use error::CeremonyError;
pub(crate) use json::{AuthenticationCredential, Base64Url, RegistrationCredential};
pub(crate) use options::{
    Attachment, CreationOptions, Descriptor, RelyingPartyEntity, RequestOptions, UserEntity,
};
pub(crate) use verify::{KnownCredential, NewCredential, authentication, registration};

/// Whom a credential is for, and where it may be used.
#[derive(Debug)]
pub(crate) struct RelyingParty<'a> {
    /// The relying party's id, a domain such as `localhost`.
    pub(crate) id: &'a str,
    /// Origins whose pages may run a ceremony, such as `http://localhost:8080`; `http://localhost:*` is any
    /// port.
    pub(crate) origins: &'a [String],
    /// The origin of the pre-built UI: the only one that may be framed, by pages of `origins`.
    pub(crate) framed_origin: &'a str,
}

/// What a ceremony has to bring.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) relying_party: RelyingParty<'a>,
    /// The challenge that was put, base64url.
    pub(crate) challenge: &'a str,
}
