//! The challenge on our own screens.

use auth::ActionToken;
use auth::sign_in::{ChallengeResult, LaunchError, ScreenChallenge};
use auth::verification::Verification;
use leptos::prelude::*;

use super::SignInDriver;
use crate::browser::{authsignal, webauthn};
use crate::language;
use crate::verification::VerificationDriver;

impl SignInDriver {
    /// Our own challenge screens, of which one shows while a challenge is answered there.
    #[must_use]
    pub const fn verification(self) -> VerificationDriver {
        self.verification
    }

    /// Shows them; the pre-built UI's dialog where they know none of the person's factors.
    pub(super) async fn challenge_here(
        self,
        challenge: ScreenChallenge,
    ) -> Option<Result<ChallengeResult, LaunchError>> {
        let ways = challenge.ways(webauthn::supports_passkeys());
        if let (true, Some(url)) = (ways.is_empty(), &challenge.url) {
            let config = self
                .parts
                .try_with_value(|parts| parts.authsignal.clone())?;
            let url = language::of_page(url);
            return Some(authsignal::launch_popup(&config, &url).await);
        }
        let machine = Verification::new(ways).of(challenge.username);
        let machine = match challenge.conceals {
            true => machine.concealing(),
            false => machine,
        };
        let token = challenge.token.as_ref().map(ActionToken::expose);
        let ended = self.verification.verify(machine, token).await;
        if let Some(user) = self.verification.passkey_user() {
            self.session.keep_passkey_user(user);
        }
        Some(ended)
    }
}
