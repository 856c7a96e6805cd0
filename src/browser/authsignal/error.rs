use auth::sign_in::LaunchError;

/// What an `errorCode` of the pre-built UI means.
pub(super) fn api_error(code: Option<&str>) -> LaunchError {
    match code {
        Some("expired_token") => LaunchError::Expired,
        Some("too_many_requests") => LaunchError::TooManyAttempts,
        Some(code) => LaunchError::Failed(code.to_owned()),
        None => LaunchError::Failed("an unknown error".to_owned()),
    }
}
