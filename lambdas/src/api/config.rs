//! The API's settings, from the Lambda's environment.

use std::time::Duration;

use authsignal::SecretKey;

use crate::config::DEFAULT_ACTION;
use crate::environment::{ConfigError, Environment};
use crate::usernames::Usernames;

/// The action's name at Authsignal where none is set.
const DEFAULT_ENROL_ACTION: &str = "manageAuthenticators";
/// How long a sign-in counts as fresh where nothing is set.
const DEFAULT_FRESH_SIGN_IN: Duration = Duration::from_secs(900);

/// The API's settings.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// `AUTHSIGNAL_URL`: base URL of the Server API, ends in `/v1`.
    pub authsignal_url: String,
    /// `AUTHSIGNAL_SECRET`: the tenant's secret key.
    pub authsignal_secret: SecretKey,
    /// `ENROL_ACTION`: the action that enrolling an authenticator is at Authsignal. Default `manageAuthenticators`. Never
    /// the action of signing in (`AUTHSIGNAL_ACTION`, default `cognitoAuth`): a token that enrols must not sign in.
    pub enrol_action: String,
    /// `REDIRECT_URL`: where the pre-built UI goes afterwards in redirect mode. None where it is unset or empty.
    pub redirect_url: Option<String>,
    /// `FRESH_SIGN_IN_SECONDS`: how long after signing in a person may change their authenticators. Default 900.
    pub fresh_sign_in: Duration,
    /// `USER_POOL_ID`: the pool whose usernames are looked up.
    pub user_pool_id: String,
    /// `USERNAMES`: `email` (default), `phone` or `email_and_phone`, as for the triggers.
    pub usernames: Usernames,
}

impl ApiConfig {
    /// Reads the settings through `lookup`, which gives a variable's value.
    ///
    /// # Errors
    /// Names the first variable that is missing or wrong.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = Environment::new(lookup);
        let enrol_action = environment
            .optional("ENROL_ACTION")
            .unwrap_or_else(|| DEFAULT_ENROL_ACTION.to_owned());
        let sign_in_action = environment.optional("AUTHSIGNAL_ACTION");
        if enrol_action == sign_in_action.as_deref().unwrap_or(DEFAULT_ACTION) {
            return Err(ConfigError::new(
                "ENROL_ACTION",
                "must not be the action of signing in",
            ));
        }
        let fresh_sign_in = match environment.optional("FRESH_SIGN_IN_SECONDS") {
            None => DEFAULT_FRESH_SIGN_IN,
            Some(seconds) => seconds.parse().map(Duration::from_secs).map_err(|_| {
                ConfigError::new("FRESH_SIGN_IN_SECONDS", "must be a number of seconds")
            })?,
        };
        Ok(Self {
            authsignal_url: environment.required("AUTHSIGNAL_URL")?,
            authsignal_secret: SecretKey::new(environment.required("AUTHSIGNAL_SECRET")?),
            enrol_action,
            redirect_url: environment.optional("REDIRECT_URL"),
            fresh_sign_in,
            user_pool_id: environment.required("USER_POOL_ID")?,
            usernames: Usernames::read(&environment)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &[(&str, &str)]) -> Result<ApiConfig, ConfigError> {
        ApiConfig::read(|name| {
            let variables = [
                ("AUTHSIGNAL_URL", "https://api.authsignal.com/v1"),
                ("AUTHSIGNAL_SECRET", "hush"),
                ("USER_POOL_ID", "eu-central-1_Example01"),
            ];
            let mut all = more.iter().chain(&variables);
            all.find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn defaults() {
        let config = read(&[("REDIRECT_URL", "")]).unwrap();
        assert_eq!(config.enrol_action, "manageAuthenticators");
        assert_eq!(config.fresh_sign_in, Duration::from_secs(900));
        assert_eq!(config.redirect_url, None);
        assert_eq!(config.usernames, Usernames::Email);
        assert!(!format!("{config:?}").contains("hush"));
    }

    #[test]
    fn messages_name_the_variable_and_not_the_value() {
        let cases: [(&[(&str, &str)], &str); 7] = [
            (
                &[("AUTHSIGNAL_URL", "")],
                "environment variable AUTHSIGNAL_URL is not set",
            ),
            (
                &[("AUTHSIGNAL_SECRET", "")],
                "environment variable AUTHSIGNAL_SECRET is not set",
            ),
            (
                &[("USER_POOL_ID", "")],
                "environment variable USER_POOL_ID is not set",
            ),
            (
                &[("USERNAMES", "both")],
                "environment variable USERNAMES must be email, phone or email_and_phone",
            ),
            (
                &[("FRESH_SIGN_IN_SECONDS", "-1")],
                "environment variable FRESH_SIGN_IN_SECONDS must be a number of seconds",
            ),
            (
                &[("ENROL_ACTION", "cognitoAuth")],
                "environment variable ENROL_ACTION must not be the action of signing in",
            ),
            (
                &[("ENROL_ACTION", "in"), ("AUTHSIGNAL_ACTION", "in")],
                "environment variable ENROL_ACTION must not be the action of signing in",
            ),
        ];
        for (variables, message) in cases {
            assert_eq!(read(variables).unwrap_err().to_string(), message);
        }
    }
}
