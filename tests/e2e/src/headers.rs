//! The response headers of `infra/template.yaml`, so that the tests run under the very policy that is
//! deployed.

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use yaml_rust2::{Yaml, YamlLoader};

/// What the template leaves open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Openings {
    /// `${ScriptHashes}`.
    pub(crate) script_hashes: String,
    /// `${StyleHashes}`.
    pub(crate) style_hashes: String,
    /// `${ExtraConnectSrc}`.
    pub(crate) connect_src: String,
    /// `${AuthsignalUiOrigin}` and `${ExtraFrameSrc}`.
    pub(crate) frame_src: String,
}

impl Openings {
    fn value(&self, name: &str) -> Option<&str> {
        Some(match name {
            "ScriptHashes" => &self.script_hashes,
            "StyleHashes" => &self.style_hashes,
            "ExtraConnectSrc" => &self.connect_src,
            "AuthsignalUiOrigin" | "ExtraFrameSrc" => &self.frame_src,
            "Api.ApiEndpoint" => "https://api.execute-api.us-east-1.amazonaws.com",
            "AuthsignalApiOrigin" => "https://api.authsignal.com",
            "AWS::Region" => "us-east-1",
            "AWS::URLSuffix" => "amazonaws.com",
            _ => return None,
        })
    }

    /// Replaces `${Name}` as CloudFormation's `Fn::Sub` does.
    fn fill(&self, text: &str) -> Result<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').context("a ${ is never closed")?;
            let value = self.value(name).with_context(|| {
                format!("the headers use ${{{name}}}, which these tests give no value: tests/e2e/src/headers.rs")
            })?;
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// Names and values of the headers that the deployed site is served with, except HSTS, which browsers
/// ignore without TLS.
pub(crate) fn of_template(template: &str, openings: &Openings) -> Result<Vec<(String, String)>> {
    let documents = YamlLoader::load_from_str(template).context("the template is no YAML")?;
    let template = documents.first().context("the template is empty")?;
    let policy = &template["Resources"]["Headers"]["Properties"]["ResponseHeadersPolicyConfig"];
    let security = &policy["SecurityHeadersConfig"];
    let csp = text(&security["ContentSecurityPolicy"]["ContentSecurityPolicy"]);
    let csp = csp.context("the template has no ContentSecurityPolicy")?;
    let mut headers = vec![("content-security-policy".to_owned(), openings.fill(csp)?)];
    for (yaml, name) in [
        (&security["FrameOptions"]["FrameOption"], "x-frame-options"),
        (
            &security["ReferrerPolicy"]["ReferrerPolicy"],
            "referrer-policy",
        ),
    ] {
        let value = text(yaml).with_context(|| format!("the template has no {name}"))?;
        headers.push((name.to_owned(), value.to_owned()));
    }
    if !security["ContentTypeOptions"].is_badvalue() {
        headers.push(("x-content-type-options".to_owned(), "nosniff".to_owned()));
    }
    for item in policy["CustomHeadersConfig"]["Items"]
        .as_vec()
        .into_iter()
        .flatten()
    {
        match (text(&item["Header"]), text(&item["Value"])) {
            (Some(name), Some(value)) => headers.push((name.to_owned(), openings.fill(value)?)),
            _ => bail!("the template has a custom header without name or value"),
        }
    }
    Ok(headers)
}

/// A plain text, or that of `!Sub [text, variables]`.
fn text(yaml: &Yaml) -> Option<&str> {
    yaml.as_str().or_else(|| yaml.as_vec()?.first()?.as_str())
}

/// CSP sources of the inline elements of this name in a page: `script` or `style`.
pub(crate) fn hashes(html: &str, element: &str) -> Result<String> {
    let mut hashes = Vec::new();
    let mut rest = html;
    let (start, end) = (format!("<{element}"), format!("</{element}>"));
    while let Some((_, after)) = rest.split_once(&start) {
        let (attributes, after) = after
            .split_once('>')
            .with_context(|| format!("the tag of a {element} is never closed"))?;
        let (content, after) = after
            .split_once(&end)
            .with_context(|| format!("a {element} is never closed"))?;
        // Browsers run no script of that type.
        if !attributes.contains("src=") && !attributes.contains("application/json") {
            ensure!(
                !content.is_empty(),
                "index.html has an empty inline {element}"
            );
            let hash = BASE64_STANDARD.encode(Sha256::digest(content));
            hashes.push(format!("'sha256-{hash}'"));
        }
        rest = after;
    }
    Ok(hashes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_headers_are_found_and_filled() -> Result<()> {
        let template = include_str!("../../../infra/template.yaml");
        let openings = Openings {
            script_hashes: "'sha256-abc'".to_owned(),
            style_hashes: "'sha256-def'".to_owned(),
            connect_src: "http://localhost:1".to_owned(),
            frame_src: "http://localhost:2".to_owned(),
        };
        let headers = of_template(template, &openings)?;
        let value = |name: &str| {
            let found = headers
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let csp = value("content-security-policy");
        for part in [
            "default-src 'none'",
            "'sha256-abc'",
            "W4=' 'sha256-def';",
            "http://localhost:1",
            "frame-src http://localhost:2",
        ] {
            assert!(csp.contains(part), "{part} is not in {csp}");
        }
        assert!(
            !headers
                .iter()
                .any(|(_, value)| value.contains("${") || value.contains('\n'))
        );
        assert_eq!(value("x-frame-options"), "DENY");
        assert_eq!(value("x-content-type-options"), "nosniff");
        assert!(value("permissions-policy").contains("publickey-credentials-get"));
        Ok(())
    }

    #[test]
    fn only_what_is_inline_is_hashed() -> Result<()> {
        let html = r#"<script src="/x.js"></script><script type="module">let a = 1;</script><script type="application/json">{}</script>"#;
        // printf 'let a = 1;' | openssl dgst -sha256 -binary | base64
        assert_eq!(
            hashes(html, "script")?,
            "'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='"
        );
        assert_eq!(hashes(html, "style")?, "");
        Ok(())
    }
}
