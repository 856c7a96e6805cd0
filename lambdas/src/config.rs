//! The triggers' settings, from the Lambda's environment.

use authsignal::SecretKey;

use crate::environment::{ConfigError, Environment};
use crate::usernames::Usernames;

/// The action's name at Authsignal where none is set: the one that Authsignal's own Cognito guide uses.
pub(crate) const DEFAULT_ACTION: &str = "cognitoAuth";
/// Where Authsignal's pre-built UI is where the tenant has no domain of its own.
const DEFAULT_UI_URL: &str = "https://mfa.authsignal.com";

/// Who may create an account, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Signing in with an unknown address creates the account; Authsignal's challenge proves the address.
    JustInTime,
    /// Signing up is a step of its own, see [`Confirmation`].
    Separate,
    /// Only administrators create accounts.
    Closed,
}

/// What confirms an account that signed up by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// Authsignal's challenge at the first sign-in.
    Authsignal,
    /// Cognito's own code.
    Cognito,
}

/// The triggers' settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// `AUTHSIGNAL_URL`: base URL of the Server API, ends in `/v1`.
    pub authsignal_url: String,
    /// `AUTHSIGNAL_SECRET`: the tenant's secret key.
    pub authsignal_secret: SecretKey,
    /// `AUTHSIGNAL_ACTION`: the action that signing in is at Authsignal. Default `cognitoAuth`.
    pub action: String,
    /// `AUTHSIGNAL_UI_URL`: where the tenant's pre-built UI is, without a slash at the end. Default
    /// `https://mfa.authsignal.com`. Only used to make up challenges for users who do not exist.
    pub ui_url: String,
    /// `REDIRECT_URL`: where the pre-built UI goes afterwards in redirect mode. None where it is unset or empty.
    pub redirect_url: Option<String>,
    /// `SIGN_UP`: `just_in_time` (default), `separate` or `closed`.
    pub sign_up: SignUp,
    /// `SIGN_UP_CONFIRMATION`: `authsignal` (default) or `cognito`, where `SIGN_UP` is `separate`; it counts nowhere else.
    pub confirmation: Confirmation,
    /// `USERNAMES`: `email` (default), `phone` or `email_and_phone`.
    pub usernames: Usernames,
}

impl Config {
    /// Reads the settings through `lookup`, which gives a variable's value.
    ///
    /// # Errors
    /// Names the first variable that is missing or wrong.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = Environment::new(lookup);
        let sign_up = match environment.optional("SIGN_UP").as_deref() {
            None | Some("just_in_time") => SignUp::JustInTime,
            Some("separate") => SignUp::Separate,
            Some("closed") => SignUp::Closed,
            Some(_) => {
                return Err(ConfigError::new(
                    "SIGN_UP",
                    "must be just_in_time, separate or closed",
                ));
            }
        };
        let confirmation = match environment.optional("SIGN_UP_CONFIRMATION").as_deref() {
            None | Some("authsignal") => Confirmation::Authsignal,
            Some("cognito") => Confirmation::Cognito,
            Some(_) => {
                return Err(ConfigError::new(
                    "SIGN_UP_CONFIRMATION",
                    "must be authsignal or cognito",
                ));
            }
        };
        let mut ui_url = environment
            .optional("AUTHSIGNAL_UI_URL")
            .unwrap_or_else(|| DEFAULT_UI_URL.to_owned());
        ui_url.truncate(ui_url.trim_end_matches('/').len());
        Ok(Self {
            authsignal_url: environment.required("AUTHSIGNAL_URL")?,
            authsignal_secret: SecretKey::new(environment.required("AUTHSIGNAL_SECRET")?),
            action: environment
                .optional("AUTHSIGNAL_ACTION")
                .unwrap_or_else(|| DEFAULT_ACTION.to_owned()),
            ui_url,
            redirect_url: environment.optional("REDIRECT_URL"),
            sign_up,
            confirmation,
            usernames: Usernames::read(&environment)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    const REQUIRED: [(&str, &str); 2] = [
        ("AUTHSIGNAL_URL", "https://api.authsignal.com/v1"),
        ("AUTHSIGNAL_SECRET", "key"),
    ];

    #[test]
    fn defaults() {
        let config = read(&[REQUIRED[0], REQUIRED[1], ("REDIRECT_URL", "")]).unwrap();
        assert_eq!(config.action, "cognitoAuth");
        assert_eq!(config.ui_url, "https://mfa.authsignal.com");
        assert_eq!(config.redirect_url, None);
        assert_eq!(config.sign_up, SignUp::JustInTime);
        assert_eq!(config.confirmation, Confirmation::Authsignal);
        assert_eq!(config.usernames, Usernames::Email);
    }

    #[test]
    fn messages_name_the_variable_and_not_the_value() {
        let cases: [(&[(&str, &str)], &str); 5] = [
            (
                &[REQUIRED[0]],
                "environment variable AUTHSIGNAL_SECRET is not set",
            ),
            (
                &[("AUTHSIGNAL_URL", ""), REQUIRED[1]],
                "environment variable AUTHSIGNAL_URL is not set",
            ),
            (
                &[REQUIRED[0], REQUIRED[1], ("SIGN_UP", "open")],
                "environment variable SIGN_UP must be just_in_time, separate or closed",
            ),
            (
                &[REQUIRED[0], REQUIRED[1], ("SIGN_UP_CONFIRMATION", "email")],
                "environment variable SIGN_UP_CONFIRMATION must be authsignal or cognito",
            ),
            (
                &[REQUIRED[0], REQUIRED[1], ("USERNAMES", "phone,email")],
                "environment variable USERNAMES must be email, phone or email_and_phone",
            ),
        ];
        for (variables, message) in cases {
            assert_eq!(read(variables).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn debug_hides_the_secret() {
        let config = read(&[REQUIRED[0], ("AUTHSIGNAL_SECRET", "hush")]).unwrap();
        assert!(!format!("{config:?}").contains("hush"));
    }
}
