//! Brotli copies of the site's files, as they are uploaded: CloudFront itself compresses in a hurry.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::deployment::site::Object;
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// Node has brotli built in: no compressor to compile.
const PROGRAM: &str = include_str!("compress.mjs");
/// What is smaller travels in one packet either way.
const WORTHWHILE: u64 = 1024;

/// Compresses those objects that gain by it. A copy is kept by its content, so that what has not changed is not
/// compressed again.
pub(crate) fn compress(workspace: &Workspace, objects: &mut [Object]) -> Result<()> {
    let folder = workspace.path("target/brotli");
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::io("create the folder", &folder, &error))?;
    let mut missing = Vec::new();
    for object in objects {
        if !gains(object)? {
            continue;
        }
        let copy = copy_of(&folder, &object.file)?;
        if !copy.is_file() {
            missing.push(json!({"file": object.file, "to": copy}));
        }
        object.file = copy;
        object.encoding = Some("br");
    }
    if missing.is_empty() {
        Ok(())
    } else {
        run(workspace, &Value::Array(missing))
    }
}

/// config.json stays as it is: scripts read it too, and not all of them know brotli.
fn gains(object: &Object) -> Result<bool> {
    let compressible = [
        "text/",
        "application/wasm",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    ]
    .iter()
    .any(|kind| object.content_type.starts_with(kind));
    if !compressible || object.key == "config.json" {
        return Ok(false);
    }
    let file = &object.file;
    std::fs::metadata(file)
        .map(|metadata| metadata.len() >= WORTHWHILE)
        .map_err(|error| Failure::io("read", file, &error))
}

fn copy_of(folder: &Path, file: &Path) -> Result<PathBuf> {
    let content = std::fs::read(file).map_err(|error| Failure::io("read", file, &error))?;
    let name: String = Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(folder.join(format!("{name}.br")))
}

fn run(workspace: &Workspace, files: &Value) -> Result<()> {
    let broken =
        |error: std::io::Error| Failure::new(format!("node cannot compress the site: {error}"));
    let mut child = workspace
        .command("node")
        .args(["--input-type=module", "--eval", PROGRAM])
        .stdin(Stdio::piped())
        .spawn()
        .map_err(broken)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(files.to_string().as_bytes())
            .map_err(broken)?;
    }
    let status = child.wait().map_err(broken)?;
    crate::signals::check()?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "node cannot compress the site ({status})"
        )))
    }
}
