//! Only requests that were meant for this computer.
//!
//! Binding loopback keeps other computers out, but not a web page whose own domain name was pointed at
//! 127.0.0.1 (DNS rebinding): the browser takes that for the page's own origin and would let it read the
//! inbox. Such a request carries the page's name as its `Host`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::{Host, Url};

use crate::app::App;

/// Refuses requests for a name that is neither this computer's nor the configured one.
pub(crate) async fn require_local_host(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let host = match request.headers().get(HOST) {
        Some(host) => host.to_str().unwrap_or("invalid host"),
        // HTTP/1.1 requires it and browsers always send it; a bare tool without it is no rebinding page.
        None => return next.run(request).await,
    };
    if is_local(host, &app.config.base_url) {
        next.run(request).await
    } else {
        let message = "This host name is not served here. Use localhost.\n";
        (StatusCode::MISDIRECTED_REQUEST, message).into_response()
    }
}

fn is_local(host: &str, base_url: &Url) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}/")) else {
        return false;
    };
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost" || name.ends_with(".localhost") || Some(name) == base_url.host_str()
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_names_and_no_others() {
        let base_url = Url::parse("https://auth.example.test").unwrap();
        for host in [
            "localhost",
            "localhost:4001",
            "LOCALHOST",
            "app.localhost:1",
            "127.0.0.1:4001",
            "[::1]:4001",
        ] {
            assert!(is_local(host, &base_url), "{host}");
        }
        assert!(is_local("auth.example.test", &base_url));
        for host in [
            "evil.test",
            "localhost.evil.test",
            "evillocalhost",
            "192.168.1.4",
            "",
            "a@b c",
        ] {
            assert!(!is_local(host, &base_url), "{host}");
        }
    }
}
