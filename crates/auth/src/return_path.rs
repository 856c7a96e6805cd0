use std::fmt;

/// A page of this site to come back to after signing in: a relative path, never another origin.
///
/// It travels in the address (`/sign-in?return=/reports`), where anybody can write anything, so
/// whatever a browser could take for another site is refused (open redirect, CWE-601).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// The home page.
    #[must_use]
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// Accepts `/path?query#fragment` in plain ASCII.
    ///
    /// Refused: `//host` and `/\host` (a browser reads a backslash as a slash), also percent-encoded
    /// in the path, control characters and white space (a browser drops some of them), and anything
    /// that does not start with a slash.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() <= 2000
            && text
                .chars()
                .all(|c| c.is_ascii_graphic() && !"\\<>\"'`{}|^".contains(c));
        if !plain || !text.starts_with('/') {
            return None;
        }
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let decoded = decode(path)?;
        let safe = !decoded.starts_with("//")
            && !decoded.contains('\\')
            && !decoded.contains("://")
            && decoded
                .split('/')
                .all(|segment| segment != "." && segment != "..")
            && !decoded.contains(char::is_control);
        safe.then(|| Self(text.to_owned()))
    }

    /// The path with its query and fragment.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnPath {
    fn default() -> Self {
        Self::home()
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-decodes until nothing changes, so that no number of layers hides a slash.
fn decode(path: &str) -> Option<String> {
    let mut current = path.to_owned();
    for _ in 0..4 {
        let next = decode_once(&current)?;
        if next == current {
            return Some(current);
        }
        current = next;
    }
    None
}

fn decode_once(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            let value = digit()? * 16 + digit()?;
            decoded.push(u8::try_from(value).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pages_of_this_site_are_accepted() {
        for good in [
            "/",
            "/reports",
            "/reports/2026?sort=asc#top",
            "/a%20b?next=https://example.com",
            "/%C3%A9",
        ] {
            assert_eq!(
                ReturnPath::parse(good).as_ref().map(ReturnPath::as_str),
                Some(good)
            );
        }
    }

    #[test]
    fn other_sites_are_refused() {
        for bad in [
            "",
            "reports",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/%2Fevil.example",
            "/%2f%2fevil.example",
            "/%5Cevil.example",
            "/%255Cevil.example",
            "/%25255cevil.example",
            "javascript:alert(1)",
            "https://evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/%09/evil.example",
            " /x",
            "/x y",
            "/./x",
            "/../x",
            "/%2e%2e/x",
            "/%zz",
            "/%",
            "/%ff",
            "/é",
            "/<script>",
            "/https://evil.example",
        ] {
            assert_eq!(ReturnPath::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_path_stays_on_the_site(text in "[/\\\\%a-zA-Z0-9:.?#@\\t\\n ]{0,24}") {
            if let Some(path) = ReturnPath::parse(&text) {
                let base = url::Url::parse("https://latchkey.example/").map_err(|e| TestCaseError::fail(e.to_string()))?;
                let joined = base.join(path.as_str()).map_err(|e| TestCaseError::fail(e.to_string()))?;
                prop_assert_eq!(joined.origin(), base.origin());
            }
        }
    }
}
