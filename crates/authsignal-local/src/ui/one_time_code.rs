//! The page that asks for a code, however it travels.

use maud::{Markup, html};

use super::Visit;
use super::page::{
    Document, Outcome, Page, hidden_opener, leave, masked, no_factor, too_many_attempts,
};
use super::passkey::{self, Weight};
use crate::error::ApiError;
use crate::factors::{Answer, one_time_code};
use crate::model::{VerificationFailureReason, VerificationMethod};
use crate::store::challenges::{self, Challenge};
use crate::work::Work;

/// The factors whose codes are asked for here.
const METHODS: [VerificationMethod; 3] = [
    VerificationMethod::EmailOtp,
    VerificationMethod::Sms,
    VerificationMethod::Whatsapp,
];

/// What the form has to say besides asking.
enum Note {
    None,
    /// About the code that was given.
    Problem(&'static str),
    /// Good news.
    Status(&'static str),
}

/// Shows the form; sends a code unless one is on its way already, so that a reload sends no second.
pub(super) fn open(work: &Work<'_>, visit: &Visit) -> Result<Page, ApiError> {
    match under_way(work, visit)? {
        Some(challenge) => form(work, visit, &challenge, &Note::None),
        None => send(work, visit, &Note::None),
    }
}

/// Sends a new code; the old one is void.
pub(super) fn resend(work: &Work<'_>, visit: &Visit) -> Result<Page, ApiError> {
    send(
        work,
        visit,
        &Note::Status(
            visit
                .locale
                .say("A new code is on its way. The old one no longer works."),
        ),
    )
}

/// Checks the code.
pub(super) fn verify(work: &Work<'_>, visit: &Visit, code: &str) -> Result<Page, ApiError> {
    let Some(challenge) = under_way(work, visit)? else {
        return send(
            work,
            visit,
            &Note::Problem(
                visit
                    .locale
                    .say("That code has expired. A new one is on its way."),
            ),
        );
    };
    if code.trim().is_empty() {
        let note = Note::Problem(visit.locale.say("Enter the code from the message."));
        return form(work, visit, &challenge, &note);
    }
    let method = challenge.verification_method;
    match one_time_code::verify(work, &visit.token, method, code)? {
        Answer::Verified(verified) => Ok(leave(visit, Outcome::Succeeded(verified.token))),
        Answer::Refused(VerificationFailureReason::CodeInvalidOrExpired) | Answer::Awaited => {
            let note = Note::Problem(
                visit
                    .locale
                    .say("That code is not right. Check the newest message and try again."),
            );
            form(work, visit, &challenge, &note)
        }
        Answer::Refused(VerificationFailureReason::MaxAttemptsExceeded) => {
            Ok(too_many_attempts(visit).into())
        }
    }
}

/// Whether a code is on its way that can still be given.
pub(super) fn is_under_way(work: &Work<'_>, visit: &Visit) -> Result<bool, ApiError> {
    Ok(under_way(work, visit)?.is_some())
}

fn under_way(work: &Work<'_>, visit: &Visit) -> Result<Option<Challenge>, ApiError> {
    let mut newest: Option<Challenge> = None;
    for method in METHODS {
        let found = challenges::find_open(work.db, &visit.token.key, method, work.now)?;
        newest = newest
            .into_iter()
            .chain(found)
            .max_by_key(|challenge| challenge.created_at);
    }
    Ok(newest)
}

fn send(work: &Work<'_>, visit: &Visit, note: &Note) -> Result<Page, ApiError> {
    match one_time_code::challenge_or_enrol(work, &visit.token)? {
        Some(challenge) => form(work, visit, &challenge, note),
        None => Ok(no_factor(visit).into()),
    }
}

fn form(
    work: &Work<'_>,
    visit: &Visit,
    challenge: &Challenge,
    note: &Note,
) -> Result<Page, ApiError> {
    let title = match challenge.verification_method {
        VerificationMethod::Sms => visit.locale.say("Check your phone"),
        VerificationMethod::Whatsapp => visit.locale.say("Check WhatsApp"),
        _ => visit.locale.say("Check your email"),
    };
    let sent_to = challenge.address().as_ref().map(masked).unwrap_or_default();
    let problem = if let Note::Problem(problem) = note {
        Some(*problem)
    } else {
        None
    };
    let body = html! {
        h1 { (title) }
        p #sent-to { (visit.locale.say("We sent a six-digit code to ")) strong { (sent_to) } "." }
        @if let Note::Status(status) = note { p.note role="status" { (status) } }
        form method="post" novalidate {
            (hidden_opener(visit))
            label for="code" { (visit.locale.say("Code")) }
            input #code name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
                autocapitalize="off" spellcheck="false" maxlength="32" required data-focus
                aria-invalid=[problem.map(|_| "true")]
                aria-describedby=(if problem.is_some() { "problem" } else { "sent-to" });
            @if let Some(problem) = problem { p #problem .problem role="alert" { (problem) } }
            button name="intent" value="verify" { (visit.locale.say("Verify")) }
            div.row {
                button.plain name="intent" value="resend" { (visit.locale.say("Resend code")) }
                button.plain name="intent" value="cancel" data-dismiss { (visit.locale.say("Cancel")) }
            }
        }
        @if let Some(passkey) = passkey::form(work, visit, Weight::Secondary, None)? { (passkey) }
        (inbox_hint(visit))
    };
    Ok(Document::of(visit, title, body).into())
}

/// Where people find the code, this being a stand-in.
fn inbox_hint(visit: &Visit) -> Markup {
    html! {
        p.hint {
            (visit.locale.say("Local stand-in for Authsignal: "))
            a href="/inbox" target="_blank" rel="noopener" { (visit.locale.say("open the inbox")) }
        }
    }
}
