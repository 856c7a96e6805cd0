//! The user pool, as its own triggers and API may use it: with the function's credentials.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::types::{AttributeType, UserType};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use tokio::sync::OnceCell;

use crate::address::Address;
use crate::environment::{ConfigError, Environment};
use crate::name_form::NameForm;

/// The longest a call may take, both tries included.
const TIMEOUT: Duration = Duration::from_millis(3500);
/// The longest a single try may take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(1700);
const ATTEMPTS: u32 = 2;
/// How many users are looked at to see what their names look like: as many as Cognito gives at once.
const SAMPLE: i32 = 60;

/// Calls Cognito's user pools. Make one and keep it: it reuses its connections.
pub struct UserPool {
    config: Config,
    /// Made when it is first needed: it reads all root certificates, and most starts of a function do not need it.
    client: OnceLock<Client>,
    name_form: OnceCell<NameForm>,
}

impl fmt::Debug for UserPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserPool").finish_non_exhaustive()
    }
}

/// Why a call of the user pool failed. Says nothing about the user.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UserPoolError {
    /// No answer, none in time, or one that asks for patience: it passes.
    #[error("Cognito is unavailable ({0})")]
    Unavailable(String),
    /// The call was refused: the function's role or the pool is not what it should be.
    #[error("Cognito refused the call ({0})")]
    Refused(String),
}

impl UserPool {
    /// Takes what AWS Lambda tells every function, through `lookup`, which gives a variable's value: `AWS_REGION`,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`. They stay the same for as long as a process lives.
    /// `AWS_ENDPOINT_URL`, where it is set, names another Cognito: the local one.
    ///
    /// # Errors
    /// Names the first variable that is missing.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = Environment::new(lookup);
        let credentials = Credentials::new(
            environment.required("AWS_ACCESS_KEY_ID")?,
            environment.required("AWS_SECRET_ACCESS_KEY")?,
            environment.optional("AWS_SESSION_TOKEN"),
            None,
            "environment",
        );
        let timeouts = TimeoutConfig::builder()
            .operation_timeout(TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        let endpoint = environment.optional("AWS_ENDPOINT_URL");
        let http = match &endpoint {
            Some(endpoint) if endpoint.starts_with("http://") => Builder::new().build_http(),
            _ => Builder::new()
                .tls_provider(Provider::Rustls(CryptoMode::Ring))
                .build_https(),
        };
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(environment.required("AWS_REGION")?))
            .credentials_provider(credentials)
            .http_client(http)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts);
        config.set_endpoint_url(endpoint);
        Ok(Self {
            config: config.build(),
            client: OnceLock::new(),
            name_form: OnceCell::new(),
        })
    }

    fn client(&self) -> &Client {
        self.client
            .get_or_init(|| Client::from_conf(self.config.clone()))
    }

    /// Marks these addresses of a user as verified: all of them or none.
    ///
    /// Each is set together with its mark. With the mark alone, an address that the user puts in its place at the same moment
    /// would be taken for verified.
    ///
    /// # Errors
    /// [`UserPoolError`].
    pub(crate) async fn mark_verified(
        &self,
        pool_id: &str,
        user_name: &str,
        addresses: &[Address<'_>],
    ) -> Result<(), UserPoolError> {
        let mut call = self
            .client()
            .admin_update_user_attributes()
            .user_pool_id(pool_id)
            .username(user_name);
        for address in addresses {
            call = call
                .user_attributes(attribute(address.attribute(), address.value())?)
                .user_attributes(attribute(address.mark(), "true")?);
        }
        send(call.send()).await.map(drop)
    }

    /// Cognito's name for the user with this address; where there are several, for the one whose address is verified, else
    /// for the one who was there first. Cognito's search may miss who signed up a moment ago.
    ///
    /// # Errors
    /// [`UserPoolError`].
    pub(crate) async fn find(
        &self,
        pool_id: &str,
        address: Address<'_>,
    ) -> Result<Option<String>, UserPoolError> {
        let call = self
            .client()
            .list_users()
            .user_pool_id(pool_id)
            .filter(filter(address));
        let answer = send(call.send()).await?;
        Ok(choose(answer.users.unwrap_or_default(), address))
    }

    /// What the pool's own names look like. None while it has too few users to tell. Asks once and keeps what it learns.
    ///
    /// # Errors
    /// [`UserPoolError`].
    pub(crate) async fn name_form(
        &self,
        pool_id: &str,
    ) -> Result<Option<&NameForm>, UserPoolError> {
        if let Some(known) = self.name_form.get() {
            return Ok(Some(known));
        }
        let call = self
            .client()
            .list_users()
            .user_pool_id(pool_id)
            .limit(SAMPLE);
        let answer = send(call.send()).await?;
        let names = answer.users().iter().filter_map(UserType::username);
        match NameForm::learn(names) {
            None => Ok(None),
            Some(learned) => Ok(Some(self.name_form.get_or_init(async || learned).await)),
        }
    }
}

