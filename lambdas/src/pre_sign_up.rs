//! Pre Sign-up: who may create an account, and what is taken as proved.

use aws_lambda_events::cognito::{
    CognitoEventUserPoolsPreSignupRequest as Request,
    CognitoEventUserPoolsPreSignupResponse as Response,
    CognitoEventUserPoolsPreSignupTriggerSource as Source,
};

use crate::address::{Address, Addresses};
use crate::config::{Config, Confirmation, SignUp};
use crate::error::TriggerError;

/// Decides about a new account.
///
/// With just-in-time sign-up, and with separate sign-up that Authsignal confirms, the account is confirmed and its address
/// marked as verified at once, although nobody has proved anything yet. That is safe because the mark is of no use until the
/// address is proved: the app client allows custom authentication only, so that tokens, which is where `email_verified` and
/// `phone_number_verified` are read, come out of [`crate::verify`] alone, and that wants a completed challenge and a code or
/// link to this very address, at that time or before. A pool that gives its clients password flows as well must not use
/// these modes.
///
/// A sign-up with both an email address and a phone number marks neither: the account signs in with one proof, and the other
/// address may be somebody else's. [`crate::verify`] wants both proved then.
///
/// Where Cognito confirms separate sign-up with its own code, nothing is added. Administrators and identity providers say
/// themselves what they vouch for, and nothing is added to it.
///
/// # Errors
/// [`TriggerError::SignUpClosed`] where only administrators create accounts.
pub fn pre_sign_up(
    source: &Source,
    request: &Request,
    config: &Config,
) -> Result<Response, TriggerError> {
    let mut response = Response::default();
    match (source, config.sign_up, config.confirmation) {
        (Source::AdminCreateUser, _, _) => {}
        (_, SignUp::Closed, _) => return Err(TriggerError::SignUpClosed),
        (Source::SignUp, SignUp::JustInTime, _)
        | (Source::SignUp, SignUp::Separate, Confirmation::Authsignal) => {
            response.auto_confirm_user = true;
            // Cognito refuses to verify an address that is not there.
            match Addresses::of(&request.user_attributes).as_slice() {
                [Address::Email(_)] => response.auto_verify_email = true,
                [Address::PhoneNumber(_)] => response.auto_verify_phone = true,
                _ => {}
            }
        }
        _ => {}
    }
    Ok(response)
}
