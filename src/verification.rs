//! The driver of our own challenge screens: performs the verification machine's effects with the Web SDK's factor APIs.

use std::time::Duration;

use auth::sign_in::{ChallengeResult, LaunchError};
use auth::verification::{Answer, Effect, Event, FactorError, State, Step, Trouble, Verification};
use config::AuthsignalConfig;
use futures_channel::oneshot;
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::authsignal::{Factors, prove_with_passkey};
use crate::browser::webauthn::PasskeyUser;
use crate::browser::{self, wait_for};

/// How long to wait before a link is asked for again after a fault.
const LINK_PATIENCE: Duration = Duration::from_secs(3);

/// How long somebody who does not exist waits for what is never sent: about as long as others do.
const PRETENCE: Duration = Duration::from_millis(400);

/// A verification on our own screens, one at a time. Copies share one state.
#[derive(Clone, Copy)]
pub struct VerificationDriver {
    machine: RwSignal<Option<Verification>>,
    parts: StoredValue<Parts, LocalStorage>,
}

struct Parts {
    config: AuthsignalConfig,
    /// Of the action; none for somebody who does not exist.
    token: Option<String>,
    running: Option<AbortHandle>,
    ended: Option<oneshot::Sender<Result<ChallengeResult, LaunchError>>>,
    /// The user of a passkey that was verified, for the Signal API.
    passkey_user: Option<PasskeyUser>,
}

/// Ends the verification whose result nobody awaits any more.
#[must_use]
struct EndOnDrop(VerificationDriver);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.abort();
        // The page may be gone.
        let _ = self.0.machine.try_set(None);
    }
}

impl VerificationDriver {
    /// A driver with nothing under way, for the tenant of `config`.
    #[must_use]
    pub fn new(config: &AuthsignalConfig) -> Self {
        let driver = Self {
            machine: RwSignal::new(None),
            parts: StoredValue::new_local(Parts {
                config: config.clone(),
                token: None,
                running: None,
                ended: None,
                passkey_user: None,
            }),
        };
        on_cleanup(move || driver.abort());
        driver
    }

    /// Shows the screens until the person is done or gives up; dropping the future takes them away. Without a `token`
    /// there is nobody to verify, and everything looks as if there were.
    ///
    /// # Errors
    /// [`LaunchError`]. Giving up is none but [`ChallengeResult::Cancelled`].
    pub async fn verify(
        self,
        machine: Verification,
        token: Option<&str>,
    ) -> Result<ChallengeResult, LaunchError> {
        let (ended, end) = oneshot::channel();
        let begun = self.parts.try_update_value(|parts| {
            parts.token = token.map(str::to_owned);
            parts.ended = Some(ended);
            parts.passkey_user = None;
        });
        if begun.is_none() || self.machine.try_set(Some(machine)).is_some() {
            return Ok(ChallengeResult::Cancelled);
        }
        let showing = EndOnDrop(self);
        self.handle(Event::Begun);
        let end = end.await;
        drop(showing);
        end.unwrap_or(Ok(ChallengeResult::Cancelled))
    }

    /// Whose passkey the last verification was answered with, where it was one.
    #[must_use]
    pub fn passkey_user(self) -> Option<PasskeyUser> {
        self.parts
            .try_update_value(|parts| parts.passkey_user.take())
            .flatten()
    }

    /// Whether the screens are to be shown.
    #[must_use]
    pub fn showing(self) -> bool {
        self.machine.with(Option::is_some)
    }

    /// What `read` makes of the verification under way.
    pub fn read<T>(self, read: impl FnOnce(&Verification) -> T) -> Option<T> {
        self.machine.with(|machine| machine.as_ref().map(read))
    }

    /// How long until another code or link can be sent.
    #[must_use]
    pub fn resend_in(self) -> Duration {
        let now = browser::now();
        let wait = self
            .machine
            .try_with_untracked(|machine| machine.as_ref().map(|machine| machine.resend_in(now)));
        wait.flatten().unwrap_or_default()
    }

