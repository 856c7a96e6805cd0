use auth::authenticators::VerificationMethod;
use auth::verification::{Activity, AppKey, Event, Notice, State, Verification, Way};
use leptos::prelude::*;
use messages::{Message, key};

use super::{AuthenticatorKey, CodeForm, Heading, IntoPiece, Problem, ResendButton, shown_while};
use crate::parts::in_part;
use crate::verification::VerificationDriver;
use crate::words::{self, live, text};

/// What is to be seen. It changes less often than the machine's state, so that the field keeps its text and the focus.
#[derive(Clone, PartialEq)]
enum Shown {
    Nothing,
    Ways,
    Sending(Way),
    NotSent(Way),
    Code(Way, Option<AppKey>),
    Link(Way),
    Passkey,
}

impl Shown {
    fn of(machine: &Verification) -> Self {
        match machine.state() {
            State::Choosing => Self::Ways,
            State::Starting { way } => Self::Sending(way.clone()),
            State::NotStarted { way, .. } => Self::NotSent(way.clone()),
            State::AwaitingCode { way, key, .. } => Self::Code(way.clone(), key.clone()),
            State::AwaitingLink { way, .. } => Self::Link(way.clone()),
            State::AwaitingPasskey { .. } => Self::Passkey,
            State::Ended(_) => Self::Nothing,
        }
    }

    fn heading(&self) -> Message {
        match self {
            Self::Nothing | Self::Ways => key::VERIFY_CHOOSE_WAY,
            Self::Passkey => words::verification_heading(&VerificationMethod::Passkey),
            Self::Sending(way) | Self::NotSent(way) | Self::Code(way, _) | Self::Link(way) => {
                words::verification_heading(&way.method())
            }
        }
    }
}

const LEAD: &str = "verification-lead";

in_part! { screens:
    /// [`VerificationScreen`] in a card, with the part of the app that it is in.
    pub fn verification_screen(driver: VerificationDriver) -> AnyView {
        view! {
            <div class="card">
                <VerificationScreen driver/>
            </div>
        }
        .into_piece()
    }
}

/// One screen at a time of a verification: the field for a code, the wait for a link or a passkey, or the list of ways.
#[component]
pub fn VerificationScreen(
    /// The verification.
    driver: VerificationDriver,
    /// The words of the button that gives up.
    #[prop(default = live(key::COMMON_START_OVER), into)]
    leave: Signal<&'static str>,
) -> impl IntoView {
    let shown = Memo::new(move |_| driver.read(Shown::of).unwrap_or(Shown::Nothing));
    let heading = Memo::new(move |_| text(shown.with(Shown::heading)));
    let lead = Memo::new(move |_| lead(driver, &shown.get()));
    let trouble = Memo::new(move |_| {
        let trouble = driver.read(|machine| match machine.state() {
            State::NotStarted { trouble, .. }
            | State::AwaitingPasskey {
                trouble: Some(trouble),
            } => Some(words::trouble_words(trouble)),
            State::AwaitingLink {
                notice: Some(notice),
                ..
            } => words::code_problem(notice),
            _ => None,
        });
        trouble.flatten().map(text)
    });
    let can_retry = Memo::new(move |_| {
        trouble.get().is_some() && matches!(shown.get(), Shown::NotSent(_) | Shown::Passkey)
    });
    let others = Memo::new(move |_| {
        let several = driver.read(|machine| machine.ways().len() > 1);
        several == Some(true) && shown.get() != Shown::Ways
    });
    let resent = move || {
        let resent = driver.read(|machine| match machine.state() {
            State::AwaitingCode { notice, .. } | State::AwaitingLink { notice, .. } => {
                *notice == Some(Notice::Resent)
            }
            _ => false,
        });
        (resent == Some(true)).then(|| view! { <p class="hint">{text(key::VERIFY_RESENT)}</p> })
    };
    // The code's field takes the focus by itself, but where an app's key has to be seen first.
    let focuses = Signal::derive(move || !matches!(shown.get(), Shown::Code(_, None)));
    view! {
        <div class="stack">
            <Heading text=heading focus=focuses/>
            <p class="lead" id=LEAD>{lead}</p>
            <Problem text=trouble/>
            {move || match shown.get() {
                Shown::Code(way, key) => code(driver, &way, key).into_piece(),
                Shown::Ways => ways(driver).into_piece(),
                Shown::Link(_) => resend(driver, key::VERIFY_RESEND_LINK).into_piece(),
                _ => ().into_any(),
            }}
            <div role="status">{resent}</div>
            {shown_while(can_retry, move || view! {
                <button
                    class="button"
                    type="button"
                    on:click=move |_| driver.handle(Event::RetryRequested)
                >
                    {live(key::COMMON_TRY_AGAIN)}
                </button>
            }.into_piece())}
            {shown_while(others, move || view! {
                <button
                    class="button button-quiet"
                    type="button"
                    on:click=move |_| driver.handle(Event::AnotherWayWanted)
                >
                    {live(key::VERIFY_ANOTHER_METHOD)}
                </button>
            }.into_piece())}
            <button class="link" type="button" on:click=move |_| driver.handle(Event::Cancelled)>
                {leave}
            </button>
        </div>
    }
}

