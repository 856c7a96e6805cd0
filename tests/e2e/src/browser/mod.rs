//! A headless browser of one's own.

mod console;
mod find;

use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use url::Url;

pub use console::Line;
pub use find::Role;

use crate::chromedriver;
use crate::environment;
use crate::wait::eventually;

/// The SDK's dialog and the frame in it, by the ids that the SDK gives them.
const POPUP: &str = "#__authsignal-popup-container";
const POPUP_FRAME: &str = "#__authsignal-popup-container iframe";

/// As root in a container, without a screen, and without calling home.
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
    "--window-size=1024,800",
    // The browser ends with its driver.
    "--remote-debugging-pipe",
];

/// How a browser is set up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Width and height of the page in CSS pixels; 1024 by somewhat less than 800 unless given.
    pub viewport: Option<(u32, u32)>,
    /// Whether the browser's settings forbid sites to keep anything (cookies, localStorage, ...).
    pub blocks_storage: bool,
}

/// A browser with one tab.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    viewport: Option<(u32, u32)>,
    console: Mutex<Vec<Line>>,
}

impl Browser {
    /// Starts a browser with a fresh profile. What it takes for `origin` is at `address` (host and port):
    /// so each test has a site of its own where passkeys and Authsignal expect the one and only.
    ///
    /// # Errors
    /// When browser or driver cannot be started.
    pub async fn start(options: Options, origin: &Url, address: &str) -> Result<Self> {
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(&environment::chromium())?;
        for argument in ARGUMENTS {
            capabilities.add_arg(argument)?;
        }
        let host = origin.host_str().context("the app's origin has no host")?;
        let port = origin
            .port_or_known_default()
            .context("the app's origin has no port")?;
        capabilities.add_arg(&format!(
            "--host-resolver-rules=MAP {host}:{port} {address}"
        ))?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        if options.blocks_storage {
            let block = json!({"profile.default_content_setting_values.cookies": 2});
            capabilities.add_experimental_option("prefs", block)?;
        }
        let driver = WebDriver::new(chromedriver::url()?, capabilities)
            .await
            .context("the browser did not start")?;
        let browser = Self {
            driver,
            viewport: options.viewport,
            console: Mutex::default(),
        };
        if options.viewport.is_some() {
            browser.restore_size().await?;
        }
        Ok(browser)
    }

    /// Gives the page another width and height, in CSS pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        let cdp = self.driver.cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Gives the page the size that it was started with.
    pub(crate) async fn restore_size(&self) -> Result<()> {
        if let Some((width, height)) = self.viewport {
            return self.resize(width, height).await;
        }
        let cdp = self.driver.cdp();
        cdp.send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        Ok(())
    }

    /// The underlying driver.
    #[must_use]
    pub const fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Closes the browser.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn quit(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// Whether the SDK's dialog is there.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn has_popup(&self) -> Result<bool> {
        Ok(!self.driver.find_all(By::Css(POPUP)).await?.is_empty())
    }

    /// Moves the focus to the SDK's dialog, out of the frame in it.
    ///
    /// # Errors
    /// When there is no dialog.
    pub async fn focus_popup(&self) -> Result<()> {
        Ok(self.driver.find(By::Css(POPUP)).await?.focus().await?)
    }

    /// Does something inside the pre-built UI in the SDK's dialog; waits for the dialog.
    ///
    /// # Errors
    /// When there is no dialog, or `inside` fails.
    pub async fn in_popup<T>(&self, inside: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        let frame = eventually("the dialog with the pre-built UI", async || {
            Ok(self
                .driver
                .find_all(By::Css(POPUP_FRAME))
                .await?
                .into_iter()
                .next())
        });
        frame.await?.enter_frame().await?;
        let result = inside().await;
        self.driver.enter_default_frame().await?;
        result
    }

    /// The text that a person sees on the page, or in the frame that is entered.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn visible_text(&self) -> Result<String> {
        Ok(self.driver.find(By::Css("body")).await?.text().await?)
    }

    /// Evaluates a JavaScript function's body in the page.
    ///
    /// # Errors
    /// When it throws, or its result is not of this type.
    pub async fn evaluate<T: serde::de::DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// Has every page from now on run a script before its own.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn before_every_page(&self, script: &str) -> Result<()> {
        let source = json!({"source": script});
        self.driver
            .cdp()
            .send_raw("Page.addScriptToEvaluateOnNewDocument", source)
            .await?;
        Ok(())
    }

    /// Whether pages may run scripts; scripts that the driver waits for are among them.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn runs_scripts(&self, runs: bool) -> Result<()> {
        let cdp = self.driver.cdp();
        cdp.send_raw(
            "Emulation.setScriptExecutionDisabled",
            json!({"value": !runs}),
        )
        .await?;
        Ok(())
    }

    /// What shows, for a person who has to find out why a test failed.
    pub(crate) async fn describe(&self) -> String {
        let describe = async {
            self.driver.enter_default_frame().await?;
            let url = self.driver.current_url().await?;
            let page = self.visible_text().await?;
            let popup = if self.has_popup().await? {
                self.in_popup(async || self.visible_text().await).await?
            } else {
                "(none)".to_owned()
            };
            self.driver.enter_default_frame().await?;
            anyhow::Ok(format!("-- page {url}\n{page}\n-- dialog\n{popup}\n"))
        };
        let page = tokio::time::timeout(Duration::from_secs(10), describe).await;
        let page = match page {
            Ok(Ok(page)) => page,
            Ok(Err(error)) => format!("-- page: {error:#}\n"),
            Err(_) => "-- page: the browser does not answer\n".to_owned(),
        };
        let console = match self.console().await {
            Ok(lines) => lines.iter().map(|line| format!("{line}\n")).collect(),
            Err(error) => format!("{error:#}\n"),
        };
        format!("{page}-- console\n{console}")
    }
}
