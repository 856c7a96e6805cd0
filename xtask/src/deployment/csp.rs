//! Which inline scripts and styles of a page a Content-Security-Policy has to allow.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// `'sha256-...'` of every inline script, in order, separated by spaces.
pub(crate) fn script_hashes(html: &str) -> String {
    let scripts = elements(html, "script").into_iter();
    hashes(
        scripts
            .filter(|(attributes, _)| !has_source(attributes) && !is_data(attributes))
            .map(|(_, content)| content),
    )
}

/// The same of every style element.
pub(crate) fn style_hashes(html: &str) -> String {
    hashes(
        elements(html, "style")
            .into_iter()
            .map(|(_, content)| content),
    )
}

fn hashes<'a>(contents: impl Iterator<Item = &'a str>) -> String {
    contents
        .filter(|content| !content.is_empty())
        .map(|content| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content))))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Attributes and contents of all elements of this name, whose content is plain text. What looks like one in a comment is
/// none.
fn elements<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let (start, end) = (format!("<{name}"), format!("</{name}"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(&start) {
        if let Some((_, comment)) = before.split_once("<!--") {
            let comment = rest.get(rest.len() - comment.len() - after.len() - start.len()..);
            rest = comment
                .and_then(|comment| comment.split_once("-->"))
                .map_or("", |(_, after)| after);
            continue;
        }
        let Some((attributes, after)) = tag_end(after) else {
            break;
        };
        let (content, after) = after.split_once(&end).unwrap_or((after, ""));
        found.push((attributes, content));
        rest = after;
    }
    found
}

/// The attributes of a start tag and all that follows it.
fn tag_end(after: &str) -> Option<(&str, &str)> {
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

/// Whether browsers run it at all.
fn is_data(attributes: &str) -> bool {
    attributes
        .split_ascii_whitespace()
        .filter_map(|attribute| attribute.strip_prefix("type="))
        .any(|kind| kind.trim_matches(['"', '\'']) == "application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_as_the_browser_reads_them() {
        let html = "<head><script type=\"module\">\nimport a from '/a.js';\n</script>\
            <script src=/b.js></script><script data-x='1 > 0'>go()</script>\
            <link rel=modulepreload href=/a.js><script></script></head>";
        let hash = |content: &str| hashes([content].into_iter());
        assert_eq!(
            script_hashes(html),
            hash("\nimport a from '/a.js';\n") + " " + &hash("go()")
        );
    }

    #[test]
    fn data_and_comments_are_no_scripts() {
        let html = "<!-- <script>no</script> --><p></p><!-- <style> --><script type=\"application/json\" id=a>{}</script>\
            <script>go()</script><!-- no <script> -->";
        assert_eq!(script_hashes(html), hashes(["go()"].into_iter()));
        assert_eq!(style_hashes(html), "");
    }

    #[test]
    fn styles_are_told_apart_from_scripts() {
        let html = "<style>a{}</style><script>a{}</script><style media=print>b{}</style>";
        assert_eq!(style_hashes(html), hashes(["a{}", "b{}"].into_iter()));
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
