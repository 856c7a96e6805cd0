//! How the challenge is shown, and coming back from where it was shown.

use cognito::{Challenge, ChallengeName};

use super::{Departure, Effect, Problem, SignIn, SignInMethod, State, Step};
use crate::pending::PendingSignIn;
use crate::{ChallengeUrl, Timestamp, Username, ValidationToken};

/// How Authsignal's pre-built UI is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LaunchMode {
    /// In a dialog over the page.
    #[default]
    Popup,
    /// In place of the page, which the person comes back to.
    Redirect,
    /// In a window of its own.
    Window,
}

impl SignIn {
    /// What made a sign-in impossible before it began.
    pub(super) fn stopped(self, problem: Problem) -> (Self, Option<Effect>) {
        if self.is_idle() {
            self.fail(problem)
        } else {
            (self, None)
        }
    }

    pub(super) fn returned(
        self,
        pending: PendingSignIn,
        token: Option<ValidationToken>,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        if !self.is_idle() {
            return (self, None);
        }
        if pending.is_expired(now) {
            return self.fail(Problem::ChallengeExpired);
        }
        // The pre-built UI was left without a result: a cancel.
        let Some(token) = token else {
            return self.end(None);
        };
        Self {
            attempt: self.attempt.next(),
            method: SignInMethod::Challenge,
            state: State::AwaitingTokens {
                username: pending.username,
                since: pending.started,
            },
            ..self
        }
        .with(Step::RespondToChallenge {
            username: pending.respond_as,
            session: pending.session,
            token,
        })
    }

    pub(super) fn show_challenge(
        self,
        username: Username,
        challenge: Challenge,
        now: Timestamp,
    ) -> (Self, Option<Effect>) {
        if challenge.name != ChallengeName::CustomChallenge {
            let detail = format!("Cognito asks for {}", challenge.name.as_str());
            return self.fail(Problem::Misconfigured { detail });
        }
        let url = challenge.parameters.get("url").and_then(ChallengeUrl::new);
        let Some(url) = url else {
            let detail = "ChallengeParameters holds no usable url".to_owned();
            return self.fail(Problem::Misconfigured { detail });
        };
        let named = challenge
            .parameters
            .username()
            .map(Username::named_by_cognito);
        let respond_as = named.unwrap_or_else(|| username.clone());
        let step = match self.launch {
            LaunchMode::Popup | LaunchMode::Window => Step::LaunchChallenge { url },
            LaunchMode::Redirect => Step::LeaveForChallenge(Departure {
                url,
                username: username.clone(),
                respond_as: respond_as.clone(),
                session: challenge.session.clone(),
                since: now,
            }),
        };
        let state = State::AwaitingChallenge {
            username,
            respond_as,
            session: challenge.session,
            since: now,
        };
        Self { state, ..self }.with(step)
    }
}
