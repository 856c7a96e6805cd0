//! Where the local stack, the built site and the browser are, by environment variables.
//!
//! | variable | what |
//! | --- | --- |
//! | `LATCHKEY_STACK` | path of `stack.json`, which `cargo xtask stack` writes |
//! | `LATCHKEY_DIST` | folder of the built site |
//! | `LATCHKEY_SITE` | where it is deployed to the emulated CloudFront; without it the tests serve the folder themselves |
//! | `LATCHKEY_AMPLIFY` | `aws-amplify` as one script; `target/amplify/amplify.js`, which `cargo xtask setup --tests` makes, unless set |
//! | `LATCHKEY_GALLERY` | folder for pictures of every page and state; none are taken without it |
//! | `LATCHKEY_WRITE_TREES` | set to anything: the accessibility trees that tests compare are written instead |
//! | `LATCHKEY_AXE` | axe-core as one script; that of `node_modules`, which `cargo xtask setup` installs, unless set |
//! | `CHROMIUM` | the browser; `/usr/bin/chromium` unless set |
//! | `CHROMEDRIVER` | its driver; `/usr/bin/chromedriver` unless set |

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use url::Url;

const HOW_TO_RUN: &str = "the end-to-end tests need a running local stack and a built site: run \
    `cargo xtask test`, or set LATCHKEY_STACK to the stack.json of a running `cargo xtask stack` and \
    LATCHKEY_DIST to the folder that `cargo xtask build` made";

/// The running local stack, as `cargo xtask stack` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stack {
    /// The user pool.
    pub cognito: CognitoStack,
    /// The tenant.
    pub authsignal: AuthsignalStack,
    /// The inbox's page; messages are at `<inbox_url>/messages`.
    pub inbox_url: String,
    /// Base URL of the API of signed-in people, if there is one.
    pub api_endpoint: Option<String>,
    /// The user pool where signing up is apart, if there is one.
    pub separate: Option<SeparateStack>,
    /// Where the site is deployed, if it is.
    pub site_url: Option<String>,
}

impl Stack {
    /// The app's origin, as the backend knows it: Authsignal gives the result of a challenge to nobody
    /// else. Without a deployed site it is where `trunk serve` is.
    ///
    /// # Errors
    /// When `siteUrl` is no URL.
    pub fn app_origin(&self) -> Result<Url> {
        let url = self.site_url.as_deref().unwrap_or("http://localhost:8080");
        let origin = Url::parse(url).context("siteUrl of stack.json")?.origin();
        Ok(Url::parse(&origin.ascii_serialization())?)
    }
}

/// The `cognito` object of `stack.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CognitoStack {
    /// Where the Cognito API is.
    pub endpoint: String,
    /// AWS region.
    pub region: String,
    /// User pool id.
    pub user_pool_id: String,
    /// Id of the app client.
    pub user_pool_client_id: String,
}

/// The `separate` object of `stack.json`: another user pool of the same services, where accounts are made apart from
/// signing in and Cognito's own code confirms them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeparateStack {
    /// The user pool.
    pub cognito: CognitoStack,
    /// Base URL of its API.
    pub api_endpoint: String,
}

/// The `authsignal` object of `stack.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthsignalStack {
    /// Base URL of both APIs; ends in `/v1`.
    pub base_url: String,
    /// Tenant id.
    pub tenant_id: String,
    /// The Server API's secret key.
    pub secret: String,
}

/// Reads the stack's description.
///
/// # Errors
/// When `LATCHKEY_STACK` is not set or names no such file, with what to do.
pub fn stack() -> Result<Stack> {
    read_stack(env::var_os("LATCHKEY_STACK"))
}

fn read_stack(path: Option<OsString>) -> Result<Stack> {
    let path = PathBuf::from(path.context(HOW_TO_RUN)?);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("LATCHKEY_STACK={}: {HOW_TO_RUN}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no stack.json", path.display()))
}

/// The built site's folder.
///
/// # Errors
/// When `LATCHKEY_DIST` is not set or holds no site, with what to do.
pub fn dist() -> Result<PathBuf> {
    find_dist(env::var_os("LATCHKEY_DIST"))
}

fn find_dist(path: Option<OsString>) -> Result<PathBuf> {
    let path = PathBuf::from(path.context(HOW_TO_RUN)?);
    let built = path.join("index.html").is_file();
    ensure!(built, "LATCHKEY_DIST={}: {HOW_TO_RUN}", path.display());
    Ok(path)
}

