use auth::Contact;
use auth::sign_in::CodeNotice;
use auth::verification::Activity;
use leptos::prelude::*;

use super::{CodeForm, Heading, ResendButton};
use crate::sign_in::SignInDriver;
use crate::words;

const LEAD: &str = "confirmation-lead";

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
    let lead = addressee.map(|addressee| words::confirmation_lead(addressee.as_str()));
    // Each wrong code is said anew, though the words are the same: hence no memo.
    let notice = move || driver.read_confirmation(|awaited| awaited.notice).flatten();
    let problem = Signal::derive(move || notice().and_then(words::confirmation_problem));
    let resent = move || {
        (notice() == Some(CodeNotice::Resent))
            .then(|| view! { <p class="hint">{words::RESENT}</p> })
    };
    view! {
        <div class="stack">
            <Heading text=words::CONFIRM_ACCOUNT/>
            <p class="lead" id=LEAD>{lead}</p>
            <CodeForm
                problem=problem
                busy=busy
                action="Confirm"
                described_by=LEAD
                by_sms=by_sms
                on_submit=move |code| driver.confirm(code)
            />
            <ResendButton
                label="Resend code"
                wait=move |()| driver.resend_code_in()
                busy=resending
                on_resend=move |()| driver.resend_code()
            />
            <div role="status">{resent}</div>
            {children()}
            <button class="link" type="button" on:click=move |_| driver.cancel()>
                "Start over"
            </button>
        </div>
    }
}
