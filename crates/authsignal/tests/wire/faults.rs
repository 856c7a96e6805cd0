//! What happens when Authsignal, or the way to it, fails: retries as in the official SDK, and errors that say who must act.

use std::time::Duration;

use crate::support::{Answer, Server};
use authsignal::{Client, Error, Remedy, SecretKey, TrackAttributes, TrackedAction, User};
use tokio::net::TcpListener;

const USER: &str = r#"{"isEnrolled":true}"#;
const TRACKED: &str = r#"{"idempotencyKey":"k","state":"ALLOW","url":"https://x/?token=t","token":"t","isEnrolled":false}"#;

async fn get(client: &Client) -> Result<User, Error> {
    client.get_user("u").await
}

async fn post(client: &Client) -> Result<TrackedAction, Error> {
    client.track("u", "a", &TrackAttributes::default()).await
}

fn failing(status: u16) -> Answer {
    Answer::Json(
        status,
        r#"{"error":"internal_error","errorDescription":"about ann@example.com"}"#,
    )
}

#[tokio::test]
async fn a_server_error_is_retried_for_reads_only() {
    let server = Server::start([failing(500), failing(503), Answer::Json(200, USER)]).await;
    assert!(get(&server.client()).await.is_ok());
    assert_eq!(server.recorded().len(), 3);

    let server = Server::start([failing(500), Answer::Json(200, TRACKED)]).await;
    let error = post(&server.client()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Unavailable { status: 500, code } if code == "internal_error"),
        "{error:?}"
    );
    assert_eq!(error.remedy(), Remedy::TryAgain);
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn a_broken_connection_is_retried_even_for_writes() {
    let server = Server::start([Answer::Drop, Answer::Drop, Answer::Json(200, TRACKED)]).await;
    assert!(post(&server.client()).await.is_ok());
    assert_eq!(server.recorded().len(), 3);
}

#[tokio::test]
async fn retries_end() {
    let server = Server::start([]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert!(matches!(error, Error::Connection(_)), "{error:?}");
    assert_eq!(server.recorded().len(), 3, "one try and two retries");

    let server = Server::start([]).await;
    let client = server.builder().retries(0).build().unwrap();
    assert!(get(&client).await.is_err());
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn nobody_listening_is_a_connection_error() {
    let address = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::builder(format!("http://{address}/v1"), SecretKey::new("key"))
        .retry_delay(Duration::ZERO)
        .build()
        .unwrap();
    let error = post(&client).await.unwrap_err();
    assert!(matches!(error, Error::Connection(_)), "{error:?}");
    assert_eq!(error.remedy(), Remedy::TryAgain);
}

#[tokio::test]
async fn a_try_without_an_answer_leaves_time_for_another() {
    let server = Server::start([Answer::Hang, Answer::Json(200, TRACKED)]).await;
    let client = server
        .builder()
        .attempt_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    assert!(post(&client).await.is_ok());
    assert_eq!(server.recorded().len(), 2);
}

#[tokio::test]
async fn the_time_limit_covers_all_tries() {
    let server = Server::start([Answer::Hang, Answer::Json(200, USER)]).await;
    let client = server
        .builder()
        .timeout(Duration::from_millis(100))
        .attempt_timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    let error = get(&client).await.unwrap_err();
    assert!(matches!(error, Error::Timeout), "{error:?}");
    assert_eq!(error.remedy(), Remedy::TryAgain);
}

#[tokio::test]
async fn a_wait_that_would_outlast_the_time_limit_is_not_begun() {
    let patience = "HTTP/1.1 503 Unavailable\r\nretry-after: 3600\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let server = Server::start([Answer::Raw(patience.to_owned()), Answer::Json(200, USER)]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Unavailable { status: 503, code } if code == "none"),
        "{error:?}"
    );
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn throttling_is_not_retried() {
    let server = Server::start([failing(429), Answer::Json(200, USER)]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert_eq!(error.remedy(), Remedy::TryAgain);
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn refusals_say_who_must_act() {
    for (status, remedy) in [
        (400, Remedy::FixRequest),
        (404, Remedy::FixRequest),
        (401, Remedy::FixConfiguration),
        (403, Remedy::FixConfiguration),
    ] {
        let server = Server::start([failing(status)]).await;
        let error = get(&server.client()).await.unwrap_err();
        assert_eq!(error.remedy(), remedy, "{error:?}");
        assert!(
            !format!("{error} {error:?}").contains("ann@example.com"),
            "descriptions may quote users"
        );
        assert_eq!(server.recorded().len(), 1);
    }
}

#[tokio::test]
async fn answers_that_make_no_sense_are_errors() {
    for body in [
        "",
        "<html>",
        "{\"isEnrolled\":",
        "{}",
        "[]",
        "{\"isEnrolled\":\"ann@example.com\"}",
        "null",
    ] {
        let server = Server::start([Answer::Json(200, body)]).await;
        let error = get(&server.client()).await.unwrap_err();
        assert!(
            matches!(error, Error::UnexpectedAnswer(_)),
            "{body}: {error:?}"
        );
        assert!(
            !format!("{error:?}").contains("ann@"),
            "values may name users"
        );
        assert_eq!(server.recorded().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_cut_short_is_an_error() {
    let cut = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\n{USER}");
    let server = Server::start([Answer::Raw(cut)]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert!(matches!(error, Error::Connection(_)), "{error:?}");
}

#[tokio::test]
async fn an_endless_answer_is_given_up() {
    let body = format!("[{}", " ".repeat(2 * 1024 * 1024));
    let huge = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = Server::start([Answer::Raw(huge)]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedAnswer(_)), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start([Answer::Json(200, USER)]).await;
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nlocation: {}/users/u\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        elsewhere.url()
    );
    let server = Server::start([Answer::Raw(redirect)]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert!(
        matches!(error, Error::Rejected { status: 302, .. }),
        "{error:?}"
    );
    assert!(
        elsewhere.recorded().is_empty(),
        "the secret key goes nowhere else"
    );
}

#[tokio::test]
async fn messages_never_name_the_user() {
    let server = Server::start([]).await;
    let error = server
        .builder()
        .retries(0)
        .build()
        .unwrap()
        .get_user("ann@example.com")
        .await
        .unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert!(
        !format!("{error} {error:?} {source} {source:?}").contains("ann"),
        "{error:?}"
    );
}
