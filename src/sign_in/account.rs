//! A person's account: by which name Cognito knows it, and making one.

use auth::sign_in::{NewAccount, Problem, SignUpError};
use auth::{Contact, Username};
use cognito::{CognitoError, ErrorCode, TransportError, UserAttributes, password_from_entropy};
use leptos::prelude::*;
use messages::Language;

use super::SignInDriver;
use crate::api::{ApiError, look_up_username};
use crate::browser;
use crate::words;

impl SignInDriver {
    /// The name by which Cognito knows the person, where it is another than they type.
    pub(super) async fn look_up(self, username: Username) -> Result<Username, Problem> {
        let endpoint = self
            .parts
            .try_with_value(|parts| parts.lookup.clone())
            .flatten();
        match endpoint {
            // What a passkey names may be Cognito's name already.
            Some(endpoint) if username.contact().is_some() => {
                let name = look_up_username(endpoint.as_str(), &username).await;
                name.map_err(lookup_problem)
            }
            _ => Ok(username),
        }
    }

    /// Nobody ever learns the password: Cognito wants one, and it is as good as none.
    pub(super) async fn sign_up(self, username: &str) -> Result<NewAccount, SignUpError> {
        let entropy = browser::entropy().ok_or(SignUpError::NoEntropy)?;
        let password = password_from_entropy(&entropy);
        let attribute = match Username::named_by_cognito(username).contact() {
            Some(Contact::Phone) => "phone_number",
            Some(Contact::Email) | None => "email",
        };
        let attributes = || UserAttributes::new().with(attribute, username);
        let cognito = self.session.cognito();
        // Accounts that say nothing are written to in English.
        let created = match words::language_now() {
            Language::English => Err(None),
            language => {
                let attributes = attributes().with("locale", language.tag());
                let created = cognito.sign_up(username, &password, &attributes).await;
                // Whether an account may say its language is up to the app client (`WriteAttributes`).
                created.map_err(|error| Some(error).filter(|it| !is_refusal(it)))
            }
        };
        let created = match created {
            Ok(created) => created,
            Err(Some(error)) => return Err(error.into()),
            Err(None) => cognito.sign_up(username, &password, &attributes()).await?,
        };
        Ok(if created.confirmed {
            NewAccount::Confirmed
        } else {
            NewAccount::Unconfirmed
        })
    }
}

fn is_refusal(error: &CognitoError) -> bool {
    error.code() == Some(&ErrorCode::NotAuthorized)
}

/// What it means for somebody who signs in that their name was not looked up.
fn lookup_problem(error: ApiError) -> Problem {
    match error {
        ApiError::Unreachable(TransportError::Timeout) => Problem::TimedOut,
        ApiError::Unreachable(_) => Problem::Offline,
        ApiError::TooManyRequests => Problem::TooManyAttempts,
        ApiError::Unavailable(detail) => Problem::ServiceUnavailable { detail },
        ApiError::InvalidUsername => Problem::AccountRefused,
        error => Problem::Misconfigured {
            detail: error.to_string(),
        },
    }
}
