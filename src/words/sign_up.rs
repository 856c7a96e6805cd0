//! The texts of creating an account.

use auth::Kinds;
use auth::sign_in::CodeNotice;

/// The heading of the page where accounts are created, and of the link to it.
pub const CREATE_ACCOUNT: &str = "Create an account";

/// The heading over the code that confirms an account.
pub const CONFIRM_ACCOUNT: &str = "Confirm your account";

/// Before the link to the sign-in page, for everybody who waits for a code: nobody learns which of them have an account.
pub const NO_CODE: &str = "No code? You may have an account already: ";

/// Under the heading of the page where accounts are created.
#[must_use]
pub const fn sign_up_lead(kinds: Kinds) -> &'static str {
    match kinds {
        Kinds::Email => {
            "No password needed. We send you an email to make sure that the address is yours."
        }
        Kinds::Phone => {
            "No password needed. We send you a message to make sure that the number is yours."
        }
        Kinds::Both => "No password needed. We send you a message to make sure that it is you.",
    }
}

/// Where the code that confirms an account is.
#[must_use]
pub fn confirmation_lead(address: &str) -> String {
    format!("We sent a code of 6 digits to {address}.")
}

/// What there is to say beside that code; none where it is no problem.
#[must_use]
pub const fn confirmation_problem(notice: CodeNotice) -> Option<&'static str> {
    Some(match notice {
        CodeNotice::Resent => return None,
        CodeNotice::Incomplete => "Enter all 6 digits of the code.",
        CodeNotice::Wrong => "That code is not right. Check it and try again.",
        CodeNotice::Expired => "That code has expired. Choose Resend code to get a new one.",
        CodeNotice::TooManyAttempts => "Too many attempts. Wait a while, then try again.",
        CodeNotice::Offline => {
            "We cannot reach the sign-in service. Check your connection, then try again."
        }
        CodeNotice::Unavailable => "This is not possible right now. Wait a moment, then try again.",
    })
}
