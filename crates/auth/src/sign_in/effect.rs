use cognito::{ChallengeSession, Tokens};

use super::ConfirmationCode;
use crate::verification::{Offer, Way};
use crate::{ActionToken, ChallengeUrl, Timestamp, Username, ValidationToken};

/// Which attempt an effect and its result belong to. A new one for each submitted email, and after
/// each end: results that come late carry an old one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttemptId(u64);

impl AttemptId {
    pub(super) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// Something to be done for an attempt; its result comes back as [`super::Event::Answered`].
#[derive(Debug)]
pub struct Effect {
    /// The attempt that asked for it.
    pub attempt: AttemptId,
    /// What is to be done.
    pub step: Step,
}

/// What is to be done.
#[derive(Debug)]
pub enum Step {
    /// Call InitiateAuth with the flow CUSTOM_AUTH.
    InitiateAuth {
        /// Who signs in.
        username: Username,
    },
    /// Ask the person for a passkey (modal mediation).
    AskForPasskey,
    /// Call SignUp with a random password that nobody gets to know.
    SignUp {
        /// Who signs up; also the `email` or `phone_number` attribute.
        username: Username,
    },
    /// Call ConfirmSignUp.
    ConfirmSignUp {
        /// Whose account it is.
        username: Username,
        /// The code.
        code: ConfirmationCode,
    },
    /// Call ResendConfirmationCode.
    ResendConfirmationCode {
        /// Whose account it is.
        username: Username,
    },
    /// Show Authsignal's pre-built UI.
    LaunchChallenge {
        /// Its address.
        url: ChallengeUrl,
    },
    /// Have the challenge answered on our own screens; in the pre-built UI where they know none of the person's
    /// factors.
    ChallengeHere(ScreenChallenge),
    /// Keep what is needed to go on ([`crate::pending`]) and leave the page for the pre-built UI.
    LeaveForChallenge(Departure),
    /// Call RespondToAuthChallenge.
    RespondToChallenge {
        /// The name that Cognito knows the person by.
        username: Username,
        /// The session that came with the challenge.
        session: ChallengeSession,
        /// The proof.
        token: ValidationToken,
    },
    /// Make the tokens a session and keep it.
    KeepTokens {
        /// What the person signed in with.
        username: Username,
        /// Cognito's tokens.
        tokens: Box<Tokens>,
    },
}

/// A challenge for our own screens.
#[derive(Debug)]
pub struct ScreenChallenge {
    /// Who signs in.
    pub username: Username,
    /// The token of the tracked action; none where Cognito knows no such user, and nobody is to learn that.
    pub token: Option<ActionToken>,
    /// What the person has enrolled.
    pub offer: Offer,
    /// The address of the pre-built UI, where there is a usable one.
    pub url: Option<ChallengeUrl>,
    /// Whether a refused token is to look like any other.
    pub conceals: bool,
}

impl ScreenChallenge {
    /// The ways that the screens offer, the first one first; none where they know none of the person's factors.
    ///
    /// Where nobody is to learn whether an account exists, one that has enrolled nothing yet offers one way, as one that
    /// does not exist seems to have.
    #[must_use]
    pub fn ways(&self, passkeys: bool) -> Vec<Way> {
        let mut ways = self.offer.ways(&self.username, passkeys);
        if self.conceals && self.offer.enrolled.is_empty() {
            ways.truncate(1);
        }
        ways
    }
}

/// What a page knows that is left for the pre-built UI.
#[derive(Debug)]
pub struct Departure {
    /// The address of the pre-built UI.
    pub url: ChallengeUrl,
    /// Who signs in.
    pub username: Username,
    /// The name to answer with.
    pub respond_as: Username,
    /// Cognito's session of this challenge.
    pub session: ChallengeSession,
    /// When Cognito issued it.
    pub since: Timestamp,
}
