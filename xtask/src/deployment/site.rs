//! The built site as objects of a bucket: what each file is, and how long it may be kept.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::failure::{Failure, Result};

/// What a build's file names promise never to change.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// To be asked for again every time.
const REVALIDATE: &str = "no-cache";

/// A file of the site as it is uploaded.
#[derive(Debug)]
pub(crate) struct Object {
    /// What is uploaded.
    pub(crate) file: PathBuf,
    /// Its name in the bucket: the path without a slash in front.
    pub(crate) key: String,
    /// The media type.
    pub(crate) content_type: &'static str,
    /// How long it may be kept: `Cache-Control`.
    pub(crate) cache_control: &'static str,
    /// `Content-Encoding`, where the file is a compressed copy.
    pub(crate) encoding: Option<&'static str>,
}

impl Object {
    /// A file of a folder, uncompressed.
    pub(crate) fn new(folder: &Path, key: &str) -> Self {
        Self {
            file: folder.join(key),
            key: key.to_owned(),
            content_type: content_type(key),
            cache_control: if is_versioned(key) {
                FOREVER
            } else {
                REVALIDATE
            },
            encoding: None,
        }
    }

    /// As `infra/deploy.py` takes it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "file": self.file,
            "key": self.key,
            "contentType": self.content_type,
            "cacheControl": self.cache_control,
            "contentEncoding": self.encoding,
        })
    }
}

/// What no site has, or not as it was built.
const NOT_AS_BUILT: [&str; 3] = ["config.json", "config.example.json", "index.html"];

/// One object per file under `dist`, but for the page and its configuration, which are a deployment's own.
pub(crate) fn objects(dist: &Path) -> Result<Vec<Object>> {
    Ok(files(dist)?
        .iter()
        .filter(|key| !NOT_AS_BUILT.contains(&key.as_str()))
        .map(|key| Object::new(dist, key))
        .collect())
}

/// Paths of all files under `folder`, relative to it, sorted.
pub(crate) fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(next) = pending.pop() {
        let entries =
            std::fs::read_dir(&next).map_err(|error| Failure::io("read", &next, &error))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let hidden = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if path.is_dir() {
                pending.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The media type by the name's ending.
fn content_type(key: &str) -> &'static str {
    match key.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether the name changes with the content: Trunk and [`crate::split`] put a hash of up to 16 hexadecimal digits into
/// it (`latchkey-0123456789abcdef_bg.wasm`), vendored scripts carry their version.
pub(crate) fn is_versioned(key: &str) -> bool {
    let hashed = key
        .split(['-', '_', '.', '/'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    hashed || key.starts_with("vendor/")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn browsers_insist_on_these_types() {
        assert_eq!(content_type("a_bg.wasm"), "application/wasm");
        assert_eq!(
            content_type("vendor/authsignal-1.16.0.js"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(content_type("index.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
    }

    #[test]
    fn only_names_that_change_with_the_content_are_kept_for_long() {
        for key in [
            "latchkey-8bd3ee6fe2c9cbf1.js",
            "latchkey-8bd3ee6fe2c9cbf1_bg.wasm",
            "main-20a6a2c6bdf1fb5.css",
            "parts-8bd3ee6fe2c9cbf1.js",
            "part-account-8bd3ee6fe2c9cbf1.wasm",
            "part-shared-account-screens-8bd3ee6fe2c9cbf1.wasm",
            "vendor/authsignal-1.16.0.js",
        ] {
            assert!(is_versioned(key), "{key}");
        }
        for key in ["index.html", "config.json", "favicon.svg", "logo.svg"] {
            assert!(!is_versioned(key), "{key}");
        }
    }

    #[test]
    fn the_page_and_its_configuration_are_not_taken_from_the_build() {
        let dist = std::env::temp_dir().join(format!("xtask-site-{}", std::process::id()));
        std::fs::create_dir_all(dist.join("vendor")).unwrap();
        for key in [
            "index.html",
            "config.json",
            "config.example.json",
            "vendor/z.js",
            ".stage",
        ] {
            std::fs::write(dist.join(key), "x").unwrap();
        }
        let keys: Vec<String> = objects(&dist)
            .unwrap()
            .into_iter()
            .map(|object| object.key)
            .collect();
        assert_eq!(keys, ["vendor/z.js"]);
        std::fs::remove_dir_all(&dist).unwrap();
    }
}
