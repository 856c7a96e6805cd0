//! Why a ceremony was refused.

/// A refusal. Its text tells a developer what was wrong; programs act on [`CeremonyError::code`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum CeremonyError {
    /// Nobody here has this credential: it was removed, or belongs to another environment.
    #[error("The passkey is not registered here.")]
    UnknownCredential,
    /// There is no such challenge, or its time is over, or it was answered before.
    #[error("The passkey challenge has expired or was used before. Begin again.")]
    ChallengeOver,
    /// The answer is to another challenge.
    #[error("The passkey answers another challenge.")]
    ChallengeMismatch,
    /// The answer cannot be read.
    #[error("The credential is malformed: {0}.")]
    Malformed(&'static str),
    /// A registration where an authentication was asked for, or the reverse.
    #[error("The passkey ceremony is of the wrong type.")]
    Type,
    /// The page that ran the ceremony may not.
    #[error("The origin {0} is not one of this tenant's. Allow it with --origin if it should be.")]
    Origin(String),
    /// The page that ran the ceremony was framed by one that may not frame it.
    #[error("The ceremony ran in a frame that is not allowed.")]
    CrossOrigin,
    /// The credential is for another relying party.
    #[error("The credential is for another relying party id.")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("User presence is missing.")]
    UserPresence,
    /// The authenticator did not check who is there.
    #[error("User verification is missing.")]
    UserVerification,
    /// The flags contradict each other or what was said at the registration.
    #[error("The backup flags are inconsistent.")]
    BackupState,
    /// The signature is not the credential's.
    #[error("The signature is invalid.")]
    Signature,
    /// The counter stood still or went back: there may be a copy of the authenticator.
    #[error("The signature counter did not advance.")]
    SignCount,
    /// The credential names another user than the one it was made for.
    #[error("The user handle is missing or not the credential's.")]
    UserHandle,
    /// The credential is not one of the token's user.
    #[error("The passkey belongs to another user.")]
    OtherUser,
    /// The credential is enrolled already, by this user or another one.
    #[error("The passkey is already registered.")]
    AlreadyRegistered,
}

impl CeremonyError {
    /// The code that programs act on.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::UnknownCredential => "unknown_credential",
            Self::ChallengeOver => "expired_challenge",
            _ => "invalid_credential",
        }
    }
}
