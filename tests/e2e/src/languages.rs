//! What shows, in every other language of the site: nothing is found by its words here, so a test that goes its way in one
//! language shows each of its states in all of them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::environment;
use crate::wait::until;
use crate::world::World;

/// Chooses a language in the list that ends every page, without the focus, which is part of a state. Says whether there is
/// one. A toast would go meanwhile: it stays while it is pointed at.
const CHOOSE: &str = "
    const select = document.querySelector('#app .language select');
    if (!select) return false;
    document.querySelector('.toast')?.dispatchEvent(new MouseEvent('mouseenter'));
    select.value = arguments[0];
    select.dispatchEvent(new Event('change', {bubbles: true}));
    return true;";

/// Has the page begin in a language, as for somebody who chose it before.
const KEEP: &str = "localStorage.setItem('latchkey:language', arguments[0]);";

/// Forgets the choice: no test begins with one.
const FORGET: &str = "localStorage.removeItem('latchkey:language');";

/// What there is to see, without its words and what goes by itself: the seconds until a code may be sent again.
const STRUCTURE: &str = "
    return [...document.body.querySelectorAll('*')]
        .filter((element) => !element.matches('option, .resend > .hint') && element.checkVisibility())
        .map((element) => element.localName + (element.role ?? ''))
        .join(' ');";

/// The language of the page.
const SPOKEN: &str = "return document.documentElement.lang;";

impl World {
    /// Does something with what shows now in each of the site's other languages, as it is after a switch; where a page has
    /// no switch, as it is when it is loaded in that language. Then goes on in the language from before.
    ///
    /// # Errors
    /// When a language shows something else than the one from before, or `look` fails.
    pub async fn in_other_languages(&self, look: impl AsyncFn(&str) -> Result<()>) -> Result<()> {
        let before: String = self.browser.evaluate(SPOKEN).await?;
        let shown: String = self.browser.evaluate(STRUCTURE).await?;
        let languages = environment::languages()?;
        ensure!(languages.contains(&before), "no texts in {before:?}");
        for language in languages.iter().filter(|language| **language != before) {
            self.speaks(language, &shown).await?;
            look(language).await.with_context(|| language.clone())?;
        }
        self.speaks(&before, &shown).await?;
        self.browser.evaluate::<Value>(FORGET).await?;
        Ok(())
    }

    async fn speaks(&self, language: &str, shown: &str) -> Result<()> {
        let driver = self.browser.driver();
        let tag = || vec![json!(language)];
        let chosen: bool = driver.execute(CHOOSE, tag()).await?.convert()?;
        if !chosen {
            driver.execute(KEEP, tag()).await?;
            self.reload().await?;
        }
        until(&format!("the same in {language}"), async || {
            let spoken: String = self.browser.evaluate(SPOKEN).await?;
            let seen: String = self.browser.evaluate(STRUCTURE).await?;
            if spoken == language {
                ensure!(seen == shown, "it shows {seen}\ninstead of {shown}");
            }
            Ok(spoken == language)
        })
        .await
    }
}
