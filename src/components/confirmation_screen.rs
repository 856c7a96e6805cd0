use auth::Contact;
use auth::sign_in::CodeNotice;
use auth::verification::Activity;
use leptos::prelude::*;
use messages::key;

use super::{CodeForm, Heading, IntoPiece, ResendButton};
use crate::parts::in_part;
use crate::sign_in::SignInDriver;
use crate::words::{self, live, text};

const LEAD: &str = "confirmation-lead";

in_part! { screens:
    /// [`ConfirmationScreen`] in a card, with the part of the app that it is in; who has an account already can go to
    /// `sign_in`.
    pub fn confirmation_screen(driver: SignInDriver, sign_in: Option<String>) -> AnyView {
        let [before, after] = words::around(key::SIGN_UP_NO_CODE);
        view! {
            <div class="card">
                <ConfirmationScreen driver>
                    {sign_in.map(|sign_in| view! {
                        <p class="hint">{before}<a href=sign_in>{live(key::SIGN_UP_NO_CODE_LINK)}</a>{after}</p>
                    })}
                </ConfirmationScreen>
            </div>
        }
        .into_piece()
    }
}

/// The field for the code of Cognito's that confirms an account.
#[component]
pub fn ConfirmationScreen(
    /// The attempt that waits for the code, or goes on with it.
    driver: SignInDriver,
    /// What else there is to say to everybody.
    children: Children,
) -> impl IntoView {
    // Once the code is right, its screen stays until the next one comes.
    let busy = Memo::new(move |_| {
        let activity = driver.read_confirmation(|awaited| awaited.activity);
        activity.is_none_or(|activity| activity == Activity::Checking)
    });
    let resending = Memo::new(move |_| {
        driver.read_confirmation(|awaited| awaited.activity) == Some(Activity::Resending)
    });
    let addressee = driver.read_confirmation(|awaited| awaited.username.clone());
    let by_sms = addressee
        .as_ref()
        .is_some_and(|addressee| addressee.contact() == Some(Contact::Phone));
    let lead = move || {
        let addressee = addressee.as_ref();
        addressee.map(|addressee| words::confirmation_lead(addressee.as_str()))
    };
    // Each wrong code is said anew, though the words are the same: hence no memo.
    let notice = move || driver.read_confirmation(|awaited| awaited.notice).flatten();
    let problem = Signal::derive(move || notice().and_then(words::confirmation_problem).map(text));
    let resent = move || {
        (notice() == Some(CodeNotice::Resent))
            .then(|| view! { <p class="hint">{text(key::VERIFY_RESENT)}</p> })
    };
    view! {
        <div class="stack">
            <Heading text=live(key::CONFIRM_TITLE)/>
            <p class="lead" id=LEAD>{lead}</p>
            <CodeForm
                problem=problem
                busy=busy
                action=live(key::CONFIRM_ACTION)
                described_by=LEAD
                by_sms=by_sms
                on_submit=move |code| driver.confirm(code)
            />
            <ResendButton
                label=live(key::VERIFY_RESEND_CODE)
                wait=move |()| driver.resend_code_in()
                busy=resending
                on_resend=move |()| driver.resend_code()
            />
            <div role="status">{resent}</div>
            {children()}
            <button class="link" type="button" on:click=move |_| driver.cancel()>
                {live(key::COMMON_START_OVER)}
            </button>
        </div>
    }
}