/// What stands under the heading.
fn lead(driver: VerificationDriver, shown: &Shown) -> String {
    let went = |way: &Way| {
        driver
            .read(|machine| words::where_it_went(way, machine.addressee(way)))
            .unwrap_or_default()
    };
    match shown {
        Shown::Sending(way) => text(words::sending(&way.method())).to_owned(),
        Shown::Code(way, _) | Shown::Link(way) => went(way),
        Shown::Passkey => text(key::SIGN_IN_CHOOSE_PASSKEY).to_owned(),
        Shown::Nothing | Shown::Ways | Shown::NotSent(_) => String::new(),
    }
}

fn code(driver: VerificationDriver, way: &Way, key: Option<AppKey>) -> impl IntoView + use<> {
    let busy = Memo::new(move |_| activity(driver) == Some(Activity::Checking));
    // Each wrong code is said anew, though the words are the same: hence no memo.
    let problem = Signal::derive(move || {
        let problem = driver.read(|machine| match machine.state() {
            State::AwaitingCode {
                notice: Some(notice),
                ..
            } => words::code_problem(notice),
            _ => None,
        });
        problem.flatten().map(text)
    });
    let by_sms = way.method() == VerificationMethod::Sms;
    let waits = key.is_some();
    let resend = way.sends().then(|| resend(driver, key::VERIFY_RESEND_CODE));
    view! {
        {key.map(|key| view! { <AuthenticatorKey uri=key.uri secret=key.secret/> })}
        <CodeForm
            problem=problem
            busy=busy
            described_by=LEAD
            by_sms=by_sms
            waits=waits
            on_submit=move |code| driver.handle(Event::CodeSubmitted(code))
        />
        {resend}
    }
}

fn resend(driver: VerificationDriver, label: Message) -> impl IntoView {
    let busy = Memo::new(move |_| activity(driver) == Some(Activity::Resending));
    view! {
        <ResendButton
            label=live(label)
            wait=move |()| driver.resend_in()
            busy=busy
            on_resend=move |()| driver.handle(Event::ResendRequested)
        />
    }
}

fn ways(driver: VerificationDriver) -> impl IntoView {
    let ways = driver.read(|machine| machine.ways().to_vec());
    let buttons = ways.unwrap_or_default().into_iter().enumerate();
    let buttons = buttons.map(|(index, way)| {
        view! {
            <li>
                <button
                    class="button button-quiet"
                    type="button"
                    on:click=move |_| driver.handle(Event::WayChosen(index))
                >
                    {live(words::verification_method(&way.method()))}
                </button>
            </li>
        }
    });
    view! { <ul class="ways">{buttons.collect_view()}</ul> }
}

fn activity(driver: VerificationDriver) -> Option<Activity> {
    let activity = driver.read(|machine| match machine.state() {
        State::AwaitingCode { activity, .. } | State::AwaitingLink { activity, .. } => {
            Some(*activity)
        }
        _ => None,
    });
    activity.flatten()
}
