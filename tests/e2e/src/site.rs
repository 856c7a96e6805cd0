//! The site, and a `config.json` of the test's own. The site is the one that is deployed to the emulated CloudFront, with
//! its real headers, where there is one (`LATCHKEY_SITE`); else the built one, served as CloudFront would: its files,
//! `index.html` for every path that names none, the headers of the template.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use hyper::{Request, Response};
use serde_json::Value;
use url::Url;

use crate::headers::{self, Openings};
use crate::server::{Answer, AsyncAnswer, NoAnswer, Server, response};
use crate::{deployed, embedded_config, environment};

/// What is served as `/config.json`.
#[derive(Clone, Debug)]
pub enum ConfigJson {
    /// This, as JSON.
    Valid(Value),
    /// This text, whatever it is.
    Text(String),
    /// An HTTP status instead of a file.
    Status(u16),
    /// No answer at all.
    Unreachable,
}

/// A site of one's own.
#[derive(Debug)]
pub struct Site {
    server: Server,
    files: Files,
}

#[derive(Clone, Debug)]
struct Files {
    folder: Arc<PathBuf>,
    deployed: Option<Url>,
    /// What `connect-src` and `frame-src` of the deployed site's policy are opened for.
    opened: Arc<Mutex<(String, String)>>,
    headers: Arc<Mutex<Vec<(HeaderName, HeaderValue)>>>,
    config: Arc<Mutex<ConfigJson>>,
    embeds: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
    withheld: Arc<Mutex<Option<String>>>,
    refused: Arc<Mutex<Option<(String, u16)>>>,
    page: Arc<Mutex<Option<String>>>,
    stored: Arc<AtomicBool>,
    added: Arc<Mutex<HashMap<String, Bytes>>>,
}

impl Site {
    /// Serves the files in `dist`, or what is `deployed`; nobody may call out from it until [`Site::allow`] says whom.
    ///
    /// # Errors
    /// When the folder holds no site, or no port is free.
    pub async fn start(dist: PathBuf, deployed: Option<Url>, config: ConfigJson) -> Result<Self> {
        let files = Files {
            folder: Arc::new(dist),
            deployed,
            opened: Arc::default(),
            headers: Arc::default(),
            config: Arc::new(Mutex::new(config)),
            embeds: Arc::default(),
            asked: Arc::default(),
            withheld: Arc::default(),
            refused: Arc::default(),
            page: Arc::default(),
            stored: Arc::default(),
            added: Arc::default(),
        };
        let server = Server::start(files.clone()).await?;
        let site = Self { server, files };
        site.allow("", "")?;
        Ok(site)
    }

    /// Takes the template's headers, or the deployed site's, with these further sources for `connect-src` and `frame-src`.
    ///
    /// # Errors
    /// When the template's headers are not as expected.
    pub fn allow(&self, connect_src: &str, frame_src: &str) -> Result<()> {
        *lock(&self.files.opened) = (connect_src.to_owned(), frame_src.to_owned());
        let html = self.page()?;
        let openings = Openings {
            script_hashes: headers::hashes(&html, "script")?,
            style_hashes: headers::hashes(&html, "style")?,
            connect_src: connect_src.to_owned(),
            frame_src: frame_src.to_owned(),
        };
        let template = environment::repository().join("infra/template.yaml");
        let template = std::fs::read_to_string(&template)
            .with_context(|| format!("cannot read {}", template.display()))?;
        let parsed = headers::of_template(&template, &openings)?
            .into_iter()
            .map(|(name, value)| Ok((name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?)));
        *lock(&self.files.headers) = parsed.collect::<Result<_>>()?;
        Ok(())
    }

    /// The page as it is served, but for its configuration.
    ///
    /// # Errors
    /// When the build has none.
    pub fn page(&self) -> Result<String> {
        match &*lock(&self.files.page) {
            Some(page) => Ok(page.clone()),
            None => Ok(std::fs::read_to_string(
                self.files.folder.join("index.html"),
            )?),
        }
    }

    /// Serves another page from now on, as it is, with what it needs in its policy.
    ///
    /// # Errors
    /// When the template's headers are not as expected.
    pub fn serve_page(&self, html: String) -> Result<()> {
        *lock(&self.files.page) = Some(html);
        let (connect_src, frame_src) = lock(&self.files.opened).clone();
        self.allow(&connect_src, &frame_src)
    }

    /// Serves another `config.json` from now on.
    pub fn configure(&self, config: ConfigJson) {
        *lock(&self.files.config) = config;
    }

    /// From now on, serves a `config.json` that is valid inside the page as well, as a deployment does.
    pub fn embed_config(&self) {
        self.files.embeds.store(true, Ordering::Relaxed);
    }

    /// Makes the page as it will be served now, so that who asks for it next is answered at once.
    ///
    /// # Errors
    /// When the site does not answer.
    pub async fn warm_up(&self) -> Result<()> {
        let url = format!("http://{}/", self.address());
        reqwest::get(&url).await?.error_for_status()?;
        Ok(())
    }

    /// The paths that were asked for, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        lock(&self.files.asked).clone()
    }

    /// From now on, leaves requests for files under this path without an answer; `None` ends that.
    pub fn withhold(&self, path: Option<&str>) {
        *lock(&self.files.withheld) = path.map(str::to_owned);
    }

    /// From now on, answers requests for this path with an HTTP status alone; `None` ends that.
    pub fn refuse(&self, path: Option<(&str, u16)>) {
        *lock(&self.files.refused) = path.map(|(path, status)| (path.to_owned(), status));
    }

    /// From now on, lets the browser keep what the deployed site lets it keep.
    pub fn keep_cache_headers(&self) {
        self.files.stored.store(true, Ordering::Relaxed);
    }

    /// Serves a file of the test's own as well, such as another app of the same origin, by its path (`/other.html`).
    pub fn add(&self, path: &str, content: impl Into<Bytes>) {
        lock(&self.files.added).insert(path.to_owned(), content.into());
    }

    /// Where the site really is, whatever the browser takes it for: host and port.
    #[must_use]
    pub fn address(&self) -> String {
        self.server.address()
    }
}

