//! The driver: performs the sign-in machine's effects and feeds their results back.

mod account;
mod confirmation;
mod passkey;
mod redirect;
mod screens;

use auth::sign_in::{
    Answer, AttemptId, Effect, Event, LaunchMode, Problem, SignIn, State, Step, UnknownUser,
};
use auth::{ReturnPath, Username, UsernameProblem};
use cognito::AuthOutcome;
use config::{AppConfig, AuthsignalConfig, ChallengeMode, SignUpMode, WebUrl};
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::authsignal::{self, ChallengeWindow};
use crate::browser::webauthn::Mediation;
use crate::browser::{self, Listener};
use crate::language;
use crate::session::SessionContext;
use crate::verification::VerificationDriver;

use confirmation::{confirmation, report};
pub use redirect::take_pending;

/// A sign-in, as components see it. Copies share one state.
#[derive(Clone, Copy)]
pub struct SignInDriver {
    machine: RwSignal<SignIn>,
    session: SessionContext,
    verification: VerificationDriver,
    parts: StoredValue<Parts, LocalStorage>,
}

struct Parts {
    running: Option<AbortHandle>,
    autofill: Option<AbortHandle>,
    window: Option<ChallengeWindow>,
    authsignal: AuthsignalConfig,
    launch: LaunchMode,
    /// The API that knows Cognito's names of people, where it is to be asked.
    lookup: Option<WebUrl>,
    return_to: ReturnPath,
    /// Ends with the driver.
    back: Option<Listener>,
}

impl SignInDriver {
    /// A driver with a machine that awaits an email address, for a person who wants to go on to `return_to`.
    /// What it has under way is given up when the reactive owner that made it goes, as when the page is left.
    #[must_use]
    pub fn new(session: SessionContext, config: &AppConfig, return_to: ReturnPath) -> Self {
        let launch = match config.challenge_mode {
            ChallengeMode::Popup => LaunchMode::Popup,
            ChallengeMode::Redirect => LaunchMode::Redirect,
            ChallengeMode::Window => LaunchMode::Window,
            ChallengeMode::Embedded => LaunchMode::Embedded,
        };
        let unknown_user = match config.sign_up {
            SignUpMode::JustInTime => UnknownUser::SignUp,
            SignUpMode::Separate(_) | SignUpMode::Closed => UnknownUser::Conceal,
        };
        let driver = Self {
            machine: RwSignal::new(
                SignIn::new(unknown_user).confirmed_by(confirmation(config.sign_up)),
            ),
            session,
            verification: VerificationDriver::new(&config.authsignal),
            parts: StoredValue::new_local(Parts {
                running: None,
                autofill: None,
                window: None,
                authsignal: config.authsignal.clone(),
                launch,
                lookup: config
                    .api_endpoint
                    .clone()
                    .filter(|_| config.username_lookup),
                return_to,
                back: None,
            }),
        };
        driver.give_up_on_coming_back();
        on_cleanup(move || {
            driver.abort();
            driver.stop_autofill();
        });
        driver
    }

    /// Whether an attempt is under way.
    #[must_use]
    pub fn busy(self) -> bool {
        self.machine
            .with(|machine| !matches!(machine.state(), State::AwaitingUsername { .. }))
    }

    /// Whether nothing is under way: the person is signed in, or an email is awaited.
    #[must_use]
    pub fn settled(self) -> bool {
        self.machine.with(|machine| {
            matches!(
                machine.state(),
                State::AwaitingUsername { .. } | State::SignedIn
            )
        })
    }

    /// Where the person is expected to act, if anywhere else than in the form.
    #[must_use]
    pub fn in_challenge(self) -> Option<LaunchMode> {
        self.machine.with(|machine| {
            matches!(machine.state(), State::AwaitingChallenge { .. }).then(|| machine.launch())
        })
    }

    /// Why the last attempt ended, where the person should know.
    #[must_use]
    pub fn problem(self) -> Option<Problem> {
        self.machine.with(|machine| machine.problem().cloned())
    }

