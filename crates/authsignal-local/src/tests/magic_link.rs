//! Links by email through the Client API.

use super::*;

const ENROL: &str = "/v1/client/user-authenticators/email-magic-link";
const CHALLENGE: &str = "/v1/client/challenge/email-magic-link";
const FINALIZE: &str = "/v1/client/verify/email-magic-link/finalize";

/// Path and query of the newest link.
async fn newest_link(stand_in: &StandIn) -> String {
    let message = &stand_in.messages(EMAIL).await[0];
    assert_eq!(message.get("code"), None);
    let link = Url::parse(&text(&message["link"])).unwrap();
    assert_eq!(link.origin().ascii_serialization(), "http://localhost:4001");
    format!("{}?{}", link.path(), link.query().unwrap())
}

async fn confirm(stand_in: &StandIn, link: &str) -> Answer {
    let request = Request::post(link).body(Body::empty());
    stand_in.send(request.unwrap()).await
}

async fn finalize(stand_in: &StandIn, token: &str) -> Value {
    let answer = stand_in
        .post(FINALIZE, Caller::Token(token), json!({}))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn begun(stand_in: &StandIn) -> String {
    let token = stand_in.track_email().await;
    let body = json!({ "email": EMAIL });
    let answer = stand_in.post(ENROL, Caller::Token(&token), body).await;
    assert_eq!(answer.json()["userId"], USER);
    token
}

#[tokio::test]
async fn the_page_that_waits_learns_that_its_link_was_followed() {
    let stand_in = StandIn::new();
    let token = begun(&stand_in).await;
    assert_eq!(
        finalize(&stand_in, &token).await,
        json!({ "isVerified": false })
    );
    let link = newest_link(&stand_in).await;
    // Looking at it is not following it.
    let opened = stand_in.get(&link, Caller::Nobody).await;
    assert!(opened.body.contains(">Confirm</button>") && !opened.body.contains(EMAIL));
    assert_eq!(finalize(&stand_in, &token).await["isVerified"], false);

    let confirmed = confirm(&stand_in, &link).await;
    assert!(confirmed.body.contains("Confirmed"));
    let verified = finalize(&stand_in, &token).await;
    assert_eq!(verified["userAuthenticator"]["email"], EMAIL);
    let proof = text(&verified["accessToken"]);
    let validated = stand_in.validate(&proof, USER, ACTION).await;
    assert_eq!(
        (&validated["isValid"], &validated["verificationMethod"]),
        (&json!(true), &json!("EMAIL_MAGIC_LINK"))
    );
    // A yes is given once, and the link works once.
    let again = finalize(&stand_in, &token).await;
    assert_eq!(
        again,
        json!({ "isVerified": false, "failureReason": "CODE_INVALID_OR_EXPIRED" })
    );
    assert_eq!(confirm(&stand_in, &link).await.status, StatusCode::GONE);
    let path = format!("/v1/users/{USER}");
    let user = stand_in.get(&path, Caller::Server).await.json();
    assert_eq!(user["emailVerified"], true);
}

#[tokio::test]
async fn the_next_time_a_challenge_does() {
    let stand_in = StandIn::new();
    let token = begun(&stand_in).await;
    confirm(&stand_in, &newest_link(&stand_in).await).await;
    finalize(&stand_in, &token).await;

    let token = stand_in.track_email().await;
    let answer = stand_in
        .post(CHALLENGE, Caller::Token(&token), Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    confirm(&stand_in, &newest_link(&stand_in).await).await;
    assert_eq!(finalize(&stand_in, &token).await["isVerified"], true);
}

#[tokio::test]
async fn a_link_serves_the_action_it_was_sent_for_only() {
    let stand_in = StandIn::new();
    let token = begun(&stand_in).await;
    let other = stand_in.track_email().await;
    confirm(&stand_in, &newest_link(&stand_in).await).await;
    assert_eq!(finalize(&stand_in, &other).await["isVerified"], false);
    // Nor is it a code.
    let link = newest_link(&stand_in).await;
    let (_, secret) = link.split_once('=').unwrap();
    assert_eq!(stand_in.verify(&token, secret).await["isVerified"], false);
    assert_eq!(finalize(&stand_in, &token).await["isVerified"], true);
}

#[tokio::test]
async fn old_expired_and_made_up_links_say_so() {
    let stand_in = StandIn::new();
    let token = begun(&stand_in).await;
    let old = newest_link(&stand_in).await;
    let body = json!({ "email": EMAIL });
    stand_in.post(ENROL, Caller::Token(&token), body).await;
    let new = newest_link(&stand_in).await;
    for link in [
        &old,
        "/magic-link",
        "/magic-link?token=",
        "/magic-link?token=x",
    ] {
        let opened = stand_in.get(link, Caller::Nobody).await;
        assert_eq!(opened.status, StatusCode::GONE, "{link}");
        assert!(opened.body.contains("This link does not work"));
        assert_eq!(confirm(&stand_in, link).await.status, StatusCode::GONE);
    }
    stand_in.wait(600);
    assert_eq!(confirm(&stand_in, &new).await.status, StatusCode::GONE);
    let answer = stand_in
        .post(FINALIZE, Caller::Token(&token), json!({}))
        .await;
    assert_eq!(answer.refusal(), refused(401, "expired_token"));
}
