//! What a sign-in does after Cognito was asked for a challenge, in a part of its own.

use std::future::Future;
use std::pin::Pin;

use auth::sign_in::{Answer, Step};
use cognito::AuthOutcome;
use config::AuthsignalConfig;
use leptos::prelude::*;

use super::SignInDriver;
use super::confirmation::report;
use crate::browser::authsignal;
use crate::browser::webauthn::Mediation;
use crate::language;
use crate::parts::in_part;

in_part! { challenge:
    /// Fetches the part.
    pub(super) fn fetch() -> () {}
}

in_part! { challenge:
    /// Performs `step`.
    pub(super) fn run(driver: SignInDriver, step: Step) -> Pin<Box<dyn Future<Output = Option<Answer>>>> {
        Box::pin(driver.run_later(step))
    }
}

in_part! { challenge:
    /// Fetches the Authsignal SDK.
    pub(super) fn preload_sdk(config: AuthsignalConfig) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(async move { authsignal::preload(&config).await })
    }
}

impl SignInDriver {
    async fn run_later(self, step: Step) -> Option<Answer> {
        let cognito = self.session.cognito();
        let answer = match step {
            // Is in the first download.
            Step::InitiateAuth { .. } => return None,
            Step::AskForPasskey => {
                let config = self
                    .parts
                    .try_with_value(|parts| parts.authsignal.clone())?;
                let asked = authsignal::ask_for_passkey(&config, Mediation::Modal, |user| {
                    self.session.keep_passkey_user(user);
                })
                .await;
                Answer::PasskeyAsked(asked)
            }
            Step::SignUp { username } => Answer::SignedUp(self.sign_up(username.as_str()).await),
            Step::ConfirmSignUp { username, code } => {
                let confirmed = cognito.confirm_sign_up(username.as_str(), code.expose());
                Answer::SignUpConfirmed(report(confirmed.await))
            }
            Step::ResendConfirmationCode { username } => {
                let resent = cognito.resend_confirmation_code(username.as_str());
                Answer::CodeResent(report(resent.await))
            }
            Step::LaunchChallenge { url } => {
                let url = language::of_page(&url);
                let (window, config) = self
                    .parts
                    .try_with_value(|parts| (parts.window.clone(), parts.authsignal.clone()))?;
                Answer::ChallengeClosed(match window {
                    Some(window) => window.launch(&url).await,
                    None => authsignal::launch_popup(&config, &url).await,
                })
            }
            Step::ChallengeHere(challenge) => {
                Answer::ChallengeClosed(self.challenge_here(challenge).await?)
            }
            Step::LeaveForChallenge(departure) => self.leave(departure)?,
            Step::RespondToChallenge {
                username,
                session,
                token,
            } => {
                let answer = cognito
                    .respond_to_auth_challenge(username.as_str(), &session, token.expose())
                    .await;
                if matches!(answer, Ok(AuthOutcome::Tokens(_))) {
                    self.keep_proof(token);
                }
                Answer::ChallengeAnswered(answer)
            }
            Step::KeepTokens { username, tokens } => {
                let kept = self.session.begin(*tokens, &username);
                if kept.is_ok() {
                    self.remember(username);
                }
                Answer::TokensKept(kept)
            }
        };
        Some(answer)
    }
}
