//! Where a user pool is reached, and as which app client.

use std::fmt;

/// The longest app client id that the API takes.
const CLIENT_ID_MAX: usize = 128;

/// The base URL of the Cognito user pools API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

/// Why something is no [`Endpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpoint {
    /// Not the shape of an AWS region's name, such as `eu-central-1`.
    #[error("not the name of an AWS region, such as eu-central-1")]
    Region,
    /// Not an absolute `https` URL (`http` is taken for this machine only).
    #[error("not an absolute https URL (http is accepted for localhost only)")]
    Scheme,
    /// User name, path, query, fragment, or characters that no origin has.
    #[error("more or less than scheme, host and port")]
    Origin,
}

impl Endpoint {
    /// The public endpoint of AWS in `region`, such as `eu-central-1`.
    ///
    /// # Errors
    /// [`InvalidEndpoint::Region`] when `region` is not shaped like a region's name.
    pub fn for_region(region: &str) -> Result<Self, InvalidEndpoint> {
        let well_formed = region.len() <= 32
            && region.split('-').count() >= 3
            && region.split('-').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            })
            && region.starts_with(|c: char| c.is_ascii_lowercase())
            && region.ends_with(|c: char| c.is_ascii_digit());
        if !well_formed {
            return Err(InvalidEndpoint::Region);
        }
        let suffix = if region.starts_with("cn-") {
            "amazonaws.com.cn"
        } else if region.starts_with("eusc-") {
            "amazonaws.eu"
        } else {
            "amazonaws.com"
        };
        Ok(Self(format!("https://cognito-idp.{region}.{suffix}/")))
    }

    /// An endpoint of one's own: a proxy in front of Cognito, or an emulator.
    ///
    /// `url` is an origin (`https://host[:port]`, a trailing `/` is fine). Plain `http` is accepted only
    /// for `localhost`, names under it, and the loopback addresses, so that no token travels in the clear.
    ///
    /// # Errors
    /// [`InvalidEndpoint::Scheme`] or [`InvalidEndpoint::Origin`].
    pub fn from_url(url: &str) -> Result<Self, InvalidEndpoint> {
        let (secure, rest) = if let Some(rest) = url.strip_prefix("https://") {
            (true, rest)
        } else if let Some(rest) = url.strip_prefix("http://") {
            (false, rest)
        } else {
            return Err(InvalidEndpoint::Scheme);
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let host = host_of(authority).ok_or(InvalidEndpoint::Origin)?;
        if !secure && !is_this_machine(host) {
            return Err(InvalidEndpoint::Scheme);
        }
        let scheme = if secure { "https" } else { "http" };
        Ok(Self(format!("{scheme}://{authority}/")))
    }

    /// The URL to send requests to; it ends in `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of `host[:port]`, if that is all there is and it is well formed.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (inside, after) = rest.split_once(']')?;
        let is_address = inside.contains(':')
            && inside
                .bytes()
                .all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'));
        let port = match after {
            "" => None,
            _ => Some(after.strip_prefix(':')?),
        };
        (is_address.then_some(inside)?, port)
    } else {
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let is_name = host.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        (is_name.then_some(host)?, port)
    };
    match port {
        Some(port) if port.parse::<u16>().is_ok_and(|n| n > 0) && !port.starts_with('+') => {
            Some(host)
        }
        Some(_) => None,
        None => Some(host),
    }
}

/// Whether a host's name is this machine's: `localhost`, a name under it, or a loopback address (IPv6 without
/// brackets). What is sent there in the clear does not leave it.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1" || host == "::1"
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of an app client: public, 1 to 128 letters, digits, `_` or `+`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(String);

/// A string that is no [`ClientId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of an app client: 1 to 128 letters, digits, '_' or '+'")]
pub struct InvalidClientId;

impl ClientId {
    /// Checks the shape that the API's reference gives (`[\w+]+`, 1 to 128 characters).
    ///
    /// # Errors
    /// [`InvalidClientId`].
    pub fn new(id: impl Into<String>) -> Result<Self, InvalidClientId> {
        let id = id.into();
        let well_formed = (1..=CLIENT_ID_MAX).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+');
        well_formed.then_some(Self(id)).ok_or(InvalidClientId)
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