/// The languages of the built site, as tags: those that it has messages of, English where it has none.
///
/// # Errors
/// When there is no site.
pub fn languages() -> Result<Vec<String>> {
    let mut tags = Vec::new();
    if let Ok(files) = std::fs::read_dir(dist()?.join("messages")) {
        for file in files {
            let name = file?.file_name().to_string_lossy().into_owned();
            tags.extend(name.strip_suffix(".json").map(language_of));
        }
    }
    if tags.is_empty() {
        tags.push("en".to_owned());
    }
    tags.sort();
    Ok(tags)
}

/// The tag in a file's name, which may end in a hash.
fn language_of(stem: &str) -> String {
    match stem.rsplit_once('-') {
        Some((tag, hash)) if hash.len() >= 8 => tag.to_owned(),
        _ => stem.to_owned(),
    }
}

/// Where the site is deployed, if the tests are to take it from there: `LATCHKEY_SITE`.
///
/// # Errors
/// When it is no URL.
pub fn deployed_site() -> Result<Option<Url>> {
    let url = env::var("LATCHKEY_SITE").ok().filter(|url| !url.is_empty());
    url.map(|url| Url::parse(&url).context("LATCHKEY_SITE is no URL"))
        .transpose()
}

/// Where the site keeps Authsignal's Web SDK: an absolute path of it.
///
/// # Errors
/// When the built site holds none.
pub fn web_sdk() -> Result<String> {
    let vendor = dist()?.join("vendor");
    for file in std::fs::read_dir(&vendor).with_context(|| vendor.display().to_string())? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if name.starts_with("authsignal-") && name.ends_with(".js") {
            return Ok(format!("/vendor/{name}"));
        }
    }
    bail!("{} holds no Web SDK", vendor.display())
}

/// The script of the page that uses Amplify.
///
/// # Errors
/// When it is not there, with what to do.
pub fn amplify() -> Result<String> {
    let path = env::var_os("LATCHKEY_AMPLIFY").map_or_else(
        || repository().join("target/amplify/amplify.js"),
        PathBuf::from,
    );
    std::fs::read_to_string(&path).with_context(|| {
        format!(
            "{} is missing: run `cargo xtask setup --tests`, which bundles aws-amplify",
            path.display()
        )
    })
}

/// The script of axe-core.
///
/// # Errors
/// When it is not there, with what to do.
pub fn axe() -> Result<String> {
    let path = env::var_os("LATCHKEY_AXE").map_or_else(
        || repository().join("node_modules/axe-core/axe.min.js"),
        PathBuf::from,
    );
    std::fs::read_to_string(&path).with_context(|| {
        let path = path.display();
        format!("{path} is missing: run `cargo xtask setup`, which installs axe-core")
    })
}

/// Whether accessibility trees are to be kept instead of compared: `LATCHKEY_WRITE_TREES`.
pub(crate) fn writes_trees() -> bool {
    env::var_os("LATCHKEY_WRITE_TREES").is_some_and(|value| !value.is_empty())
}

/// The folder that pictures of every page and state are wanted in, if they are: `LATCHKEY_GALLERY`.
#[must_use]
pub fn gallery() -> Option<PathBuf> {
    env::var_os("LATCHKEY_GALLERY")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

/// The browser's program.
#[must_use]
pub fn chromium() -> String {
    env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

/// The program that drives the browser.
#[must_use]
pub fn chromedriver() -> String {
    env::var("CHROMEDRIVER").unwrap_or_else(|_| "/usr/bin/chromedriver".to_owned())
}

/// The repository's root.
pub(crate) fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Where failed tests leave their screenshots: `target/e2e`.
pub(crate) fn screenshots() -> PathBuf {
    repository().join("target/e2e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_from_a_files_name() {
        assert_eq!(language_of("pt-BR"), "pt-BR");
        assert_eq!(language_of("pt-BR-0123456789abcdef"), "pt-BR");
        assert_eq!(language_of("de-0123456789abcdef"), "de");
    }

    #[test]
    fn what_is_missing_says_what_to_do() {
        for missing in [None, Some(OsString::from("/nowhere"))] {
            let stack = read_stack(missing.clone()).unwrap_err();
            assert!(stack.to_string().contains("cargo xtask test"), "{stack}");
            let dist = find_dist(missing).unwrap_err();
            assert!(dist.to_string().contains("cargo xtask test"), "{dist}");
        }
    }
}
