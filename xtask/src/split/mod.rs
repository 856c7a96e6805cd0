//! The release build in parts: takes the module apart where `src/parts.rs` says, so that the first page loads no more
//! than it needs, and puts the parts into `dist/` in the place of the whole.

mod imports;
mod names;
mod page;

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::failure::{Failure, Result};
use crate::process;
use crate::workspace::{Workspace, remove_folder, write_atomically};

use names::Parts;

/// What has to be told to the linker, so that the module can be taken apart: where in the code addresses are.
pub(crate) const LINK_FLAG: &str = "-Clink-arg=--emit-relocs";

/// The module as the linker wrote it.
const MODULE: &str = "target/wasm32-unknown-unknown/release/latchkey.wasm";
const FOLDER: &str = "target/parts";
const MAIN: &str = "latchkey";
/// The script that fetches parts, as wasm-split-cli calls it; the module imports it under this name.
const LOADER: &str = "__wasm_split.js";

/// What rustc takes for granted in a browser (`rustc --print cfg --target wasm32-unknown-unknown`), and wasm-bindgen:
/// with more, the optimizer would write what some browsers do not understand.
const OPTIMIZE: [&str; 11] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Splits the module that was just built, and rewrites `dist/`, which holds it as a whole.
pub(crate) fn split(workspace: &Workspace, dist: &Path) -> Result<()> {
    let folder = workspace.path(FOLDER);
    let module = workspace.path(MODULE);
    let content = read(&module)?;
    // Optimizing takes longest, and the same comes of the same.
    let made_of = format!("{} {}", hex(&content), OPTIMIZE.join(" "));
    let stamp = folder.join("made-of");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == made_of) {
        return publish(&folder, dist);
    }
    remove_folder(&folder)?;
    for name in ["apart", "bound", "done"] {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder)
            .map_err(|error| Failure::io("create the folder", &folder, &error))?;
    }
    make(workspace, &module, &folder).map_err(|failure| {
        failure
            .why("the app is served in parts, which are fetched when they are wanted")
            .fix("if it names a version, run `cargo xtask setup`; `trunk build --release` makes a site that is not split")
    })?;
    publish(&folder, dist)?;
    write_atomically(&stamp, &made_of)
}

/// Takes the module apart, gives its main part the glue to JavaScript, and makes everything small.
fn make(workspace: &Workspace, module: &Path, folder: &Path) -> Result<()> {
    let [apart, bound, done] = ["apart", "bound", "done"].map(|name| folder.join(name));
    let run = |program: &str, arrange: &dyn Fn(&mut Command)| {
        let mut command = workspace.command(program);
        arrange(&mut command);
        process::logged(&mut command, program, &workspace.log(program))
    };
    run("wasm-split-cli", &|command| {
        command.arg(module).arg(&apart);
        command.args(["--out-name", MAIN, "--target", "web"]);
    })?;
    let main = format!("{MAIN}.wasm");
    run("wasm-bindgen", &|command| {
        command.args(["--target", "web", "--no-typescript"]);
        // The other parts use what the linker exports.
        command.args(["--keep-lld-exports", "--out-name", MAIN, "--out-dir"]);
        command.arg(&bound).arg(apart.join(&main));
    })?;
    let bound_main = bound.join(format!("{MAIN}_bg.wasm"));
    let glue = bound.join(format!("{MAIN}.js"));
    let (content, script) =
        imports::shorten(&read(&bound_main)?, &read_text(&glue)?).map_err(Failure::new)?;
    write(&bound_main, &content)?;
    write(&glue, script.as_bytes())?;
    let mut modules = vec![bound_main];
    modules.extend(files(&apart, "wasm")?);
    modules.retain(|module| module.file_name().is_none_or(|name| name != main.as_str()));
    for module in modules {
        let to = done.join(module.file_name().unwrap_or_default());
        run("wasm-opt", &|command| {
            command.args(OPTIMIZE).arg(&module).arg("-o").arg(&to);
        })?;
    }
    run("esbuild", &|command| {
        command.arg(&glue);
        command.arg(apart.join(LOADER));
        command.args(["--minify", "--format=esm", "--target=es2022"]);
        command.args(["--log-level=warning", "--entry-names=[name]"]);
        command.arg(format!("--outdir={}", done.display()));
    })?;
    Ok(())
}

/// Puts what is done into `dist` under names that change with the content, and the page in order.
fn publish(folder: &Path, dist: &Path) -> Result<()> {
    let done = folder.join("done");
    let main = format!("{MAIN}_bg.wasm");
    let mut modules = Vec::new();
    for file in files(&done, "wasm")? {
        let name = file.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        if name != main {
            modules.push((name, read(&file)?));
        }
    }
    let parts = Parts {
        glue: read_text(&done.join(format!("{MAIN}.js")))?,
        loader: read_text(&done.join(LOADER))?,
        main: read(&done.join(main))?,
        modules,
        told: read_text(&folder.join("apart").join(LOADER))?,
    };
    let named = names::name(parts).map_err(Failure::new)?;

    let whole = [whole(dist, ".js")?, whole(dist, "_bg.wasm")?];
    let page = dist.join("index.html");
    let html = page::rewrite(&read_text(&page)?, &whole, &named).map_err(Failure::new)?;
    for (name, _) in &whole {
        let file = dist.join(name);
        std::fs::remove_file(&file).map_err(|error| Failure::io("remove", &file, &error))?;
    }
    for (name, content) in named.files() {
        write(&dist.join(name), content)?;
    }
    write_atomically(&page, &html)
}

/// The one file that trunk named after the app, with this ending: its name and content.
fn whole(dist: &Path, ending: &str) -> Result<(String, Vec<u8>)> {
    let names = crate::deployment::site::files(dist)?;
    let mut found = names.into_iter().filter(|name| {
        name.starts_with("latchkey-") && name.ends_with(ending) && !name.contains('/')
    });
    match (found.next(), found.next()) {
        (Some(name), None) => {
            let content = read(&dist.join(&name))?;
            Ok((name, content))
        }
        _ => Err(Failure::new(format!(
            "trunk was to put one file latchkey-*{ending} into dist/, and did not"
        ))),
    }
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::io("read", folder, &error))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Failure::io("read", path, &error))
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    std::fs::write(path, content).map_err(|error| Failure::io("write", path, &error))
}

fn hex(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
