//! The passkey's page, and its button on the pages of other factors.

use maud::{Markup, html};

use super::page::{Document, Outcome, Page, hidden_opener, leave};
use super::{Submission, Visit};
use crate::error::ApiError;
use crate::factors::one_time_code;
use crate::factors::passkey::{self, Assertion};
use crate::webauthn::CeremonyError;
use crate::work::Work;

/// How much of the page the button takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// It is what the page is for.
    Primary,
    /// It is another way.
    Secondary,
}

/// Shows the page that asks for a passkey; `None` for a user who has none.
pub(super) fn open(work: &Work<'_>, visit: &Visit) -> Result<Option<Page>, ApiError> {
    page(work, visit, None)
}

/// Checks what the browser's passkey signed.
pub(super) fn verify(
    work: &Work<'_>,
    visit: &Visit,
    submission: &Submission,
) -> Result<Option<Page>, ApiError> {
    let Ok(credential) = serde_json::from_str(&submission.credential) else {
        // Sent without the script that asks the browser.
        return page(work, visit, Some(words(visit, &CeremonyError::Signature)));
    };
    let assertion = Assertion {
        challenge_id: submission.challenge.clone(),
        credential,
        device_id: None,
    };
    match passkey::verify_for(work, &visit.token, &assertion) {
        Ok(verified) => Ok(Some(leave(visit, Outcome::Succeeded(verified.token)))),
        Err(ApiError::Ceremony(refusal)) => page(work, visit, Some(words(visit, &refusal))),
        Err(error) => Err(error),
    }
}

/// A refusal for the person who is there; the Client API tells developers more.
fn words(visit: &Visit, refusal: &CeremonyError) -> &'static str {
    let say = |english| visit.locale.say(english);
    match refusal {
        CeremonyError::UnknownCredential => {
            say("This passkey was removed from the account. Use another method.")
        }
        CeremonyError::ChallengeOver => say("That took too long. Please try again."),
        CeremonyError::OtherUser => say("That passkey belongs to another account."),
        _ => say("That passkey was not accepted. Try again or use another method."),
    }
}

fn page(work: &Work<'_>, visit: &Visit, problem: Option<&str>) -> Result<Option<Page>, ApiError> {
    let Some(button) = form(work, visit, Weight::Primary, problem)? else {
        return Ok(None);
    };
    let another = one_time_code::can_reach(work, &visit.token)?;
    let body = html! {
        h1 { (visit.locale.say("Use your passkey")) }
        p { (visit.locale.say("Your device asks for your fingerprint, face or screen lock.")) }
        (button)
        form method="post" {
            (hidden_opener(visit))
            div.row {
                @if another { button.plain name="intent" value="email" { (visit.locale.say("Use another method")) } }
                button.plain name="intent" value="cancel" data-dismiss { (visit.locale.say("Cancel")) }
            }
        }
    };
    Ok(Some(
        Document::of(visit, visit.locale.say("Use your passkey"), body).into(),
    ))
}

/// The button, with what its script asks the browser; `None` for a user without passkeys.
pub(super) fn form(
    work: &Work<'_>,
    visit: &Visit,
    weight: Weight,
    problem: Option<&str>,
) -> Result<Option<Markup>, ApiError> {
    if passkey::enrolled(work, &visit.token.key.user_id)?.is_empty() {
        return Ok(None);
    }
    let begun = passkey::options_for(work, &visit.token)?;
    let options = serde_json::to_string(&begun.options).unwrap_or_default();
    let primary = weight == Weight::Primary;
    Ok(Some(html! {
        form method="post" data-passkey=(options) {
            (hidden_opener(visit))
            input type="hidden" name="challenge" value=(begun.challenge_id);
            input type="hidden" name="credential";
            p.problem role="alert" hidden[problem.is_none()] { (problem.unwrap_or_default()) }
            button.plain[!primary] name="intent" value="passkey" data-focus[primary] { (visit.locale.say("Use a passkey")) }
        }
    }))
}
