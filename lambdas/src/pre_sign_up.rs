//! Pre Sign-up: who may create an account, and what is taken as proved.

use aws_lambda_events::cognito::{
    CognitoEventUserPoolsPreSignupRequest as Request,
    CognitoEventUserPoolsPreSignupResponse as Response,
    CognitoEventUserPoolsPreSignupTriggerSource as Source,
};

use crate::config::SignUp;
use crate::error::TriggerError;

/// Decides about a new account.
///
/// With just-in-time sign-up the account is confirmed and its email address marked as verified at once, although nobody
/// has proved anything yet. That is safe because the mark is of no use until the address is proved: the app client allows
/// custom authentication only, so that tokens, which is where `email_verified` is read, come out of [`crate::verify`]
/// alone, and that wants a completed challenge and a code or link by email to this very address, at that time or before.
/// A pool that gives its clients password flows as well must not use this mode.
///
/// With separate sign-up Cognito confirms the account with its own code. Administrators and identity providers say
/// themselves what they vouch for, and nothing is added to it.
///
/// # Errors
/// [`TriggerError::SignUpClosed`] where only administrators create accounts.
pub fn pre_sign_up(
    source: &Source,
    request: &Request,
    sign_up: SignUp,
) -> Result<Response, TriggerError> {
    let mut response = Response::default();
    match (source, sign_up) {
        (Source::AdminCreateUser, _) => {}
        (_, SignUp::Closed) => return Err(TriggerError::SignUpClosed),
        (Source::SignUp, SignUp::JustInTime) => {
            response.auto_confirm_user = true;
            // Cognito refuses to verify an address that is not there.
            response.auto_verify_email = request
                .user_attributes
                .get("email")
                .is_some_and(|email| !email.is_empty());
        }
        _ => {}
    }
    Ok(response)
}
