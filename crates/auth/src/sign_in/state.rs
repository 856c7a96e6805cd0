use cognito::ChallengeSession;

use super::{AwaitedCode, Problem};
use crate::{Timestamp, Username, ValidationToken};

/// What is awaited.
#[derive(Debug)]
pub enum State {
    /// The person, to type an email address or phone number; after a failed attempt with what went wrong.
    AwaitingUsername {
        /// Why the last attempt ended; none at first and after a cancel.
        problem: Option<Problem>,
    },
    /// Cognito's answer to InitiateAuth.
    AwaitingInitiateAuth {
        /// Who signs in.
        username: Username,
        /// Whether this attempt has created the account already.
        signed_up: bool,
    },
    /// The person, to choose a passkey.
    AwaitingPasskey,
    /// Cognito's answer to InitiateAuth, after a passkey was verified.
    AwaitingPasskeyRound {
        /// Whose passkey it is.
        username: Username,
        /// The proof.
        token: ValidationToken,
    },
    /// Cognito's answer to SignUp.
    AwaitingSignUp {
        /// Who signs up.
        username: Username,
    },
    /// The person, to type the code that confirms their account.
    AwaitingConfirmation(AwaitedCode),
    /// The person, in Authsignal's pre-built UI or on our own screens.
    AwaitingChallenge {
        /// Who signs in.
        username: Username,
        /// The name to answer with: Cognito may know the person by another one than was typed.
        respond_as: Username,
        /// Cognito's session of this challenge.
        session: ChallengeSession,
        /// When Cognito issued it.
        since: Timestamp,
    },
    /// Somebody whom Cognito does not know, to answer a challenge that was never sent.
    AwaitingInVain,
    /// Cognito's answer to RespondToAuthChallenge.
    AwaitingTokens {
        /// Who signs in.
        username: Username,
        /// When the challenge that was answered was issued.
        since: Timestamp,
    },
    /// The session that the tokens make.
    AwaitingSession,
    /// Nothing more: the person is signed in.
    SignedIn,
}
