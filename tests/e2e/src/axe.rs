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
/// is of WCAG 2.2, which axe-core leaves out of what it does by itself. Contrast takes longer than all the others.
const RUN: &str = "
    const [contrast, done] = arguments;
    const rules = {'target-size': {enabled: true}, 'color-contrast': {enabled: contrast}};
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

/// What is wider than its place: its words lie over what is beside it, or are cut off. Fields scroll by themselves.
const SPILLS: &str = "
    return [...document.querySelectorAll('#app *, #boot *')]
        .filter((element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth)
        .filter((element) => !element.matches('input, select, option') && element.checkVisibility())
        .map((element) => `${element.outerHTML.slice(0, 300)}: ${element.scrollWidth} px in ${element.clientWidth} px`);";

impl World {
    /// The page as it is now breaks no accessibility rule that matters, and fits the window, in light and dark, and so in
    /// every other language of the site. A state's name is its own: the gallery shows it by it.
    ///
    /// # Errors
    /// When it does.
    pub async fn is_accessible(&self, state: &str) -> Result<()> {
        self.is_accessible_as_it_is(state).await?;
        let look = async |language: &str| {
            // Colours are the same in every language.
            self.breaks_no_rule(false).await?;
            self.has_room().await?;
            self.picture_in(language, state).await
        };
        self.in_other_languages(look)
            .await
            .with_context(|| state.to_owned())
    }

    /// As [`World::is_accessible`], in the language of the page alone.
    ///
    /// # Errors
    /// As there.
    pub async fn is_accessible_as_it_is(&self, state: &str) -> Result<()> {
        for scheme in ["light", "dark"] {
            self.browser.prefer_color_scheme(scheme).await?;
            let rules = self.breaks_no_rule(true).await;
            rules.with_context(|| format!("{state}, {scheme}"))?;
            self.picture(state, scheme).await?;
        }
        self.has_room().await.with_context(|| state.to_owned())
    }

    async fn breaks_no_rule(&self, contrast: bool) -> Result<()> {
        let driver = self.browser.driver();
        if !self.browser.evaluate("return 'axe' in window;").await? {
            driver.execute(environment::axe()?, Vec::new()).await?;
        }
        let found = driver.execute_async(RUN, vec![json!(contrast)]).await?;
        let mut found: Vec<Violation> = found.convert()?;
        found.retain(|one| {
            one.impact
                .as_deref()
                .is_none_or(|impact| GRAVE.contains(&impact))
        });
        ensure!(found.is_empty(), "{found:#?}");
        Ok(())
    }

    /// Everything fits, also with text spaced out.
    async fn has_room(&self) -> Result<()> {
        self.nothing_spills().await?;
        self.browser.evaluate::<Value>(SPACE_TEXT).await?;
        let fits = self.nothing_spills().await;
        self.browser.evaluate::<Value>(SPACE_TEXT).await?;
        fits.context("with text spaced out")
    }

    async fn nothing_spills(&self) -> Result<()> {
        self.fits_sideways().await?;
        let spills: Vec<String> = self.browser.evaluate(SPILLS).await?;
        ensure!(spills.is_empty(), "too wide for its place: {spills:#?}");
        Ok(())
    }
}
