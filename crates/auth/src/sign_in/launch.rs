//! How the challenge is shown, and coming back from where it was shown.

use cognito::{Challenge, ChallengeName, ChallengeParameters};

use super::{Departure, Effect, Problem, ScreenChallenge, SignIn, SignInMethod, State, Step};
use crate::pending::PendingSignIn;
use crate::verification::Offer;
use crate::{ActionToken, ChallengeUrl, Timestamp, Username, ValidationToken};

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
    /// Not at all: our own screens ask.
    Embedded,
}

/// What happens when Cognito knows no user of that name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownUser {
    /// They get an account (just-in-time sign-up).
    #[default]
    SignUp,
    /// Nobody learns it: on our own screens it looks as if a code had been sent.
    Conceal,
}

impl SignIn {
    /// Nobody is told that there is no such account: a code seems to be on its way that never comes.
    pub(super) fn conceal(self, username: Username) -> (Self, Option<Effect>) {
        // The pre-built UI would say that the challenge is made up.
        if self.launch != LaunchMode::Embedded {
            return self.fail(Problem::AccountRefused);
        }
        let step = Step::ChallengeHere(ScreenChallenge {
            offer: Offer::of_nobody(&username),
            username,
            token: None,
            url: None,
            conceals: true,
        });
        Self {
            state: State::AwaitingInVain,
            ..self
        }
        .with(step)
    }

    fn offer(&self, username: &Username, parameters: &ChallengeParameters) -> Offer {
        let offer = Offer::read(parameters);
        if self.signs_up {
            offer.for_sign_up(username)
        } else {
            offer
        }
    }

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
        let named = challenge
            .parameters
            .username()
            .map(Username::named_by_cognito);
        let respond_as = named.unwrap_or_else(|| username.clone());
        let url = challenge.parameters.get("url").and_then(ChallengeUrl::new);
        let token = challenge.parameters.get("token").and_then(ActionToken::new);
        let step = match (self.launch, url, token) {
            (LaunchMode::Embedded, url, token @ Some(_)) => Step::ChallengeHere(ScreenChallenge {
                username: username.clone(),
                token,
                offer: self.offer(&username, &challenge.parameters),
                url,
                conceals: self.unknown_user == UnknownUser::Conceal,
            }),
            (LaunchMode::Embedded, _, None) => {
                let detail = "ChallengeParameters holds no token".to_owned();
                return self.fail(Problem::Misconfigured { detail });
            }
            (_, None, _) => {
                let detail = "ChallengeParameters holds no usable url".to_owned();
                return self.fail(Problem::Misconfigured { detail });
            }
            (LaunchMode::Popup | LaunchMode::Window, Some(url), _) => Step::LaunchChallenge { url },
            (LaunchMode::Redirect, Some(url), _) => Step::LeaveForChallenge(Departure {
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
