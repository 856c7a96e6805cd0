//! Which inline scripts of a page a Content-Security-Policy has to allow.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// `'sha256-...'` of every inline script, in order, separated by spaces.
pub(crate) fn script_hashes(html: &str) -> String {
    inline_scripts(html)
        .into_iter()
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect::<Vec<_>>()
        .join(" ")
}

fn inline_scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some((attributes, after)) = next_script(rest) {
        let (content, after) = after.split_once("</script").unwrap_or((after, ""));
        if !has_source(attributes) && !content.is_empty() {
            scripts.push(content);
        }
        rest = after;
    }
    scripts
}

/// The attributes of the next script element and all that follows its start tag.
fn next_script(html: &str) -> Option<(&str, &str)> {
    let (_, after) = html.split_once("<script")?;
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
        assert_eq!(inline_scripts(html), ["\nimport a from '/a.js';\n", "go()"]);
    }

    #[test]
    fn a_hash_is_what_browsers_report() {
        // The example of the Content Security Policy specification (hash usage for script elements).
        assert_eq!(
            script_hashes("<script>alert('Hello, world.');</script>"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
        assert_eq!(script_hashes("<p>none</p>"), "");
    }
}
