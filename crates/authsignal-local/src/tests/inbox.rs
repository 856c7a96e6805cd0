//! Inbox.

use super::*;

async fn send_code(stand_in: &StandIn, email: &str) {
    let body = json!({ "verificationMethod": "EMAIL_OTP", "action": ACTION, "email": email });
    stand_in.post("/v1/challenge", Caller::Server, body).await;
}

#[tokio::test]
async fn messages_come_newest_first_and_by_address() {
    let stand_in = StandIn::new();
    send_code(&stand_in, EMAIL).await;
    send_code(&stand_in, "bob@example.com").await;
    stand_in.wait(1);
    send_code(&stand_in, EMAIL).await;
    let all: Vec<Value> =
        serde_json::from_str(&stand_in.get("/inbox/messages", Caller::Nobody).await.body).unwrap();
    assert_eq!(all.len(), 3);
    let anns = stand_in.messages("ANN@example.com").await;
    assert_eq!(anns.len(), 2);
    assert_eq!(anns[0]["sentAt"], "2026-11-21T09:30:01Z");
    assert_eq!(anns[1]["sentAt"], "2026-11-21T09:30:00Z");
    assert_eq!(
        (&anns[0]["channel"], &anns[0]["to"]),
        (&json!("email"), &json!(EMAIL))
    );
    assert_eq!(text(&anns[0]["code"]).len(), 6);
    assert_eq!(anns[0].get("link"), None);
}

#[tokio::test]
async fn people_see_the_codes_and_an_empty_inbox_says_so() {
    let stand_in = StandIn::new();
    let page = async || stand_in.get("/inbox", Caller::Nobody).await;
    assert!(page().await.body.contains("Nothing has been sent yet."));
    send_code(&stand_in, EMAIL).await;
    let code = stand_in.newest_code().await;
    let shown = page().await;
    assert!(shown.body.contains(&format!("data-copy=\"{code}\"")));
    let policy = shown.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
}

#[tokio::test]
async fn addresses_are_text_not_markup() {
    let stand_in = StandIn::new();
    send_code(&stand_in, "<img/src=x>@example.com").await;
    for path in ["/inbox", "/inbox/list", "/inbox?to=%3Cimg/src=x%3E"] {
        let body = stand_in.get(path, Caller::Nobody).await.body;
        assert!(!body.contains("<img") && body.contains("&lt;img"), "{path}");
    }
}

#[tokio::test]
async fn a_page_of_another_name_cannot_read_it() {
    let stand_in = StandIn::new();
    let request = Request::get("/inbox/messages").header("host", "rebound.test:4001");
    let answer = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
}
