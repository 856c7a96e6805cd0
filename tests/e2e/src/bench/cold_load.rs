//! Loading the sign-in page with nothing in the cache.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::backend::Backend;
use super::profile::Profile;
use crate::site::ConfigJson;
use crate::wait::{eventually, until};
use crate::world::{Setup, World};

const SCRIPT: &str = include_str!("cold_load.js");

/// What is under way is told of only when it has ended, and nothing takes longer on the slowest network.
const QUIET: Duration = Duration::from_millis(1500);

/// What the browser itself tells of the load.
const TOLD: &str = "
    const [page] = performance.getEntriesByType('navigation');
    const files = [page, ...performance.getEntriesByType('resource')];
    return {
        origin: performance.timeOrigin,
        lastByte: Math.max(...files.map((file) => file.responseEnd)),
        firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
        form: window.bench.form,
        sent: window.bench.sent,
        app: window.bench.app,
        files: files.map(({name, encodedBodySize, transferSize}) => ({
            name, bytes: encodedBodySize, transferred: transferSize > 0,
        })),
    };";

/// The kinds of files, in the order of the table.
pub(super) const KINDS: [&str; 8] = [
    "page",
    "wasm",
    "glue",
    "Web SDK",
    "style",
    "messages",
    "config.json",
    "other",
];

/// One load. Times are milliseconds since the navigation began.
#[derive(Clone, Debug)]
pub(super) struct Load {
    /// First contentful paint.
    pub(super) first_paint: f64,
    /// The field for the email is painted.
    pub(super) form: f64,
    /// The app itself has painted, in place of what came with the page.
    pub(super) app: f64,
    /// The page asks Cognito with the email that was typed.
    pub(super) sent: f64,
    /// InitiateAuth arrives there: the page was ready.
    pub(super) ready: f64,
    /// Bytes of bodies as they are transferred, by [`KINDS`].
    pub(super) bytes: [f64; KINDS.len()],
    /// Requests to the site, and to services.
    pub(super) requests: (f64, f64),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    origin: f64,
    last_byte: f64,
    first_paint: Option<f64>,
    form: Option<f64>,
    sent: Option<f64>,
    app: Option<f64>,
    files: Vec<File>,
}

#[derive(Debug, Deserialize)]
struct File {
    name: String,
    bytes: f64,
    transferred: bool,
}

/// Loads the page once, in a browser that has never seen it.
pub(super) async fn load(profile: &Profile) -> Result<Load> {
    let world = World::start(Setup::default()).await?;
    let measured = measure(&world, profile).await;
    world.end().await?;
    measured
}

async fn measure(world: &World, profile: &Profile) -> Result<Load> {
    let backend = Backend::start().await?;
    let mut config = world.config();
    config["cognito"]["endpoint"] = json!(backend.origin());
    world.site.configure(ConfigJson::Valid(config));
    world.site.keep_cache_headers();
    let services = [
        backend.origin(),
        world.authsignal.origin().to_owned(),
        world.stack().api_endpoint.clone().unwrap_or_default(),
    ];
    world
        .site
        .allow(&services.join(" "), world.authsignal.origin())?;
    world.site.embed_config();
    world.site.warm_up().await?;
    profile.apply(&world.browser).await?;
    world.browser.before_every_page(SCRIPT).await?;
    world.open("/sign-in").await?;
    until("InitiateAuth to arrive", async || {
        Ok(backend.asked_at().is_some())
    })
    .await?;
    let told = settled(world).await?;
    let site = world.address_of("/")?;
    let bytes = bytes(&told.files, site.as_str());
    ensure!(
        told.last_byte >= profile.soonest(bytes.iter().sum()),
        "the network is not throttled: the last byte came after {} ms",
        told.last_byte
    );
    let arrived = backend.asked_at().context("InitiateAuth did not arrive")?;
    Ok(Load {
        first_paint: told.first_paint.context("nothing was painted")?,
        form: told.form.context("the form was never painted")?,
        app: told.app.context("the app never painted")?,
        sent: told.sent.context("InitiateAuth was never sent")?,
        ready: arrived - told.origin,
        bytes,
        requests: requests(&told.files, site.as_str()),
    })
}

/// What the browser tells once nothing has been loaded for a while.
async fn settled(world: &World) -> Result<Told> {
    let mut before = usize::MAX;
    let mut since = Instant::now();
    eventually("the page to be loaded", async || {
        let told: Told = world.browser.evaluate(TOLD).await?;
        if told.files.len() != before || told.app.is_none() {
            before = told.files.len();
            since = Instant::now();
        }
        Ok((since.elapsed() > QUIET).then_some(told))
    })
    .await
}

fn bytes(files: &[File], site: &str) -> [f64; KINDS.len()] {
    let mut bytes = [0.0; KINDS.len()];
    for file in files.iter().filter(|file| file.transferred) {
        let Some(path) = file.name.strip_prefix(site) else {
            continue;
        };
        let kind = KINDS.iter().position(|kind| *kind == kind_of(path));
        if let Some(sum) = kind.and_then(|kind| bytes.get_mut(kind)) {
            *sum += file.bytes;
        }
    }
    bytes
}

fn requests(files: &[File], site: &str) -> (f64, f64) {
    files.iter().fold((0.0, 0.0), |(own, services), file| {
        match file.name.starts_with(site) {
            true if file.transferred => (own + 1.0, services),
            // What a preload had fetched.
            true => (own, services),
            false => (own, services + 1.0),
        }
    })
}

/// The kind of a file of the site; the page itself is at a path without a file's name.
fn kind_of(path: &str) -> &'static str {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        None => "page",
        Some("html") => "page",
        Some("wasm") => "wasm",
        Some("css") => "style",
        Some("js") if path.starts_with("vendor/") => "Web SDK",
        Some("js") => "glue",
        Some("json") if path == "config.json" => "config.json",
        Some("json") if path.starts_with("messages/") => "messages",
        Some(_) => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_by_kind_once_and_only_the_sites_own() {
        let file = |name: &str, bytes, transferred| File {
            name: name.to_owned(),
            bytes,
            transferred,
        };
        let files = [
            file("http://a/sign-in", 1.0, true),
            file("http://a/latchkey-1_bg.wasm", 20.0, true),
            file("http://a/chunk-account-1.wasm", 3.0, true),
            file("http://a/config.json", 4.0, true),
            file("http://a/config.json", 4.0, false),
            file("http://a/vendor/authsignal-1.js", 5.0, true),
            file("http://a/messages/de.json", 6.0, true),
            file("http://b/v1/challenge", 9.0, true),
        ];
        assert_eq!(
            bytes(&files, "http://a/"),
            [1.0, 23.0, 0.0, 5.0, 0.0, 6.0, 4.0, 0.0]
        );
        assert_eq!(requests(&files, "http://a/"), (6.0, 1.0));
    }
}