/// `"email" = "ann@example.com"`, with the value's quotes and backslashes escaped.
fn filter(address: Address<'_>) -> String {
    let value = address.value().replace('\\', "\\\\").replace('"', "\\\"");
    format!("{} = \"{value}\"", address.attribute())
}

fn choose(users: Vec<UserType>, address: Address<'_>) -> Option<String> {
    let has = |user: &UserType, name: &str, is: &dyn Fn(&str) -> bool| {
        user.attributes()
            .iter()
            .any(|attribute| attribute.name() == name && attribute.value().is_some_and(is))
    };
    users
        .into_iter()
        // Whatever the search made of the filter.
        .filter(|user| has(user, address.attribute(), &|value| address.is(value)))
        .min_by_key(|user| {
            let is_verified = has(user, address.mark(), &|value| value == "true");
            (
                !is_verified,
                user.user_create_date
                    .map(|date| (date.secs(), date.subsec_nanos())),
            )
        })
        .and_then(|user| user.username)
}

/// In a box: the SDK's futures nest so deep that the compiler gives up on functions that hold one.
fn send<'a, T, E: ProvideErrorMetadata + Error + 'static>(
    call: impl Future<Output = Result<T, SdkError<E>>> + Send + 'a,
) -> Pin<Box<dyn Future<Output = Result<T, UserPoolError>> + Send + 'a>> {
    Box::pin(async move { call.await.map_err(|error| failure(&error)) })
}

fn attribute(name: &str, value: &str) -> Result<AttributeType, UserPoolError> {
    AttributeType::builder()
        .name(name)
        .value(value)
        .build()
        .map_err(|error| UserPoolError::Refused(error.to_string()))
}

/// Sorts a failure. Cognito's messages are left out: they may quote the user's data.
fn failure<E: ProvideErrorMetadata + Error + 'static>(error: &SdkError<E>) -> UserPoolError {
    let code = error.code().unwrap_or("no code").to_owned();
    match error {
        SdkError::ServiceError(answer) => match answer.raw().status().as_u16() {
            429 | 500..=599 => UserPoolError::Unavailable(code),
            _ if code.contains("TooManyRequests") || code.contains("Throttl") => {
                UserPoolError::Unavailable(code)
            }
            _ => UserPoolError::Refused(code),
        },
        SdkError::TimeoutError(_) => UserPoolError::Unavailable("no answer in time".to_owned()),
        SdkError::DispatchFailure(_) => UserPoolError::Unavailable("not reached".to_owned()),
        SdkError::ResponseError(_) => UserPoolError::Unavailable("a broken answer".to_owned()),
        _ => UserPoolError::Refused("the request could not be made".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_stays_one_comparison() {
        let filter = |email| filter(Address::Email(email));
        assert_eq!(filter("ann@example.com"), "email = \"ann@example.com\"");
        assert_eq!(filter("a\" or \"\\"), "email = \"a\\\" or \\\"\\\\\"");
    }
}
