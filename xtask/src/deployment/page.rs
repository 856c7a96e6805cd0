//! What a deployment puts into index.html, so that a visitor need not wait for it: the configuration, and the brand as the
//! app will show it.

use std::path::Path;

use serde_json::Value;

use crate::deployment::csp;
use crate::failure::{Failure, Result};

/// What comes after the configuration.
const BOOT: &str = "<div id=\"boot\">";
/// What the app's own header (`src/components/brand.rs`) will replace.
const HEADER: &str = "<header class=\"brand\">Latchkey</header>";
const HEAD_END: &str = "</head>";

/// What the brand changes in the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Branding {
    name: String,
    logo: Option<Logo>,
    /// Custom properties of the style sheet and their values.
    properties: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Logo {
    path: String,
    dark: Option<String>,
    has_name: bool,
}

/// A built site, with what makes it one's own.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    /// The built files.
    pub(crate) dist: &'a Path,
    /// What its page looks like.
    pub(crate) branding: Branding,
}

impl Branding {
    /// Reads what `examples/check-config.rs` found in a config.json.
    pub(crate) fn parse(told: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let logo = &told["logo"];
        Self {
            name: text(&told["name"]).unwrap_or_default(),
            logo: text(&logo["path"]).map(|path| Logo {
                path,
                dark: text(&logo["dark"]),
                has_name: logo["hasName"] == true,
            }),
            properties: told["properties"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|pair| Some((text(&pair[0])?, text(&pair[1])?)))
                .collect(),
        }
    }

    /// The header as the app makes it.
    fn header(&self) -> String {
        let has_name = self.logo.as_ref().is_some_and(|logo| logo.has_name);
        let name = escaped(&self.name);
        let (alt, text) = if has_name {
            (name.as_str(), "")
        } else {
            ("", name.as_str())
        };
        let picture = self.logo.as_ref().map(|logo| {
            let dark = logo.dark.as_ref().map(|dark| {
                let dark = escaped(dark);
                format!("<source srcset=\"{dark}\" media=\"(prefers-color-scheme: dark)\">")
            });
            format!(
                "<picture>{}<img src=\"{}\" alt=\"{alt}\"></picture> ",
                dark.unwrap_or_default(),
                escaped(&logo.path)
            )
        });
        format!(
            "<header class=\"brand\">{}{text}</header>",
            picture.unwrap_or_default()
        )
    }

    /// A style sheet; none where the brand changes nothing in it.
    fn style(&self) -> Option<String> {
        let rules: Vec<String> = self
            .properties
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        (!rules.is_empty()).then(|| format!("<style>:root{{{}}}</style>", rules.join(";")))
    }
}

impl Site<'_> {
    /// Sources for the Content-Security-Policy that its page needs: of its scripts, and of its styles.
    pub(crate) fn hashes(&self) -> Result<(String, String)> {
        let html = self.branded()?;
        Ok((csp::script_hashes(&html), csp::style_hashes(&html)))
    }

    /// The page with this config.json in it.
    pub(crate) fn page(&self, config: &str) -> Result<String> {
        with_config(&self.branded()?, config)
    }

    fn branded(&self) -> Result<String> {
        let page = self.dist.join("index.html");
        let html =
            std::fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
        branded(&html, &self.branding)
    }
}

fn branded(html: &str, branding: &Branding) -> Result<String> {
    let html = put(html, HEADER, &branding.header())?;
    match branding.style() {
        // After the site's own style: the last one counts.
        Some(style) => put(&html, HEAD_END, &format!("{style}{HEAD_END}")),
        None => Ok(html),
    }
}

/// No hash of it: browsers run no script of that type.
fn with_config(html: &str, config: &str) -> Result<String> {
    // JSON has it in texts alone, and there it may be written like this. A script's end would end the element.
    let config = config.trim().replace('<', "\\u003c");
    let element =
        format!("<script type=\"application/json\" id=\"latchkey-config\">{config}</script>");
    put(html, BOOT, &format!("{element}\n    {BOOT}"))
}

fn put(html: &str, old: &str, new: &str) -> Result<String> {
    match html.matches(old).count() {
        1 => Ok(html.replacen(old, new, 1)),
        found => Err(
            Failure::new(format!("index.html has {old} {found} times, and not once"))
                .why("the configuration and the brand go there"),
        ),
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::new();
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            letter => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    const PAGE: &str = include_str!("../../../index.html");

    fn branding() -> Branding {
        Branding::parse(&json!({
            "name": "Fish & <Chips>",
            "logo": {"path": "/logo.svg", "dark": "/dark.svg", "hasName": false},
            "properties": [["--brand", "#ffe000"], ["--font", "\"Inter\", sans-serif"]],
        }))
    }

    #[test]
    fn the_page_shows_the_brand_as_the_app_will() {
        let html = branded(PAGE, &branding()).unwrap();
        for part in [
            "<header class=\"brand\"><picture><source srcset=\"/dark.svg\" media=\"(prefers-color-scheme: dark)\">\
             <img src=\"/logo.svg\" alt=\"\"></picture> Fish &amp; &lt;Chips&gt;</header>",
            "<style>:root{--brand:#ffe000;--font:\"Inter\", sans-serif}</style></head>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn a_logo_that_says_the_name_has_it_as_its_text() {
        let mut told = branding();
        told.logo.as_mut().unwrap().has_name = true;
        told.logo.as_mut().unwrap().dark = None;
        assert_eq!(
            told.header(),
            "<header class=\"brand\"><picture><img src=\"/logo.svg\" alt=\"Fish &amp; &lt;Chips&gt;\"></picture> </header>"
        );
    }

    #[test]
    fn without_a_brand_the_page_stays_as_it_is() {
        let told = Branding::parse(&json!({"name": "Latchkey", "logo": null, "properties": []}));
        assert_eq!(branded(PAGE, &told).unwrap(), PAGE);
    }

    #[test]
    fn the_configuration_cannot_end_its_element() {
        let config = json!({"brand": {"name": "</script><script>alert(1)"}});
        let html = with_config(PAGE, &format!("{config:#}\n")).unwrap();
        let (_, after) = html
            .split_once("<script type=\"application/json\" id=\"latchkey-config\">")
            .unwrap();
        let (text, after) = after.split_once("</script>").unwrap();
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), config);
        assert!(after.trim_start().starts_with(BOOT), "{after}");
        // And nothing more has to be allowed.
        assert_eq!(csp::script_hashes(&html), csp::script_hashes(PAGE));
    }

    #[test]
    fn a_page_without_the_places_is_refused() {
        assert!(with_config("<p></p>", "{}").is_err());
        assert!(branded("<p></p>", &branding()).is_err());
    }
}
