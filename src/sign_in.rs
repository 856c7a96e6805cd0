//! The driver: performs the sign-in machine's effects and feeds their results back.

use auth::sign_in::{Answer, AttemptId, Effect, Event, Problem, SignIn, SignUpError, State, Step};
use cognito::{UserAttributes, password_from_entropy};
use config::AuthsignalConfig;
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{self, authsignal};
use crate::session::SessionContext;

/// A sign-in, as components see it. Copies share one state.
#[derive(Clone, Copy)]
pub struct SignInDriver {
    machine: RwSignal<SignIn>,
    running: StoredValue<Option<AbortHandle>>,
    session: SessionContext,
    authsignal: StoredValue<AuthsignalConfig>,
}

impl SignInDriver {
    /// A driver with a machine that awaits an email address. What it has under way is given up when
    /// the reactive owner that made it goes, as when the page is left.
    #[must_use]
    pub fn new(session: SessionContext, authsignal: AuthsignalConfig) -> Self {
        let driver = Self {
            machine: RwSignal::new(SignIn::new()),
            running: StoredValue::new(None),
            session,
            authsignal: StoredValue::new(authsignal),
        };
        on_cleanup(move || driver.abort());
        driver
    }

    /// Whether an attempt is under way.
    #[must_use]
    pub fn busy(self) -> bool {
        self.machine
            .with(|machine| !matches!(machine.state(), State::AwaitingEmail { .. }))
    }

    /// Whether the person is expected to act in the pre-built UI.
    #[must_use]
    pub fn in_challenge(self) -> bool {
        self.machine
            .with(|machine| matches!(machine.state(), State::AwaitingChallenge { .. }))
    }

    /// Why the last attempt ended, where the person should know.
    #[must_use]
    pub fn problem(self) -> Option<Problem> {
        self.machine.with(|machine| machine.problem().cloned())
    }

    /// The person submitted the form.
    pub fn submit(self, email: String) {
        self.handle(Event::EmailSubmitted(email));
    }

    /// The person gave up.
    pub fn cancel(self) {
        self.abort();
        self.handle(Event::Cancelled);
    }

    /// Fetches the Authsignal SDK while the person types or Cognito answers.
    pub fn preload(self) {
        if let Some(config) = self.authsignal.try_get_value() {
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
        if let Some(problem) = problem.filter(|problem| !matches!(problem, Problem::Email(_))) {
            browser::console_error("the sign-in ended", &problem);
        }
        if let Some(Effect { attempt, step }) = handled.flatten() {
            self.perform(attempt, step);
        }
    }

    fn perform(self, attempt: AttemptId, step: Step) {
        let (work, abort) = abortable(self.run(step));
        self.running.set_value(Some(abort));
        spawn_local(async move {
            if let Ok(Some(answer)) = work.await {
                self.handle(Event::Answered(attempt, answer));
            }
        });
    }

    async fn run(self, step: Step) -> Option<Answer> {
        let cognito = self.session.cognito();
        let answer = match step {
            Step::InitiateAuth { username } => {
                Answer::AuthInitiated(cognito.initiate_auth(username.as_str()).await)
            }
            Step::SignUp { username } => Answer::SignedUp(self.sign_up(username.as_str()).await),
            Step::LaunchChallenge { url } => {
                let config = self.authsignal.try_get_value()?;
                Answer::ChallengeClosed(authsignal::launch_popup(&config, &url).await)
            }
            Step::RespondToChallenge {
                username,
                session,
                token,
            } => Answer::ChallengeAnswered(
                cognito
                    .respond_to_auth_challenge(username.as_str(), &session, token.expose())
                    .await,
            ),
            Step::KeepTokens { username, tokens } => {
                Answer::TokensKept(self.session.begin(*tokens, &username))
            }
        };
        Some(answer)
    }

    /// Nobody ever learns the password: Cognito wants one, and it is as good as none.
    async fn sign_up(self, username: &str) -> Result<(), SignUpError> {
        let entropy = browser::entropy().ok_or(SignUpError::NoEntropy)?;
        let password = password_from_entropy(&entropy);
        let attributes = UserAttributes::new().with("email", username);
        self.session
            .cognito()
            .sign_up(username, &password, &attributes)
            .await?;
        Ok(())
    }

    fn abort(self) {
        if let Some(Some(handle)) = self.running.try_update_value(Option::take) {
            handle.abort();
        }
    }
}
