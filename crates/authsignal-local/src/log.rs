//! The program's output: the one line that programs read on stdout, everything else on stderr.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::time::Instant;

use authsignal_local::LoggedCause;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// What was asked for, on stdout.
pub(crate) fn answer(text: &str) {
    println!("{text}");
}

/// What stops the program, on stderr.
pub(crate) fn problem(text: &str) {
    eprintln!("authsignal-local: {text}");
}

/// One line per request: never its query, headers or body, which hold tokens and codes.
pub(crate) async fn requests(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    // People's inbox pages ask every second.
    if path != "/inbox/list" {
        let status = response.status().as_u16();
        let millis = started.elapsed().as_millis();
        eprintln!("{method} {path} {status} {millis} ms");
    }
    if let Some(cause) = response.extensions().get::<LoggedCause>() {
        eprintln!("  caused by: {cause}");
    }
    response
}
