//! Passkeys in the pre-built UI.

use super::*;

const REDIRECT_URL: &str = "http://localhost:8080/callback";
/// Where the pre-built UI's own pages are.
const OWN_ORIGIN: &str = "http://localhost:4001";

/// The page of an action of [`USER`].
struct Page<'a> {
    stand_in: &'a StandIn,
    path: String,
}

impl<'a> Page<'a> {
    async fn new(stand_in: &'a StandIn, mode: &str, attributes: Value) -> Self {
        let mut attributes = attributes;
        attributes["redirectUrl"] = json!(REDIRECT_URL);
        let token = stand_in.track_for(USER, attributes).await;
        Self {
            stand_in,
            path: format!("/challenge?token={token}{mode}"),
        }
    }

    async fn popup(stand_in: &'a StandIn) -> Self {
        let attributes = json!({ "email": EMAIL, "scope": "add:authenticators" });
        Self::new(stand_in, "&mode=popup", attributes).await
    }

    async fn open(&self) -> Answer {
        self.stand_in.get(&self.path, Caller::Nobody).await
    }

    async fn press(&self, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(&self.path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.stand_in.send(request.unwrap()).await
    }

    /// Presses "Use a passkey" on a page, as its script does.
    async fn use_passkey(
        &self,
        shown: &Answer,
        authenticator: &mut Authenticator,
        how: &Circumstances,
    ) -> Answer {
        let options: Value =
            serde_json::from_str(&attribute(shown, "data-passkey").unwrap()).unwrap();
        let challenge = attribute(shown, "name=\"challenge\" value").unwrap();
        let credential = authenticator.sign(&options, how).to_string();
        self.press(&[
            ("intent", "passkey"),
            ("challenge", &challenge),
            ("credential", &credential),
        ])
        .await
    }
}

fn attribute(answer: &Answer, name: &str) -> Option<String> {
    let (_, rest) = answer.body.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.replace("&quot;", "\""))
}

fn here() -> Circumstances {
    Circumstances {
        origin: OWN_ORIGIN,
        ..Default::default()
    }
}

fn framed() -> Circumstances {
    Circumstances {
        cross_origin: Some(true),
        top_origin: Some("http://localhost:8080"),
        ..here()
    }
}

fn has_button(answer: &Answer, name: &str) -> bool {
    answer.body.contains(&format!(">{name}</button>"))
}

#[tokio::test]
async fn who_has_a_passkey_is_asked_for_it_and_sent_no_code() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let page = Page::popup(&stand_in).await;
    let shown = page.open().await;
    for button in ["Use a passkey", "Use another method", "Cancel"] {
        assert!(has_button(&shown, button), "{button}: {}", shown.body);
    }
    assert!(stand_in.messages(EMAIL).await.is_empty());
    let done = page
        .use_passkey(&shown, &mut authenticator, &framed())
        .await;
    assert!(done.body.contains(" data-close"), "{}", done.body);
    assert_eq!(
        attribute(&done, "data-target-origin").unwrap(),
        "http://localhost:8080"
    );
    let token = attribute(&done, "data-token").unwrap();
    let validated = stand_in.validate(&token, USER, ACTION).await;
    assert_eq!(
        (&validated["isValid"], &validated["verificationMethod"]),
        (&json!(true), &json!("PASSKEY"))
    );
}

#[tokio::test]
async fn after_a_redirect_it_goes_back_with_the_token() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let page = Page::new(&stand_in, "", json!({})).await;
    let shown = page.open().await;
    // There is no address, so there is no other method either.
    assert!(!has_button(&shown, "Use another method"));
    let done = page.use_passkey(&shown, &mut authenticator, &here()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let location = done.location();
    let token = location.query_pairs().last().unwrap().1.into_owned();
    let validated = stand_in.validate(&token, USER, ACTION).await;
    assert_eq!(validated["isValid"], true);
}

#[tokio::test]
async fn an_email_code_is_another_method_and_the_passkey_stays_one() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let page = Page::popup(&stand_in).await;
    page.open().await;
    let email = page.press(&[("intent", "email")]).await;
    assert!(has_button(&email, "Verify") && has_button(&email, "Use a passkey"));
    assert_eq!(stand_in.messages(EMAIL).await.len(), 1);
    // A reload shows what was chosen, and sends no second code.
    let reloaded = page.open().await;
    assert!(has_button(&reloaded, "Verify"));
    assert_eq!(stand_in.messages(EMAIL).await.len(), 1);
    let done = page
        .use_passkey(&reloaded, &mut authenticator, &framed())
        .await;
    assert!(attribute(&done, "data-token").is_some(), "{}", done.body);
}

#[tokio::test]
async fn a_refused_passkey_says_so_and_may_be_tried_again() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let mut other = stand_in.enrolled(OTHER_USER).await;
    let page = Page::popup(&stand_in).await;
    let shown = page.open().await;
    let evil = Circumstances {
        top_origin: Some("https://evil.test"),
        ..framed()
    };
    let refused = page.use_passkey(&shown, &mut authenticator, &evil).await;
    assert!(
        refused.body.contains("was not accepted"),
        "{}",
        refused.body
    );
    let stale = page
        .use_passkey(&shown, &mut authenticator, &framed())
        .await;
    assert!(stale.body.contains("took too long"), "{}", stale.body);
    let foreign = page.use_passkey(&stale, &mut other, &framed()).await;
    assert!(foreign.body.contains("another account"), "{}", foreign.body);
    let empty = page.press(&[("intent", "passkey")]).await;
    assert!(empty.body.contains("was not accepted"), "{}", empty.body);
    for answer in [&refused, &stale, &foreign, &empty] {
        assert!(attribute(answer, "data-token").is_none());
        assert!(has_button(answer, "Use a passkey"));
    }
    let done = page
        .use_passkey(&empty, &mut authenticator, &framed())
        .await;
    assert!(attribute(&done, "data-token").is_some(), "{}", done.body);
}

#[tokio::test]
async fn a_passkey_that_was_removed_meanwhile_leaves_the_code() {
    let stand_in = StandIn::new();
    let mut authenticator = stand_in.enrolled(USER).await;
    let page = Page::popup(&stand_in).await;
    let shown = page.open().await;
    let id = text(&stand_in.authenticators(USER).await[0]["userAuthenticatorId"]);
    let path = format!("/v1/users/{USER}/authenticators/{id}");
    stand_in
        .call(Method::DELETE, &path, Caller::Server, Value::Null)
        .await;
    let answer = page
        .use_passkey(&shown, &mut authenticator, &framed())
        .await;
    assert!(has_button(&answer, "Verify"), "{}", answer.body);
    assert!(!has_button(&answer, "Use a passkey"));
    assert_eq!(stand_in.messages(EMAIL).await.len(), 1);
}

#[tokio::test]
async fn the_script_is_the_stand_ins_own() {
    let stand_in = StandIn::new();
    stand_in.enrolled(USER).await;
    let shown = Page::popup(&stand_in).await.open().await;
    assert!(shown.body.contains("src=\"/assets/passkey.js\""));
    let script = stand_in.get("/assets/passkey.js", Caller::Nobody).await;
    assert_eq!(script.status, StatusCode::OK);
    assert_eq!(script.headers[CONTENT_TYPE], "text/javascript");
}
