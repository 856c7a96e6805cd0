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
/// has proved anything yet. That is safe as long as the account is of no use until Authsignal has proved the address: the
/// app client allows custom authentication only, so that tokens, the only place where `email_verified` is ever read, come
/// after a completed challenge at Authsignal, which sends its code to the address that the Create trigger names. For that
/// the tenant must let new users enrol with an email factor only: a person who could enrol, say, a passkey first would
/// get tokens for an address that is not theirs.
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
