//! The client and its settings.

use std::fmt;
use std::time::Duration;

use reqwest::redirect;
use url::{Host, Url};

use crate::{Error, SecretKey};

/// The version of the official SDK whose behaviour this client follows, sent as `X-Authsignal-Version`.
pub(crate) const API_VERSION: &str = "2.20.0";

/// Retries after the first try, as in the official SDK.
const DEFAULT_RETRIES: u32 = 2;
/// A Cognito trigger has 5 seconds, start-up of the Lambda and the way back included.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(4);
/// Short enough that a try over a dead connection leaves time for another one.
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_millis(1900);
/// The unit of the waits between retries, see [`crate::backoff`].
const DEFAULT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Calls Authsignal's Server API. Make one and keep it: it reuses its connections. Cloning shares them.
#[derive(Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: Url,
    pub(crate) secret_key: SecretKey,
    pub(crate) retries: u32,
    pub(crate) retry_delay: Duration,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url.as_str())
            .field("secret_key", &self.secret_key)
            .field("retries", &self.retries)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Settings for a [`Client`].
#[derive(Debug, Clone)]
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    secret_key: SecretKey,
    retries: u32,
    retry_delay: Duration,
    timeout: Duration,
    attempt_timeout: Duration,
}

impl Client {
    /// Starts with the API's base URL, which ends in `/v1` (`https://api.authsignal.com/v1`, or another region's), and
    /// the tenant's secret key.
    pub fn builder(base_url: impl Into<String>, secret_key: SecretKey) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            secret_key,
            retries: DEFAULT_RETRIES,
            retry_delay: DEFAULT_RETRY_DELAY,
            timeout: DEFAULT_TIMEOUT,
            attempt_timeout: DEFAULT_ATTEMPT_TIMEOUT,
        }
    }

    /// The URL of an endpoint: `segments` appended to the base URL, each percent-encoded.
    pub(crate) fn endpoint(&self, segments: &[&str]) -> Result<Url, Error> {
        // An empty segment or a dot segment would silently name another endpoint.
        if segments
            .iter()
            .any(|segment| matches!(*segment, "" | "." | ".."))
        {
            return Err(Error::Argument(
                "an identifier must not be empty, \".\" or \"..\"",
            ));
        }
        let mut url = self.base_url.clone();
        url.path_segments_mut()
            .map_err(|()| Error::Configuration("the base URL cannot have a path".to_owned()))?
            .pop_if_empty()
            .extend(segments);
        Ok(url)
    }
}

impl ClientBuilder {
    /// How often to try again after the first try. Default 2.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The unit of the waits between tries, which double each time. Default 100 ms: waits of 200 and 400 ms.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.retry_delay = delay;
        self
    }

    /// The longest a call may take, all tries and waits included. Default 4 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest a single try may take. Default 1.9 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    /// [`Error::Configuration`] when the base URL is no HTTPS URL (plain HTTP is accepted on the loopback interface
    /// only), the secret key is empty or has characters that no key has, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = parse_base_url(&self.base_url)?;
        let key = self.secret_key.reveal();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) || key.contains(':') {
            return Err(Error::Configuration(
                "the Authsignal secret key is empty or malformed".to_owned(),
            ));
        }
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls_config()?)
            .redirect(redirect::Policy::none())
            // Retries are ours: reqwest's own would multiply with them.
            .retry(reqwest::retry::never())
            .user_agent(concat!("latchkey/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base_url) {
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|error| Error::Configuration(format!("no HTTP client: {error}")))?;
        Ok(Client {
            http,
            base_url,
            secret_key: self.secret_key,
            retries: self.retries,
            retry_delay: self.retry_delay,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
        })
    }
}

fn parse_base_url(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text)
        .map_err(|error| Error::Configuration(format!("the Authsignal URL is no URL: {error}")))?;
    if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
        return Err(Error::Configuration(
            "the Authsignal URL must start with https://".to_owned(),
        ));
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(Error::Configuration(
            "the Authsignal URL must have no user, query or fragment".to_owned(),
        ));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// TLS with ring (small, quick to compile) and Mozilla's roots compiled in (nothing to read at a cold start).
fn tls_config() -> Result<rustls::ClientConfig, Error> {
    let provider = rustls::crypto::ring::default_provider();
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Configuration(format!("no TLS: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(url: &str, key: &str) -> Result<Client, Error> {
        Client::builder(url, SecretKey::new(key)).build()
    }

    #[test]
    fn the_secret_key_never_travels_in_clear() {
        for url in [
            "http://api.authsignal.com/v1",
            "http://localhost.evil.example/v1",
            "ftp://localhost/v1",
            "nonsense",
            "",
        ] {
            assert!(
                matches!(build(url, "key"), Err(Error::Configuration(_))),
                "{url}"
            );
        }
        for url in [
            "https://api.authsignal.com/v1",
            "http://localhost:1/v1",
            "http://127.0.0.1:1/v1",
            "http://[::1]:1/v1",
        ] {
            assert!(build(url, "key").is_ok(), "{url}");
        }
    }

    #[test]
    fn malformed_keys_and_urls_with_extras_are_refused() {
        for key in ["", "with space", "with:colon", "line\nbreak"] {
            assert!(
                matches!(
                    build("https://api.authsignal.com/v1", key),
                    Err(Error::Configuration(_))
                ),
                "{key:?}"
            );
        }
        for url in [
            "https://user@api.authsignal.com/v1",
            "https://api.authsignal.com/v1?a=b",
            "https://api.authsignal.com/v1#a",
        ] {
            assert!(
                matches!(build(url, "key"), Err(Error::Configuration(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn identifiers_are_encoded_and_cannot_leave_their_place() {
        let client = build("https://api.authsignal.com/v1/", "key").unwrap();
        let url = client
            .endpoint(&["users", "a/../b?c#d %ü", "actions", "sign in"])
            .unwrap();
        assert_eq!(
            url.as_str(),
            "https://api.authsignal.com/v1/users/a%2F..%2Fb%3Fc%23d%20%25%C3%BC/actions/sign%20in"
        );
        for id in ["", ".", ".."] {
            assert!(
                matches!(client.endpoint(&["users", id]), Err(Error::Argument(_))),
                "{id:?}"
            );
        }
    }

    #[test]
    fn debug_hides_the_secret_key() {
        let client = build("https://api.authsignal.com/v1", "very-secret").unwrap();
        assert!(!format!("{client:?}").contains("very-secret"));
    }
}
