//! The scripts and styles in index.html itself, as small as those beside it: comments are for whoever reads the source.

use std::path::Path;

use crate::failure::{Failure, Result};
use crate::process;
use crate::workspace::{Workspace, remove_folder, write_atomically};

const FOLDER: &str = "target/inline";

/// An element without attributes whose content is plain text.
struct Kind {
    start: &'static str,
    end: &'static str,
    extension: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        start: "<script>",
        end: "</script>",
        extension: "js",
    },
    Kind {
        start: "<style>",
        end: "</style>",
        extension: "css",
    },
];

/// Minifies what is in the page of `dist`.
pub(crate) fn minify(workspace: &Workspace, dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let read = |file: &Path| {
        std::fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))
    };
    let html = read(&page)?;
    let folder = workspace.path(FOLDER);
    remove_folder(&folder)?;
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::io("create the folder", &folder, &error))?;
    let small = folder.join("small");
    let mut esbuild = workspace.command("esbuild");
    esbuild.args(["--minify", "--charset=utf8", "--target=es2022"]);
    esbuild.args(["--log-level=warning", "--entry-names=[name]"]);
    esbuild.arg(format!("--outdir={}", small.display()));
    for kind in &KINDS {
        for (index, content) in contents(&html, kind).into_iter().enumerate() {
            let name = format!("{index}.{}", kind.extension);
            let file = folder.join(&name);
            std::fs::write(&file, content).map_err(|error| Failure::io("write", &file, &error))?;
            esbuild.arg(file);
        }
    }
    process::logged(&mut esbuild, "esbuild", &workspace.log("esbuild"))?;
    let mut html = html;
    for kind in &KINDS {
        html = replaced(&html, kind, |index| {
            read(&small.join(format!("{index}.{}", kind.extension)))
        })?;
    }
    write_atomically(&page, &html)
}

fn contents<'a>(html: &'a str, kind: &Kind) -> Vec<&'a str> {
    html.split(kind.start)
        .skip(1)
        .filter_map(|after| after.split_once(kind.end))
        .map(|(content, _)| content)
        .collect()
}

/// The page with others of these contents, by their position.
fn replaced(html: &str, kind: &Kind, content: impl Fn(usize) -> Result<String>) -> Result<String> {
    let mut parts = html.split(kind.start);
    let mut made = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        let after = part.split_once(kind.end).map_or("", |(_, after)| after);
        made += kind.start;
        made += content(index)?.trim_end();
        made += kind.end;
        made += after;
    }
    Ok(made)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_replaced_where_they_are() {
        let [script, style] = &KINDS;
        let html = "<style>a { }</style><script>one</script><script type=\"module\">no</script><p>\
                    <script>two</script>";
        assert_eq!(contents(html, script), ["one", "two"]);
        assert_eq!(contents(html, style), ["a { }"]);
        let made = replaced(html, script, |index| Ok(format!("{index}\n"))).unwrap();
        assert_eq!(
            made,
            "<style>a { }</style><script>0</script><script type=\"module\">no</script><p>\
             <script>1</script>"
        );
    }
}
