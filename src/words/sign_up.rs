//! The texts of creating an account.

use auth::Kinds;
use auth::sign_in::CodeNotice;
use messages::{Message, key};

use super::filled;

/// Under the heading of the page where accounts are created.
#[must_use]
pub const fn sign_up_lead(kinds: Kinds) -> Message {
    match kinds {
        Kinds::Email => key::SIGN_UP_LEAD_EMAIL,
        Kinds::Phone => key::SIGN_UP_LEAD_PHONE,
        Kinds::Both => key::SIGN_UP_LEAD_BOTH,
    }
}

/// Where the code that confirms an account is.
#[must_use]
pub fn confirmation_lead(address: &str) -> String {
    filled(|texts| key::confirm_sent_to(texts, address))
}

/// What there is to say beside that code; none where it is no problem.
#[must_use]
pub const fn confirmation_problem(notice: CodeNotice) -> Option<Message> {
    Some(match notice {
        CodeNotice::Resent => return None,
        CodeNotice::Incomplete => key::CODE_INCOMPLETE,
        CodeNotice::Wrong => key::CODE_WRONG,
        CodeNotice::Expired => key::CODE_EXPIRED,
        CodeNotice::TooManyAttempts => key::CODE_TOO_MANY,
        CodeNotice::Offline => key::CODE_OFFLINE,
        CodeNotice::Unavailable => key::CODE_UNAVAILABLE,
    })
}
