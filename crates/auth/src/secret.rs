//! Values that prove something to whoever holds them: they print redacted.

use std::fmt;

use cognito::is_this_machine;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// A token with surrounding space removed; none if nothing is left.
            #[must_use]
            pub fn new(token: &str) -> Option<Self> {
                let token = token.trim();
                (!token.is_empty()).then(|| Self(token.to_owned()))
            }

            /// The token itself. Not for logs, and not for a URL.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    };
}

token! {
    /// What Authsignal returns when a challenge was answered; Cognito's Verify trigger checks it.
    ValidationToken
}

token! {
    /// The token of a tracked action, for Authsignal's Client API.
    ActionToken
}

/// Address of Authsignal's pre-built UI for one challenge; its query holds a token.
#[derive(Clone, PartialEq, Eq)]
pub struct ChallengeUrl(String);

impl ChallengeUrl {
    /// Accepts `https:` addresses, and `http:` ones of this very machine: the address comes from a
    /// server and is opened in the page, so `javascript:` and the like have no place in it.
    #[must_use]
    pub fn new(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://").or_else(|| {
            let rest = url.strip_prefix("http://")?;
            let host = rest.split(['/', '?', '#', ':']).next()?;
            is_this_machine(host).then_some(rest)
        })?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let plain = !authority.is_empty()
            && !authority.contains(['@', '\\'])
            && !url.contains(|c: char| c.is_whitespace() || c.is_control());
        plain.then(|| Self(url.to_owned()))
    }

    /// The same page in the language of a tag such as `pt-BR`. Authsignal's `track` puts its `locale` there as well; it
    /// leaves languages that it does not have to the browser.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Self {
        let (address, fragment) = self.0.split_at(self.0.find('#').unwrap_or(self.0.len()));
        let (page, query) = address.split_once('?').unwrap_or((address, ""));
        let mut url = page.to_owned();
        url.push('?');
        for parameter in query.split('&') {
            if !parameter.is_empty() && !parameter.starts_with("locale=") {
                url.push_str(parameter);
                url.push('&');
            }
        }
        url.push_str("locale=");
        url.push_str(&tag.to_ascii_lowercase());
        url.push_str(fragment);
        Self(url)
    }

    /// The address itself. Not for logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ChallengeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.split(['?', '#']).next().unwrap_or_default();
        write!(f, "ChallengeUrl({shown}?redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        let token = ValidationToken::new(" eyJ.secret ").map(|token| format!("{token:?}"));
        assert_eq!(token.as_deref(), Some("ValidationToken(redacted)"));
        let url =
            ChallengeUrl::new("https://mfa.example/c?token=secret").map(|url| format!("{url:?}"));
        assert_eq!(
            url.as_deref(),
            Some("ChallengeUrl(https://mfa.example/c?redacted)")
        );
        assert_eq!(ValidationToken::new("  "), None);
    }

    #[test]
    fn a_language_is_said_once_and_the_rest_stays() {
        for (before, after) in [
            ("https://mfa.example/", "https://mfa.example/?locale=pt-br"),
            (
                "https://mfa.example/c?token=a%26b&x=1#y?locale=z",
                "https://mfa.example/c?token=a%26b&x=1&locale=pt-br#y?locale=z",
            ),
            (
                "https://mfa.example/?locale=de&token=t",
                "https://mfa.example/?token=t&locale=pt-br",
            ),
        ] {
            let url = ChallengeUrl::new(before).map(|url| url.in_language("pt-BR"));
            assert_eq!(url.as_ref().map(ChallengeUrl::expose), Some(after));
        }
    }

    #[test]
    fn only_web_addresses_are_opened() {
        for good in [
            "https://mfa.authsignal.com/?token=x",
            "http://localhost:4567/challenge?token=x",
        ] {
            assert!(ChallengeUrl::new(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "//mfa.example/",
            "http://mfa.example/",
            "http://localhost.evil.example/",
            "https://",
            "https://user@evil.example/",
            "https://mfa.example\\@evil.example/",
            "https://mfa.example/ x",
            "http://localhost@evil.example/",
        ] {
            assert!(ChallengeUrl::new(bad).is_none(), "{bad}");
        }
    }
}