    /// The person submitted the form. To be called while the click is handled: the browser lets a page open
    /// a window then, and not later.
    pub fn submit(self, username: Result<Username, UsernameProblem>) {
        let launch = self.parts.with_value(|parts| parts.launch);
        self.submit_by(username, launch);
    }

    /// The person submitted the form and wants the challenge in place of this page.
    pub fn submit_by_redirect(self, username: Result<Username, UsernameProblem>) {
        self.submit_by(username, LaunchMode::Redirect);
    }

    fn submit_by(self, username: Result<Username, UsernameProblem>, launch: LaunchMode) {
        let usable = username.is_ok();
        self.begin(
            launch,
            usable,
            Event::UsernameSubmitted { username, launch },
        );
    }

    /// Begins an attempt, with the window open that its challenge is to be shown in, where it is.
    fn begin(self, launch: LaunchMode, usable: bool, event: Event) {
        let opens_window =
            launch == LaunchMode::Window && !self.machine.with_untracked(is_busy) && usable;
        if opens_window {
            let window = ChallengeWindow::open();
            if window.is_none() {
                return self.handle(Event::WindowBlocked);
            }
            self.parts.update_value(|parts| parts.window = window);
        }
        self.handle(event);
    }

    /// The person gave up.
    pub fn cancel(self) {
        self.abort();
        self.handle(Event::Cancelled);
    }

    /// Brings the window with the challenge to the front.
    pub fn show_window(self) {
        self.parts.with_value(|parts| {
            if let Some(window) = &parts.window {
                window.show();
            }
        });
    }

    /// Fetches the Authsignal SDK while the person types or Cognito answers, if it will be needed.
    pub fn preload(self) {
        let wanted = self.parts.try_with_value(|parts| {
            matches!(parts.launch, LaunchMode::Popup | LaunchMode::Embedded)
                .then(|| parts.authsignal.clone())
        });
        if let Some(config) = wanted.flatten() {
            spawn_local(async move { authsignal::preload(&config).await });
        }
    }

    fn handle(self, event: Event) {
        let handled = self.machine.try_update(|machine| {
            let (next, effect) = std::mem::take(machine).handle(event, browser::now());
            *machine = next;
            effect
        });
        let problem = self
            .machine
            .try_with_untracked(|machine| machine.problem().cloned())
            .flatten();
        if let Some(problem) = problem.filter(|problem| !matches!(problem, Problem::Username(_))) {
            browser::console_error("the sign-in ended", &problem);
        }
        if self.machine.try_with_untracked(needs_no_window) == Some(true) {
            self.close_window();
        }
        if let Some(Effect { attempt, step }) = handled.flatten() {
            self.perform(attempt, step);
        }
    }

    fn perform(self, attempt: AttemptId, step: Step) {
        let (work, abort) = abortable(self.run(step));
        self.parts.update_value(|parts| parts.running = Some(abort));
        spawn_local(async move {
            if let Ok(Some(answer)) = work.await {
                self.handle(Event::Answered(attempt, answer));
            }
        });
    }

    async fn run(self, step: Step) -> Option<Answer> {
        let cognito = self.session.cognito();
        let answer = match step {
            Step::InitiateAuth { username } => match self.look_up(username).await {
                Ok(name) => Answer::AuthInitiated(cognito.initiate_auth(name.as_str()).await),
                Err(problem) => Answer::NotLookedUp(problem),
            },
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

    fn abort(self) {
        let running = self
            .parts
            .try_update_value(|parts| parts.running.take())
            .flatten();
        if let Some(handle) = running {
            handle.abort();
        }
        self.close_window();
    }

    fn close_window(self) {
        let window = self
            .parts
            .try_update_value(|parts| parts.window.take())
            .flatten();
        if let Some(window) = window {
            window.close();
        }
    }
}

const fn is_busy(machine: &SignIn) -> bool {
    !matches!(machine.state(), State::AwaitingUsername { .. })
}

/// Whether the challenge is over, or none will come.
const fn needs_no_window(machine: &SignIn) -> bool {
    !matches!(
        machine.state(),
        State::AwaitingInitiateAuth { .. }
            | State::AwaitingSignUp { .. }
            | State::AwaitingChallenge { .. }
    )
}
