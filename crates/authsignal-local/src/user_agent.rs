//! What a `User-Agent` header says, in the shape of the official SDKs: enough to tell people their devices apart.

use std::fmt;

use serde::Serialize;

/// A browser and the system it runs on; parts that are not recognised are empty.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct UserAgent {
    ua: String,
    browser: Browser,
    device: Unknown,
    engine: Unknown,
    os: System,
    cpu: Unknown,
}

#[derive(Debug, Default, Serialize, PartialEq, Eq)]
struct Browser {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    major: Option<String>,
}

#[derive(Debug, Default, Serialize, PartialEq, Eq)]
struct System {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
}

/// A part that is not looked for.
#[derive(Debug, Default, Serialize, PartialEq, Eq)]
struct Unknown {}

/// Marks and names of browsers. Each names the ones that it stems from as well, so the order counts.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Marks and names of systems; the order counts here too.
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("CrOS", "Chrome OS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl UserAgent {
    /// Reads a header's value; anything at all gives an answer.
    pub(crate) fn parse(ua: &str) -> Self {
        let browser = BROWSERS.iter().find_map(|(mark, name)| {
            let (_, rest) = ua.split_once(mark)?;
            let version = rest.split([' ', ';', ')']).next().unwrap_or_default();
            let major = version.split('.').next().unwrap_or_default();
            Some(Browser {
                name: Some(name),
                version: Some(version.to_owned()),
                major: Some(major.to_owned()),
            })
        });
        let name = SYSTEMS.iter().find(|(mark, _)| ua.contains(mark));
        Self {
            ua: ua.to_owned(),
            browser: browser.unwrap_or_default(),
            device: Unknown {},
            engine: Unknown {},
            os: System {
                name: name.map(|(_, name)| *name),
            },
            cpu: Unknown {},
        }
    }
}

impl fmt::Display for UserAgent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.browser.name, self.os.name) {
            (Some(browser), Some(system)) => write!(formatter, "{browser} on {system}"),
            (Some(one), None) | (None, Some(one)) => formatter.write_str(one),
            (None, None) => formatter.write_str("Passkey"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UserAgent;

    #[test]
    fn browsers_and_systems_are_told_apart() {
        for (header, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iOS",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Firefox on macOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.7339.51 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("curl/8", "Passkey"),
            ("", "Passkey"),
        ] {
            assert_eq!(UserAgent::parse(header).to_string(), name);
        }
    }

    #[test]
    fn it_has_the_shape_of_the_sdks() {
        let parsed = UserAgent::parse("(Windows NT 10.0) Chrome/140.0.1 Safari/1");
        assert_eq!(
            serde_json::to_value(parsed).unwrap(),
            serde_json::json!({
                "ua": "(Windows NT 10.0) Chrome/140.0.1 Safari/1",
                "browser": { "name": "Chrome", "version": "140.0.1", "major": "140" },
                "device": {}, "engine": {}, "os": { "name": "Windows" }, "cpu": {}
            })
        );
    }
}