impl AsyncAnswer for Files {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let path = request.uri().path();
        lock(&self.asked).push(path.to_owned());
        if let Some(page) = lock(&self.page).clone().filter(|_| !names_a_file(path)) {
            return Ok(self.with_headers(response(200, "text/html; charset=utf-8", page)));
        }
        let response = match (self.own(path)?, &self.deployed) {
            (Some(own), _) => self.with_headers(own),
            (None, Some(url)) => {
                let answered = deployed::get(url, path).await.map_err(|_| NoAnswer)?;
                self.with_opened_policy(answered)
            }
            (None, None) => self.with_headers(self.file(path)),
        };
        let config = self.embedded();
        let mut response = embedded_config::replaced(response, config.as_deref())
            .await
            .map_err(|_| NoAnswer)?;
        if !self.stored.load(Ordering::Relaxed) {
            response
                .headers_mut()
                .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Ok(response)
    }
}

impl Files {
    fn embedded(&self) -> Option<String> {
        match &*lock(&self.config) {
            ConfigJson::Valid(config) if self.embeds.load(Ordering::Relaxed) => {
                Some(config.to_string())
            }
            _ => None,
        }
    }

    fn with_headers(&self, mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        for (name, value) in lock(&self.headers).iter() {
            response.headers_mut().insert(name, value.clone());
        }
        response
    }

    fn with_opened_policy(&self, mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        let (connect_src, frame_src) = lock(&self.opened).clone();
        let policy = response.headers().get(CONTENT_SECURITY_POLICY);
        let opened = policy
            .and_then(|policy| policy.to_str().ok())
            .map(|policy| deployed::opened(policy, &connect_src, &frame_src))
            .and_then(|policy| policy.parse().ok());
        if let Some(opened) = opened {
            response
                .headers_mut()
                .insert(CONTENT_SECURITY_POLICY, opened);
        }
        response
    }

    /// What the test itself has a say in.
    fn own(&self, path: &str) -> Result<Option<Response<Full<Bytes>>>, NoAnswer> {
        if path == "/config.json" {
            return Ok(Some(match &*lock(&self.config) {
                ConfigJson::Valid(config) => response(200, "application/json", config.to_string()),
                ConfigJson::Text(text) => response(200, "application/json", text.clone()),
                ConfigJson::Status(status) => response(*status, "text/plain", "no config.json"),
                ConfigJson::Unreachable => return Err(NoAnswer),
            }));
        }
        if lock(&self.withheld)
            .as_ref()
            .is_some_and(|withheld| path.starts_with(withheld.as_str()))
        {
            return Err(NoAnswer);
        }
        if let Some((refused, status)) = &*lock(&self.refused)
            && refused == path
        {
            return Ok(Some(response(*status, "text/plain", "refused")));
        }
        let added = lock(&self.added);
        Ok(added
            .get(path)
            .map(|content| response(200, media_type(path), content.clone())))
    }

    fn file(&self, path: &str) -> Response<Full<Bytes>> {
        let name = if names_a_file(path) {
            path.trim_start_matches('/')
        } else {
            "index.html"
        };
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let content = inside
            .then(|| std::fs::read(self.folder.join(name)).ok())
            .flatten();
        match content {
            Some(content) => response(200, media_type(name), content),
            None => response(404, "text/plain", "no such file"),
        }
    }
}

fn names_a_file(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn files_deep_links_and_config_are_served_with_the_headers() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("latchkey-e2e-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(
            folder.join("index.html"),
            "<script>1</script><div id=\"boot\"></div>",
        )?;
        std::fs::write(folder.join("app.wasm"), "wasm")?;
        let site = Site::start(folder.clone(), None, ConfigJson::Valid(json!({"a": 1}))).await?;
        site.allow("http://localhost:7", "")?;
        let get = async |path: &str| reqwest::get(format!("http://{}{path}", site.address())).await;

        let deep = get("/some/page").await?;
        let csp = deep.headers()["content-security-policy"]
            .to_str()?
            .to_owned();
        assert!(
            csp.contains("http://localhost:7") && csp.contains("'sha256-"),
            "{csp}"
        );
        assert_eq!(
            deep.text().await?,
            "<script>1</script><div id=\"boot\"></div>"
        );
        site.embed_config();
        let embedding = get("/").await?.text().await?;
        assert!(embedding.contains(r#">{"a":1}</script>"#), "{embedding}");
        assert_eq!(
            get("/app.wasm").await?.headers()["content-type"],
            "application/wasm"
        );
        assert_eq!(get("/gone.js").await?.status(), 404);
        assert_eq!(get("/..%2findex.html").await?.status(), 404);
        assert_eq!(get("/config.json").await?.text().await?, r#"{"a":1}"#);
        site.add("/other.html", "other");
        assert_eq!(get("/other.html").await?.text().await?, "other");
        site.configure(ConfigJson::Status(503));
        assert_eq!(get("/config.json").await?.status(), 503);
        site.withhold(Some("/app"));
        assert!(get("/app.wasm").await.is_err());
        site.configure(ConfigJson::Unreachable);
        assert!(get("/config.json").await.is_err());
        std::fs::remove_dir_all(folder)?;
        Ok(())
    }
}
