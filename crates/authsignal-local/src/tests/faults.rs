//! Fault injection.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

async fn put(stand_in: &StandIn, faults: Value) -> Answer {
    stand_in
        .call(Method::PUT, "/local/faults", Caller::Nobody, faults)
        .await
}

#[tokio::test]
async fn a_status_applies_as_often_as_it_says() {
    let stand_in = StandIn::new();
    put(
        &stand_in,
        json!([{ "pathPrefix": "/v1/users", "status": 503, "times": 2 }]),
    )
    .await;
    let get = async || stand_in.get("/v1/users/u", Caller::Server).await;
    assert_eq!(get().await.refusal(), refused(503, "unexpected_error"));
    assert_eq!(
        stand_in.get("/inbox", Caller::Nobody).await.status,
        StatusCode::OK
    );
    assert_eq!(get().await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get().await.status, StatusCode::OK);
    assert_eq!(
        stand_in.get("/local/faults", Caller::Nobody).await.json(),
        json!([])
    );
}

#[tokio::test]
async fn a_fault_keeps_to_its_user_wherever_they_are_named() {
    let stand_in = StandIn::new();
    let anns = stand_in.signed_in().await;
    put(&stand_in, json!([{ "contains": EMAIL, "status": 429 }])).await;
    let status = async |path: &str, body: Value| {
        stand_in
            .post(path, Caller::Server, body)
            .await
            .status
            .as_u16()
    };
    // In the body.
    assert_eq!(
        status("/v1/users/new/actions/a", json!({ "email": EMAIL })).await,
        429
    );
    assert_eq!(
        status(
            "/v1/users/new/actions/a",
            json!({ "email": "bob@example.com" })
        )
        .await,
        200
    );
    // In the address, however it is written.
    assert_eq!(
        stand_in
            .get("/v1/users?email=ann%40example.com", Caller::Server)
            .await
            .status,
        429
    );
    // By id in the path, by token in the body, by token in a header or the page's address.
    assert_eq!(
        status(&format!("/v1/users/{USER}/actions/a"), json!({})).await,
        429
    );
    assert_eq!(status("/v1/validate", json!({ "token": anns })).await, 429);
    assert_eq!(status("/v1/validate", json!({ "token": "x" })).await, 200);
    let listed = stand_in
        .get("/v1/client/user-authenticators", Caller::Token(&anns))
        .await;
    assert_eq!(listed.refusal(), refused(429, "too_many_requests"));
    let page = stand_in
        .get(
            &format!("/challenge?mode=popup&token={anns}"),
            Caller::Nobody,
        )
        .await;
    assert_eq!(page.status, 429);
    assert!(
        page.body.contains("data-error-code=\"too_many_requests\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn faults_are_replaced_appended_listed_and_cleared() {
    let stand_in = StandIn::new();
    let one = json!({ "pathPrefix": "/v1", "status": 500, "drop": false });
    assert_eq!(
        put(&stand_in, json!([one])).await.status,
        StatusCode::NO_CONTENT
    );
    stand_in
        .post("/local/faults", Caller::Nobody, json!({ "delayMs": 1 }))
        .await;
    let list = async || stand_in.get("/local/faults", Caller::Nobody).await.json();
    assert_eq!(list().await, json!([one, { "delayMs": 1, "drop": false }]));
    put(&stand_in, json!([])).await;
    assert_eq!(list().await, json!([]));
    put(&stand_in, json!([one])).await;
    stand_in
        .call(Method::DELETE, "/local/faults", Caller::Nobody, Value::Null)
        .await;
    assert_eq!(list().await, json!([]));
}

#[tokio::test]
async fn nonsense_is_refused() {
    let stand_in = StandIn::new();
    for fault in [
        json!({}),
        json!({ "status": 99 }),
        json!({ "status": 600 }),
        json!({ "status": 500, "times": 0 }),
        json!({ "status": 500, "path": "/v1" }),
    ] {
        let status = put(&stand_in, json!([fault])).await.status;
        assert!(status.is_client_error(), "{fault}");
    }
    // What a form of a foreign page could send.
    let request = Request::post("/local/faults").header(CONTENT_TYPE, "text/plain");
    let answer = stand_in
        .send(request.body(Body::from(r#"{"status":500}"#)).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test(start_paused = true)]
async fn a_delay_lets_the_request_go_its_way_afterwards() {
    let stand_in = StandIn::new();
    put(&stand_in, json!([{ "delayMs": 3000, "times": 1 }])).await;
    let started = tokio::time::Instant::now();
    let answer = stand_in.get("/v1/users/u", Caller::Server).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(started.elapsed(), Duration::from_secs(3));
}

#[tokio::test]
async fn a_dropped_connection_gets_not_one_byte() {
    let stand_in = StandIn::new();
    put(&stand_in, json!([{ "pathPrefix": "/v1", "drop": true }])).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, stand_in.router).await });
    let answer = async |path: &str| {
        let mut connection = TcpStream::connect(address).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer).await;
        answer
    };
    assert!(answer("/v1/users").await.is_empty());
    assert!(answer("/health").await.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn a_fault_may_name_its_error_and_knows_people_by_their_numbers() {
    let stand_in = StandIn::new();
    let number = "+64270000000";
    let token = text(&stand_in.track(json!({ "phoneNumber": number })).await["token"]);
    let fault = json!([{
        "contains": number,
        "pathPrefix": "/v1/client/verify",
        "status": 401,
        "code": "expired_token",
    }]);
    assert_eq!(put(&stand_in, fault).await.status, StatusCode::NO_CONTENT);
    let path = "/v1/client/verify/sms";
    let body = json!({ "verificationCode": "123456" });
    let refused_answer = stand_in.post(path, Caller::Token(&token), body).await;
    assert_eq!(refused_answer.refusal(), refused(401, "expired_token"));
}
