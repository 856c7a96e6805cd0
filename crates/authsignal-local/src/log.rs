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

/// One line per request: never its query, headers or body, which hold tokens and codes, nor a user's id,
/// which may be an address.
pub(crate) async fn requests(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    // People's inbox pages ask every second.
    if path != "/inbox/list" {
        let status = response.status().as_u16();
        let millis = started.elapsed().as_millis();
        eprintln!("{method} {} {status} {millis} ms", without_user_id(&path));
    }
    if let Some(cause) = response.extensions().get::<LoggedCause>() {
        eprintln!("  caused by: {cause}");
    }
    response
}

fn without_user_id(path: &str) -> String {
    const USERS: &str = "/v1/users/";
    match path.strip_prefix(USERS) {
        Some(rest) => {
            let below = rest
                .find('/')
                .and_then(|slash| rest.get(slash..))
                .unwrap_or_default();
            format!("{USERS}*{below}")
        }
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_user_id;

    #[test]
    fn users_are_not_named() {
        assert_eq!(
            without_user_id("/v1/users/ann%40example.com"),
            "/v1/users/*"
        );
        assert_eq!(
            without_user_id("/v1/users/u/actions/a"),
            "/v1/users/*/actions/a"
        );
        assert_eq!(without_user_id("/v1/users"), "/v1/users");
    }
}
