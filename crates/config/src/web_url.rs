//! URLs of services, strict on purpose: a general URL parser costs the browser tens of kilobytes
//! for names and forms that have no place in this file.

use std::fmt;

use cognito::is_this_machine;

/// `https://host[:port][/path]`, or `http://` where the host is this machine; ASCII only, without
/// user name, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebUrl {
    text: String,
    path_start: usize,
}

impl WebUrl {
    /// Reads a URL of the form above; none if the text has any other form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (secure, rest) = match text.strip_prefix("https://") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("http://")?),
        };
        let authority = rest.split('/').next()?;
        let path = rest.strip_prefix(authority)?;
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let valid = is_host(host)
            && (secure || is_this_machine(host))
            && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
            && is_path(path);
        valid.then(|| Self {
            text: text.to_owned(),
            path_start: text.len() - path.len(),
        })
    }

    /// The whole URL, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port, as in `https://example.com:8443`.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.get(..self.path_start).unwrap_or(&self.text)
    }

    /// What follows the origin: empty, or it starts with a slash.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text.get(self.path_start..).unwrap_or_default()
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_host(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
}

fn is_path(path: &str) -> bool {
    path.chars()
        .all(|c| c.is_ascii_alphanumeric() || "/._-~".contains(c))
        && !path.contains("//")
        && path
            .split('/')
            .all(|segment| segment != "." && segment != "..")
}
