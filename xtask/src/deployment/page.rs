//! What a deployment puts into index.html, so that a visitor need not wait for it: the configuration, and the brand as the
//! app will show it.

use std::path::Path;

use crate::deployment::branding::{Branding, branded, with_config};
use crate::deployment::csp;
use crate::failure::{Failure, Result};

/// A built site, with what makes it one's own.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    /// The built files.
    pub(crate) dist: &'a Path,
    /// What its page looks like.
    pub(crate) branding: Branding,
}

impl Site<'_> {
    /// Sources for the Content-Security-Policy that its page needs: of its scripts, and of its styles.
    pub(crate) fn hashes(&self) -> Result<(String, String)> {
        let html = self.branded()?;
        Ok((csp::script_hashes(&html), csp::style_hashes(&html)))
    }

    /// The page with this config.json in it.
    pub(crate) fn page(&self, config: &str) -> Result<String> {
        with_config(&self.branded()?, config).map_err(unplaced)
    }

    fn branded(&self) -> Result<String> {
        let page = self.dist.join("index.html");
        let html =
            std::fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
        branded(&html, &self.branding).map_err(unplaced)
    }
}

fn unplaced(missing: String) -> Failure {
    Failure::new(missing).why("the configuration and the brand go there")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::deployment::branding::BOOT;

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
        let told = Branding::parse(&json!({
            "name": "Fish & <Chips>",
            "logo": {"path": "/logo.svg", "dark": null, "hasName": true},
        }));
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
