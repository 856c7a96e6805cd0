//! Which inline scripts and styles of a page a Content-Security-Policy has to allow.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// `'sha256-...'` of every inline script, in order, separated by spaces.
pub(crate) fn script_hashes(html: &str) -> String {
    hashes(&inline(html, "script"))
}

/// `'sha256-...'` of every inline style sheet, in order, separated by spaces.
pub(crate) fn style_hashes(html: &str) -> String {
    hashes(&inline(html, "style"))
}

fn hashes(contents: &[&str]) -> String {
    let hashes = contents
        .iter()
        .map(|content| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content))));
    hashes.collect::<Vec<_>>().join(" ")
}

/// What stands in elements of this name that have no source elsewhere.
fn inline<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = html;
    let end = format!("</{element}");
    while let Some((attributes, after)) = next(rest, element) {
        let (content, after) = after.split_once(&end).unwrap_or((after, ""));
        if !has_source(attributes) && !content.is_empty() {
            found.push(content);
        }
        rest = after;
    }
    found
}

/// The attributes of the next such element and all that follows its start tag.
fn next<'a>(html: &'a str, element: &str) -> Option<(&'a str, &'a str)> {
    let (_, after) = html.split_once(&format!("<{element}"))?;
    let mut quote = None;
    for (at, letter) in after.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some((after.get(..at)?, after.get(at + 1..)?)),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

fn has_source(attributes: &str) -> bool {
    attributes
        .split_ascii_whitespace()
        .any(|attribute| attribute == "src" || attribute.starts_with("src="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_as_the_browser_reads_them() {
        let html = "<head><script type=\"module\">\nimport a from '/a.js';\n</script>\
            <script src=/b.js></script><script data-x='1 > 0'>go()</script>\
            <link rel=modulepreload href=/a.js><script></script></head>";
        assert_eq!(
            inline(html, "script"),
            ["\nimport a from '/a.js';\n", "go()"]
        );
    }

    #[test]
    fn a_hash_is_what_browsers_report() {
        // The example of the Content Security Policy specification (hash usage for script elements).
        assert_eq!(
            script_hashes("<script>alert('Hello, world.');</script>"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
        assert_eq!(script_hashes("<p>none</p>"), "");
        assert_eq!(
            style_hashes("<style>alert('Hello, world.');</style><script>1</script>"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }
}
