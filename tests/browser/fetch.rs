use cognito::{ClientId, CognitoClient, CognitoError, Endpoint, ErrorCode, TransportError};
use futures_util::future::abortable;
use latchkey::browser::{FetchTransport, get_text};
use serde_json::json;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{CLIENT_ID, eval, fetch_answering, replace, requests, until};

fn client() -> CognitoClient<FetchTransport> {
    let endpoint = Endpoint::from_url("https://cognito.example").unwrap();
    CognitoClient::new(FetchTransport, ClientId::new(CLIENT_ID).unwrap(), endpoint)
}

#[wasm_bindgen_test]
async fn a_call_is_one_post_without_credentials() {
    let _fetch = fetch_answering(&json!([[200, {
        "ChallengeName": "CUSTOM_CHALLENGE", "Session": "s", "ChallengeParameters": {}
    }]]));
    client().initiate_auth("ada@example.com").await.unwrap();
    assert_eq!(
        requests(),
        [json!({
            "url": "https://cognito.example/", "method": "POST", "target": "InitiateAuth", "credentials": "omit",
            "body": {
                "AuthFlow": "CUSTOM_AUTH", "ClientId": CLIENT_ID,
                "AuthParameters": {"USERNAME": "ada@example.com"},
            },
        })]
    );
}

#[wasm_bindgen_test]
async fn an_error_of_cognitos_is_told_by_its_header() {
    let _fetch = fetch_answering(
        &json!([[400, {"message": "no"}, {"x-amzn-errortype": "UserNotFoundException:"}]]),
    );
    let error = client().initiate_auth("ada@example.com").await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::UserNotFound));
}

#[wasm_bindgen_test]
async fn a_failed_connection_and_being_offline_are_told_apart() {
    let _fetch = fetch_answering(&json!(["down", "down"]));
    let error = client().initiate_auth("ada@example.com").await.unwrap_err();
    assert!(
        matches!(error, CognitoError::Transport(TransportError::Network(_))),
        "{error:?}"
    );
    let _offline = replace("navigator", "onLine", "false");
    let error = client().initiate_auth("ada@example.com").await.unwrap_err();
    assert_eq!(error, CognitoError::Transport(TransportError::Offline));
}

#[wasm_bindgen_test]
async fn a_request_stops_when_nobody_waits_any_longer() {
    eval("window.aborted = false");
    let _fetch = fetch_answering(&json!([]));
    let (work, handle) = abortable(async { client().initiate_auth("ada@example.com").await });
    spawn_local(async move {
        assert!(work.await.is_err());
    });
    until("the request is sent", || requests().len() == 1).await;
    handle.abort();
    until("the request is aborted", || {
        eval("window.aborted").is_truthy()
    })
    .await;
}

#[wasm_bindgen_test]
async fn files_of_the_site_come_with_their_status() {
    let _fetch = fetch_answering(&json!([[404, "gone"]]));
    assert_eq!(
        get_text("/config.json").await,
        Ok((404, "\"gone\"".to_owned()))
    );
}
