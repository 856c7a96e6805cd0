//! Pictures of pages as the tests come by them, for people to look at: `cargo xtask gallery`.
//!
//! Where `LATCHKEY_GALLERY` names a folder, every state that [`World::is_accessible`] checks is also pictured there, on a
//! phone and on a desktop, in light and dark; in other languages on a phone, in light. Each picture adds a line to
//! `pictures.jsonl`, from which `cargo xtask gallery` makes the index. Addresses and numbers, which tests make up, look the
//! same in every run.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::environment;
use crate::world::World;

/// A name, and the width and height of the page in CSS pixels.
const DEVICES: [(&str, u32, u32); 2] = [("phone", 390, 844), ("desktop", 1280, 800)];

/// Longer pages are cut off: nobody looks further down.
const TALLEST: u32 = 1600;

/// Of WebP, 0 to 100: text stays sharp, files stay small.
const QUALITY: u32 = 82;

/// The file that pictures are listed in.
const LIST: &str = "pictures.jsonl";

/// Puts fixed words where tests made something up and where seconds are counted, hides the caret, ends what moves, and takes back
/// the room for a scroll bar, which phones lay over the page; `window.unmask` undoes it. The words stay in the nodes that the
/// app owns.
const MASK: &str = r"
    const fixed = [
        [/(x+-)?ada-[0-9a-f]+-[0-9a-f]+@example\.com/g, 'ada@example.com'],
        [/\+4915\d{9}/g, '+4915123456789'],
    ];
    const counted = [[/\d\d/, '30']];
    const mask = (text, fixed) => fixed.reduce((text, [found, put]) => text.replace(found, put), text);
    const undo = [];
    const change = (owner, property, by) => {
        const before = owner[property];
        const after = mask(before ?? '', by);
        if (after === before) return;
        owner[property] = after;
        undo.push(() => { if (owner[property] === after) owner[property] = before; });
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const counts = texts.currentNode.parentElement.closest('.resend');
        change(texts.currentNode, 'nodeValue', counts ? counted : fixed);
    }
    for (const field of document.querySelectorAll('input:not([type=hidden])')) change(field, 'value', fixed);
    const style = new CSSStyleSheet();
    style.replaceSync('* { caret-color: transparent !important; transition: none !important; scrollbar-gutter: auto !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
    undo.push(() => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== style); });
    for (const animation of document.getAnimations()) {
        try { animation.finish(); }
        catch {
            // It never ends: a picture shows its beginning, which may be after a while.
            animation.pause();
            animation.currentTime = animation.effect.getComputedTiming().delay;
            undo.push(() => animation.play());
        }
    }
    window.unmask = () => undo.forEach((one) => one());";

const UNMASK: &str = "window.unmask?.(); delete window.unmask;";

impl World {
    /// Pictures what shows now on every device, where pictures are wanted; `scheme` is the one that the page is in.
    ///
    /// # Errors
    /// When there is no picture of it.
    pub(crate) async fn picture(&self, state: &str, scheme: &str) -> Result<()> {
        let shots = DEVICES.map(|device| {
            let file = format!("{}-{}-{scheme}.webp", slug(state), device.0);
            (device, file)
        });
        self.shoot(state, scheme, &shots).await
    }

    /// Pictures what shows now in another language, where pictures are wanted: on a phone, in light.
    ///
    /// # Errors
    /// When there is no picture of it.
    pub(crate) async fn picture_in(&self, language: &str, state: &str) -> Result<()> {
        if environment::gallery().is_none() {
            return Ok(());
        }
        self.browser.prefer_color_scheme("light").await?;
        let [phone, _] = DEVICES;
        let file = format!("{language}/{}.webp", slug(state));
        self.shoot(state, "light", &[(phone, file)]).await
    }

    async fn shoot(
        &self,
        state: &str,
        scheme: &str,
        shots: &[((&str, u32, u32), String)],
    ) -> Result<()> {
        let Some(folder) = environment::gallery() else {
            return Ok(());
        };
        let address = self.browser.driver().current_url().await?;
        let language: String = self
            .browser
            .evaluate("return document.documentElement.lang;")
            .await?;
        self.in_page_and_popup(MASK).await?;
        for ((device, width, height), file) in shots {
            self.browser.resize(*width, *height).await?;
            let fits = self.fits_sideways().await;
            fits.with_context(|| format!("{state}, on a {device}"))?;
            let picture = self.browser.capture(*width, *height).await?;
            note(
                &folder,
                &picture,
                &json!({
                    "test": std::thread::current().name().unwrap_or_default(),
                    "state": state,
                    "path": address.path(),
                    "language": language,
                    "device": device,
                    "scheme": scheme,
                    "file": file,
                }),
            )?;
        }
        self.browser.restore_size().await?;
        self.in_page_and_popup(UNMASK).await
    }

    async fn in_page_and_popup(&self, script: &str) -> Result<()> {
        self.browser.evaluate::<Value>(script).await?;
        if self.browser.has_popup().await? {
            let inside = async || self.browser.evaluate::<Value>(script).await;
            self.browser.in_popup(inside).await?;
        }
        Ok(())
    }
}

impl Browser {
    /// The page as WebP: the window, and what there is below it.
    async fn capture(&self, width: u32, height: u32) -> Result<Vec<u8>> {
        let page: u32 = self
            .evaluate("return Math.ceil(document.documentElement.scrollHeight);")
            .await?;
        let shown = page.clamp(height, TALLEST);
        if shown > height {
            self.resize(width, shown).await?;
        }
        let options = json!({"format": "webp", "quality": QUALITY});
        let cdp = self.driver().cdp();
        cdp.send_raw("Emulation.setScrollbarsHidden", json!({"hidden": true}))
            .await?;
        let captured = cdp.send_raw("Page.captureScreenshot", options).await?;
        cdp.send_raw("Emulation.setScrollbarsHidden", json!({"hidden": false}))
            .await?;
        let data = captured["data"].as_str().context("no picture")?;
        Ok(BASE64_STANDARD.decode(data)?)
    }
}

/// Keeps a picture, and tells of it. Tests run side by side.
fn note(folder: &Path, picture: &[u8], told: &Value) -> Result<()> {
    static LISTING: Mutex<()> = Mutex::new(());
    let _turn = LISTING.lock();
    let file = folder.join(told["file"].as_str().unwrap_or_default());
    std::fs::create_dir_all(file.parent().unwrap_or(folder))?;
    std::fs::write(file, picture)?;
    let mut list = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join(LIST))?;
    writeln!(list, "{told}")?;
    Ok(())
}

/// A state's name as the name of a file.
fn slug(state: &str) -> String {
    let words = state
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_states() {
        assert_eq!(slug("Cognito's code, wrong"), "cognito-s-code-wrong");
    }
}