    /// Something happened.
    pub fn handle(self, event: Event) {
        let handled = self.machine.try_update(|slot| {
            let machine = slot.take()?;
            let before = machine.step();
            let (next, effect) = machine.handle(event, browser::now());
            let moved_on = next.step() != before;
            *slot = Some(next);
            Some((moved_on, effect))
        });
        let Some((moved_on, effect)) = handled.flatten() else {
            return;
        };
        // What was under way for a step that the person left.
        if moved_on {
            self.abort();
        }
        self.report();
        self.take_end();
        if let Some(effect) = effect {
            self.perform(effect);
        }
    }

    /// The end goes to whoever awaits it.
    fn take_end(self) {
        let ended = self.machine.try_with_untracked(|machine| {
            match machine.as_ref().map(Verification::state) {
                Some(State::Ended(result)) => Some(result.clone()),
                _ => None,
            }
        });
        let Some(Some(result)) = ended else {
            return;
        };
        let sender = self
            .parts
            .try_update_value(|parts| parts.ended.take())
            .flatten();
        if let Some(sender) = sender {
            // Fails where nobody awaits it any more.
            let _ = sender.send(result);
        }
    }

    /// For the console: what people read says less.
    fn report(self) {
        let trouble = self.machine.try_with_untracked(|machine| {
            match machine.as_ref().map(Verification::state) {
                Some(
                    State::NotStarted { trouble, .. }
                    | State::AwaitingPasskey {
                        trouble: Some(trouble),
                    },
                ) => Some(trouble.clone()),
                _ => None,
            }
        });
        if let Some(Some(trouble)) = trouble
            && trouble != Trouble::PasskeyCancelled
        {
            browser::console_error("the challenge did not begin", &trouble);
        }
    }

    fn perform(self, effect: Effect) {
        let Effect { id, step } = effect;
        let (work, abort) = abortable(self.run(step));
        // Nobody performs anything once the page is gone.
        let _ = self
            .parts
            .try_update_value(|parts| parts.running = Some(abort));
        spawn_local(async move {
            if let Ok(Some(answer)) = work.await {
                self.handle(Event::Answered(id, answer));
            }
        });
    }

    async fn run(self, step: Step) -> Option<Answer> {
        let (config, token) = self
            .parts
            .try_with_value(|parts| (parts.config.clone(), parts.token.clone()))?;
        let Some(token) = token else {
            return pretend(step).await;
        };
        let factors = || Factors::open(&config, &token);
        Some(match step {
            Step::Start(way) => Answer::Started(async { factors().await?.start(&way).await }.await),
            Step::CheckCode { method, code } => {
                Answer::Checked(async { factors().await?.check(&method, &code).await }.await)
            }
            Step::AwaitLink => {
                let followed = async { factors().await?.link_followed().await }.await;
                if matches!(
                    followed,
                    Err(FactorError::Offline | FactorError::Unavailable(_))
                ) {
                    wait_for(&["online"], LINK_PATIENCE).await;
                }
                Answer::LinkFollowed(followed)
            }
            Step::AskForPasskey => {
                let asked = prove_with_passkey(&config, &token, |user| {
                    // The page may be gone.
                    let _ = self
                        .parts
                        .try_update_value(|parts| parts.passkey_user = Some(user));
                });
                Answer::PasskeyAsked(asked.await)
            }
        })
    }

    fn abort(self) {
        let running = self
            .parts
            .try_update_value(|parts| parts.running.take())
            .flatten();
        if let Some(handle) = running {
            handle.abort();
        }
    }
}

/// What happens for somebody who does not exist: nothing, after a while.
async fn pretend(step: Step) -> Option<Answer> {
    wait_for(&[], PRETENCE).await;
    let refused = || FactorError::Refused("there is nobody".to_owned());
    match step {
        Step::Start(_) => Some(Answer::Started(Err(refused()))),
        Step::CheckCode { .. } => Some(Answer::Checked(Err(refused()))),
        Step::AwaitLink => Some(Answer::LinkFollowed(Err(refused()))),
        Step::AskForPasskey => None,
    }
}
