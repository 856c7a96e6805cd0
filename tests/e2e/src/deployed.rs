//! The site as it is deployed: fetched from the emulated CloudFront, with its real headers and encodings.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONNECTION, CONTENT_LENGTH, DATE, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::{Response, StatusCode};
use url::Url;

/// What the distribution answered, by path: it is the same for all tests.
static ANSWERS: Mutex<Option<HashMap<String, Answered>>> = Mutex::new(None);

#[derive(Clone, Debug)]
struct Answered {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

/// What the site at `url` answers for `path`.
pub(crate) async fn get(url: &Url, path: &str) -> Result<Response<Full<Bytes>>> {
    let known = answers(|answers| answers.get(path).cloned());
    let answered = match known {
        Some(answered) => answered,
        None => {
            let answered = fetch(url, path).await?;
            answers(|answers| answers.insert(path.to_owned(), answered.clone()));
            answered
        }
    };
    let mut response = Response::new(Full::new(answered.body));
    *response.status_mut() = answered.status;
    response.headers_mut().extend(answered.headers);
    Ok(response)
}

/// The emulation tells distributions apart by their names, which this machine need not resolve.
async fn fetch(url: &Url, path: &str) -> Result<Answered> {
    let host = url.host_str().context("LATCHKEY_SITE names no host")?;
    let port = url.port_or_known_default().unwrap_or(80);
    let answer = reqwest::Client::new()
        .get(format!("http://127.0.0.1:{port}{path}"))
        .header("host", format!("{host}:{port}"))
        // As browsers do of a site with TLS; what comes is handed on as it is.
        .header("accept-encoding", "gzip, br")
        .send()
        .await
        .with_context(|| format!("{url} does not answer"))?;
    let hop = [CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING];
    Ok(Answered {
        status: answer.status(),
        headers: answer
            .headers()
            .iter()
            .filter(|(name, _)| !hop.contains(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        body: answer.bytes().await?,
    })
}

fn answers<T>(with: impl FnOnce(&mut HashMap<String, Answered>) -> T) -> T {
    let mut answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    with(answers.get_or_insert_default())
}

/// A policy that lets the page reach these further sources as well: a test's own services.
pub(crate) fn opened(csp: &str, connect_src: &str, frame_src: &str) -> String {
    let directives = csp.split(';').map(|directive| {
        let directive = directive.trim();
        let further = match directive.split_ascii_whitespace().next() {
            Some("connect-src") => connect_src,
            Some("frame-src") => frame_src,
            _ => "",
        };
        format!("{directive} {further}").trim().to_owned()
    });
    directives.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_opened_where_it_has_to_be_and_nowhere_else() {
        let csp = "default-src 'none'; connect-src 'self' https://a; frame-src https://b; script-src 'self'";
        assert_eq!(
            opened(csp, "http://c:1 http://d:2", "http://e"),
            "default-src 'none'; connect-src 'self' https://a http://c:1 http://d:2; frame-src https://b http://e; script-src 'self'"
        );
    }
}
