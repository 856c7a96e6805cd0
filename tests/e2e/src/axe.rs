//! Accessibility rules that a program can check (axe-core), in both colour schemes.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::environment;
use crate::world::World;

/// The rules that matter: what keeps people out, and what makes it hard for them.
const GRAVE: [&str; 2] = ["serious", "critical"];

/// Runs the rules on the page itself; frames of other origins are not ours. The size of targets is asked for by name: it
/// is of WCAG 2.2, which axe-core leaves out of what it does by itself.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const rules = {'target-size': {enabled: true}};
    axe.run(document, {iframes: false, resultTypes: ['violations'], rules}).then(
        ({violations}) => done(violations.map(({id, impact, help, nodes}) => ({
            id, impact, help, where: nodes.map(({html, failureSummary}) => `${html} ${failureSummary}`),
        }))),
        (error) => done([{id: 'axe', impact: 'critical', help: String(error), where: []}]),
    );";

/// Spaces text as people may who read with difficulty (WCAG 2.2, 1.4.12); another call ends it.
const SPACE_TEXT: &str = "
    if (window.unspaceText) { window.unspaceText(); delete window.unspaceText; return; }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {
        line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
    } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    window.unspaceText = () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };";

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown where a test fails")]
struct Violation {
    id: String,
    impact: Option<String>,
    help: String,
    r#where: Vec<String>,
}

impl Browser {
    /// Has pages think that the person prefers this colour scheme (`light`, `dark`), and no motion.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn prefer_color_scheme(&self, scheme: &str) -> Result<()> {
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        let cdp = self.driver().cdp();
        cdp.send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }
}

impl World {
    /// The page as it is now breaks no accessibility rule that matters, and fits the window, in light and dark. A state's
    /// name is its own: the gallery shows it by it.
    ///
    /// # Errors
    /// When it does.
    pub async fn is_accessible(&self, state: &str) -> Result<()> {
        let driver = self.browser.driver();
        if !self.browser.evaluate("return 'axe' in window;").await? {
            driver.execute(environment::axe()?, Vec::new()).await?;
        }
        for scheme in ["light", "dark"] {
            self.browser.prefer_color_scheme(scheme).await?;
            let found = driver.execute_async(RUN, Vec::new()).await?;
            let mut found: Vec<Violation> = found.convert()?;
            found.retain(|one| {
                one.impact
                    .as_deref()
                    .is_none_or(|impact| GRAVE.contains(&impact))
            });
            ensure!(found.is_empty(), "{state}, {scheme}: {found:#?}");
            self.picture(state, scheme).await?;
        }
        self.fits_sideways().await?;
        self.browser.evaluate::<Value>(SPACE_TEXT).await?;
        let fits = self.fits_sideways().await;
        self.browser.evaluate::<Value>(SPACE_TEXT).await?;
        fits.with_context(|| format!("{state}, with text spaced out"))
    }
}
