//! The page that starts the app, once the app is in parts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::names::Site;

const PRELOAD: &str = "<link rel=\"modulepreload\"";

/// The page with the parts in the place of the `whole`: its script and its module, by name and content.
pub(super) fn rewrite(
    html: &str,
    whole: &[(String, Vec<u8>); 2],
    site: &Site,
) -> Result<String, String> {
    let mut html = html.to_owned();
    for ((old, content), new) in whole.iter().zip([&site.glue, &site.main]) {
        for (old, new) in [
            (old.as_str(), new.name.as_str()),
            (&integrity(content), &integrity(&new.content)),
        ] {
            if !html.contains(old) {
                return Err(format!("index.html says nothing of {old}"));
            }
            html = html.replace(old, new);
        }
    }
    // The main script imports it: asked for along with that, not after it.
    let (before, after) = html
        .split_once(PRELOAD)
        .ok_or("index.html preloads no script")?;
    let (name, integrity) = (&site.loader.name, integrity(&site.loader.content));
    Ok(format!(
        "{before}{PRELOAD} href=\"/{name}\" crossorigin=\"anonymous\" integrity=\"{integrity}\">{PRELOAD}{after}"
    ))
}

/// As pages say it (Subresource Integrity): a file with another content is not used.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::names;
    use super::*;

    fn page(script: &[u8], module: &[u8]) -> String {
        format!(
            "<script type=\"module\">\nimport(\"/latchkey-0a.js\").then((app) => app.default({{ module_or_path: \"/latchkey-0a_bg.wasm\" }}));\n</script>\
             <link rel=\"modulepreload\" href=\"/latchkey-0a.js\" crossorigin=\"anonymous\" integrity=\"{}\">\
             <link rel=\"preload\" href=\"/latchkey-0a_bg.wasm\" crossorigin=\"anonymous\" integrity=\"{}\" as=\"fetch\" type=\"application/wasm\">",
            integrity(script),
            integrity(module)
        )
    }

    fn whole() -> [(String, Vec<u8>); 2] {
        [
            ("latchkey-0a.js".to_owned(), b"whole script".to_vec()),
            ("latchkey-0a_bg.wasm".to_owned(), b"whole module".to_vec()),
        ]
    }

    #[test]
    fn the_page_starts_the_parts_and_vouches_for_what_it_preloads() {
        let site = names::name(names::tests::parts()).unwrap();
        let html = rewrite(&page(b"whole script", b"whole module"), &whole(), &site).unwrap();
        assert!(!html.contains("latchkey-0a"), "{html}");
        for part in [
            format!("import(\"/{}\")", site.glue.name),
            format!("module_or_path: \"/{}\"", site.main.name),
            format!(
                "<link rel=\"modulepreload\" href=\"/{}\" crossorigin=\"anonymous\" integrity=\"{}\">",
                site.glue.name,
                integrity(&site.glue.content)
            ),
            format!(
                "<link rel=\"modulepreload\" href=\"/{}\" crossorigin=\"anonymous\" integrity=\"{}\">",
                site.loader.name,
                integrity(&site.loader.content)
            ),
            format!(
                "<link rel=\"preload\" href=\"/{}\" crossorigin=\"anonymous\" integrity=\"{}\" as=\"fetch\"",
                site.main.name,
                integrity(&site.main.content)
            ),
        ] {
            assert!(html.contains(&part), "{part} is not in {html}");
        }
    }

    #[test]
    fn a_page_of_another_build_is_refused() {
        let site = names::name(names::tests::parts()).unwrap();
        assert!(rewrite(&page(b"whole script", b"other"), &whole(), &site).is_err());
        assert!(rewrite("<p></p>", &whole(), &site).is_err());
    }

    #[test]
    fn integrity_is_what_browsers_compute() {
        // The example of the Subresource Integrity specification.
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }
}
