//! The configuration inside the page: a deployment puts it there, and each test has its own.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};

const START: &str = r#"<script type="application/json" id="latchkey-config">"#;
const END: &str = "</script>";
/// What comes after it.
const BOOT: &str = r#"<div id="boot">"#;

/// Pages by what they were made of: to compress one takes longer than all else that a server does.
static PAGES: Mutex<Option<HashMap<Key, Bytes>>> = Mutex::new(None);

/// A page as it came, and what is put into it.
type Key = (Bytes, Option<String>);

/// The page of `response` with this configuration in it, or with none; anything else stays as it is.
pub(crate) async fn replaced(
    response: Response<Full<Bytes>>,
    config: Option<&str>,
) -> Result<Response<Full<Bytes>>> {
    let is = |name, value: &str| {
        let header = response.headers().get(name);
        header.is_some_and(|header: &hyper::header::HeaderValue| {
            header.as_bytes().starts_with(value.as_bytes())
        })
    };
    if !is(CONTENT_TYPE, "text/html") {
        return Ok(response);
    }
    let compressed = is(CONTENT_ENCODING, "br");
    let (head, body) = response.into_parts();
    let content = body.collect().await?.to_bytes();
    let key = (content.clone(), config.map(str::to_owned));
    let known = pages(|pages| pages.get(&key).cloned());
    let made = match known {
        Some(made) => made,
        None => {
            let made = made(&content, config, compressed)?;
            pages(|pages| pages.insert(key, made.clone()));
            made
        }
    };
    Ok(Response::from_parts(head, Full::new(made)))
}

fn made(content: &[u8], config: Option<&str>, compressed: bool) -> Result<Bytes> {
    let expanded = match compressed {
        true => expand(content)?,
        false => content.to_owned(),
    };
    let html = String::from_utf8(expanded).context("the page is no UTF-8")?;
    let html = put(&without(&html), config);
    Ok(match compressed {
        true => compress(html.as_bytes())?.into(),
        false => html.into(),
    })
}

fn pages<T>(with: impl FnOnce(&mut HashMap<Key, Bytes>) -> T) -> T {
    let mut pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    with(pages.get_or_insert_default())
}

fn without(html: &str) -> String {
    let Some((before, after)) = html.split_once(START) else {
        return html.to_owned();
    };
    let after = after.split_once(END).map_or("", |(_, after)| after);
    format!("{before}{}", after.trim_start())
}

fn put(html: &str, config: Option<&str>) -> String {
    match config {
        Some(config) => {
            let config = config.replace('<', "\\u003c");
            html.replacen(BOOT, &format!("{START}{config}{END}\n    {BOOT}"), 1)
        }
        None => html.to_owned(),
    }
}

fn expand(content: &[u8]) -> Result<Vec<u8>> {
    let mut expanded = Vec::new();
    brotli::Decompressor::new(content, 4096).read_to_end(&mut expanded)?;
    Ok(expanded)
}

/// With the most effort, as a deployment does.
fn compress(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 4096, 11, 22).write_all(content)?;
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<body>\n    <div id=\"boot\"></div></body>";

    fn page(content: impl Into<Bytes>, encoding: Option<&'static str>) -> Response<Full<Bytes>> {
        let mut response = crate::server::response(200, "text/html; charset=utf-8", content);
        if let Some(encoding) = encoding {
            let encoding = hyper::header::HeaderValue::from_static(encoding);
            response.headers_mut().insert(CONTENT_ENCODING, encoding);
        }
        response
    }

    async fn body(response: Response<Full<Bytes>>) -> Result<Bytes> {
        Ok(response.into_body().collect().await?.to_bytes())
    }

    #[tokio::test]
    async fn it_is_put_in_and_taken_out_compressed_or_not() -> Result<()> {
        let with = replaced(page(PAGE, None), Some(r#"{"name":"</script>"}"#)).await?;
        let with = body(with).await?;
        let text = std::str::from_utf8(&with)?;
        let expected = [START, r#"{"name":"\u003c/script>"}"#, END, "\n    ", BOOT].concat();
        assert!(text.contains(&expected), "{text}");
        let without = replaced(page(compress(&with)?, Some("br")), None).await?;
        assert_eq!(expand(&body(without).await?)?, PAGE.as_bytes());
        Ok(())
    }
}
