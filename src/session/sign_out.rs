//! The ways out.

use auth::session::Session;
use cognito::{CognitoError, ErrorCode};
use leptos::prelude::*;
use thiserror::Error;

use super::{AccessTokenError, SessionContext};
use crate::browser;

/// Why a person is still signed in on their devices.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SignOutError {
    /// Cognito could not be reached, or had a fault that passes.
    #[error("Cognito could not be reached")]
    Unreachable,
    /// Cognito refuses for a reason that stays.
    #[error("Cognito refused")]
    Refused,
}

impl SessionContext {
    /// Signs out: here at once, whatever the network does; the refresh token is revoked at Cognito
    /// as soon as it can be reached.
    pub async fn sign_out(self) {
        let session = self.session.get_untracked();
        self.forget();
        if let Session::SignedIn(signed_in) = session
            && let Some(refresh) = &signed_in.tokens.refresh
            && let Err(error) = self.cognito().revoke_token(refresh).await
        {
            browser::console_error("the refresh token was not revoked", &error);
        }
    }

    /// Signs the person out on all devices (GlobalSignOut), then here.
    ///
    /// # Errors
    /// [`SignOutError`] when that did not happen; then the person stays signed in here as well, or it would
    /// seem to be done.
    pub async fn sign_out_everywhere(self) -> Result<(), SignOutError> {
        let access = match self.access_token().await {
            Ok(access) => access,
            Err(AccessTokenError::SignedOut) => return Ok(()),
            Err(AccessTokenError::Offline) => return Err(SignOutError::Unreachable),
        };
        match self.cognito().global_sign_out(&access).await {
            Ok(()) => {}
            // Signed out everywhere already, or the user is gone.
            Err(error) if is_over(&error) => {}
            Err(error) => {
                browser::console_error("the person was not signed out everywhere", &error);
                return Err(if error.is_retryable() {
                    SignOutError::Unreachable
                } else {
                    SignOutError::Refused
                });
            }
        }
        self.forget();
        Ok(())
    }
}

fn is_over(error: &CognitoError) -> bool {
    matches!(
        error.code(),
        Some(ErrorCode::NotAuthorized | ErrorCode::UserNotFound)
    )
}
