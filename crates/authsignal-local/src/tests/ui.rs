//! Pre-built UI.

use super::*;

const REDIRECT_URL: &str = "http://localhost:8080/callback?state=1";

/// The page of a tracked action.
struct Page<'a> {
    stand_in: &'a StandIn,
    path: String,
    token: String,
}

impl<'a> Page<'a> {
    async fn new(stand_in: &'a StandIn, mode: &str, attributes: Value) -> Self {
        let tracked = stand_in.track(attributes).await;
        let token = text(&tracked["token"]);
        let url = Url::parse(&format!("{}{mode}", text(&tracked["url"]))).unwrap();
        Self {
            stand_in,
            path: format!("{}?{}", url.path(), url.query().unwrap()),
            token,
        }
    }

    async fn popup(stand_in: &'a StandIn) -> Self {
        let attributes = json!({ "email": EMAIL, "redirectUrl": REDIRECT_URL });
        Self::new(stand_in, "&mode=popup", attributes).await
    }

    async fn redirect(stand_in: &'a StandIn) -> Self {
        let attributes = json!({ "email": EMAIL, "redirectUrl": REDIRECT_URL });
        Self::new(stand_in, "", attributes).await
    }

    async fn open(&self) -> Answer {
        self.stand_in.get(&self.path, Caller::Nobody).await
    }

    async fn press(&self, intent: &str, code: &str) -> Answer {
        self.press_with(&[("intent", intent), ("code", code)]).await
    }

    async fn press_with(&self, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request =
            Request::post(&self.path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.stand_in
            .send(request.body(Body::from(body)).unwrap())
            .await
    }
}

/// The value of a `data-` attribute for the script.
fn data(answer: &Answer, name: &str) -> Option<String> {
    let (_, rest) = answer.body.split_once(&format!(" data-{name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn closes(answer: &Answer) -> bool {
    answer.body.contains(" data-close")
}

#[tokio::test]
async fn opening_sends_one_code_however_often_it_is_reloaded() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    let opened = page.open().await;
    assert_eq!(opened.status, StatusCode::OK);
    page.open().await;
    assert_eq!(stand_in.messages(EMAIL).await.len(), 1);
    assert!(opened.body.contains("<label for=\"code\">Code</label>"));
    assert!(opened.body.contains("autocomplete=\"one-time-code\""));
    for button in ["Verify", "Resend code", "Cancel"] {
        assert!(
            opened.body.contains(&format!(">{button}</button>")),
            "{button}"
        );
    }
    assert!(!opened.body.contains(EMAIL), "the address is masked");
}

#[tokio::test]
async fn pages_are_locked_down() {
    let stand_in = StandIn::new();
    let opened = Page::redirect(&stand_in).await.open().await;
    let policy = opened.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    // Going back after a form was sent counts as the form's target.
    assert!(
        policy.contains("form-action 'self' http://localhost:8080;"),
        "{policy}"
    );
    assert_eq!(opened.headers["referrer-policy"], "no-referrer");
    assert_eq!(opened.headers["cache-control"], "no-store");
    assert!(
        !opened.body.contains("<script>")
            && !opened.body.contains(" style=")
            && !opened.body.contains(" on")
    );
}

#[tokio::test]
async fn the_right_code_in_a_popup_closes_it_with_a_valid_token() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    page.open().await;
    let done = page.press("verify", &stand_in.newest_code().await).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(closes(&done));
    assert_eq!(
        data(&done, "target-origin").unwrap(),
        "http://localhost:8080"
    );
    let token = data(&done, "token").unwrap();
    assert_eq!(
        stand_in.validate(&token, USER, ACTION).await["isValid"],
        true
    );
}

#[tokio::test]
async fn the_right_code_after_a_redirect_goes_back_with_a_valid_token() {
    let stand_in = StandIn::new();
    let page = Page::redirect(&stand_in).await;
    page.open().await;
    let done = page.press("verify", &stand_in.newest_code().await).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let location = done.location();
    assert!(
        location
            .as_str()
            .starts_with("http://localhost:8080/callback?state=1&token=")
    );
    let token = location.query_pairs().last().unwrap().1.into_owned();
    assert_eq!(
        stand_in.validate(&token, USER, ACTION).await["isValid"],
        true
    );
    // The Back button shows that it is done, and hands out no second token.
    let again = page.open().await;
    assert!(again.body.contains("Already verified") && !again.body.contains(&token));
    assert!(again.body.contains(">Back</button>"));
}

#[tokio::test]
async fn a_wrong_code_says_so_at_the_field() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    page.open().await;
    let wrong = page.press("verify", WRONG_CODE).await;
    assert!(
        wrong
            .body
            .contains("role=\"alert\">That code is not right."),
        "{}",
        wrong.body
    );
    assert!(
        wrong
            .body
            .contains("aria-invalid=\"true\" aria-describedby=\"problem\"")
    );
    assert!(!closes(&wrong));
    // Nothing at all is no attempt.
    for _ in 0..3 {
        assert!(
            page.press("verify", " ")
                .await
                .body
                .contains("Enter the code")
        );
    }
    assert!(closes(
        &page.press("verify", &stand_in.newest_code().await).await
    ));
}

#[tokio::test]
async fn three_wrong_codes_end_in_words_and_a_way_back() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    page.open().await;
    page.press("verify", WRONG_CODE).await;
    page.press("verify", WRONG_CODE).await;
    for answer in [page.press("verify", WRONG_CODE).await, page.open().await] {
        assert!(
            answer.body.contains("Too many attempts") && answer.body.contains(">Back</button>")
        );
        assert!(!answer.body.contains("name=\"code\""));
    }
    let back = page.press("back", "").await;
    assert!(closes(&back));
    assert_eq!(data(&back, "token"), Some(page.token.clone()));
    let answer = stand_in.validate(&page.token, USER, ACTION).await;
    assert_eq!(
        (&answer["isValid"], &answer["state"]),
        (&json!(false), &json!("CHALLENGE_FAILED"))
    );
}

#[tokio::test]
async fn leaving_gives_no_token() {
    let stand_in = StandIn::new();
    let popup = Page::popup(&stand_in).await.press("cancel", "").await;
    assert!(closes(&popup));
    assert_eq!(data(&popup, "token"), None);
    let redirect = Page::redirect(&stand_in).await.press("cancel", "").await;
    assert_eq!(redirect.location().as_str(), REDIRECT_URL);
}

#[tokio::test]
async fn a_new_code_is_sent_on_request_and_when_the_old_one_expired() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    page.open().await;
    let resent = page.press("resend", "").await;
    assert!(resent.body.contains("role=\"status\""));
    assert_eq!(stand_in.messages(EMAIL).await.len(), 2);
    assert!(closes(
        &page.press("verify", &stand_in.newest_code().await).await
    ));
}

#[tokio::test]
async fn an_expired_page_says_so_and_leads_back() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    page.open().await;
    let code = stand_in.newest_code().await;
    stand_in.wait(600);
    for answer in [
        page.open().await,
        page.press("verify", &code).await,
        page.press("resend", "").await,
    ] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.body.contains("This page has expired"));
        assert_eq!(data(&answer, "error-code").unwrap(), "expired_token");
    }
    assert_eq!(stand_in.messages(EMAIL).await.len(), 1);
    let back = page.press("cancel", "").await;
    assert!(closes(&back), "{}", back.body);
}

#[tokio::test]
async fn a_link_without_a_known_token_explains_itself() {
    let stand_in = StandIn::new();
    for path in [
        "/challenge",
        "/challenge?token=",
        "/challenge?token=x&mode=popup",
    ] {
        let answer = stand_in.get(path, Caller::Nobody).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.body.contains("This link does not work"), "{path}");
    }
}

#[tokio::test]
async fn a_user_without_an_address_is_told_so() {
    let stand_in = StandIn::new();
    let page = Page::new(&stand_in, "&mode=popup", json!({})).await;
    assert!(
        page.open()
            .await
            .body
            .contains("There is no email address or phone number")
    );
    // Somebody with another factor gets no new one on the side.
    let link = json!({ "verificationMethod": "EMAIL_MAGIC_LINK", "email": EMAIL });
    stand_in
        .post(
            &format!("/v1/users/{USER}/authenticators"),
            Caller::Server,
            link,
        )
        .await;
    let page = Page::popup(&stand_in).await;
    assert!(
        page.open()
            .await
            .body
            .contains("There is no email address or phone number")
    );
    assert!(stand_in.messages(EMAIL).await.is_empty());
}

#[tokio::test]
async fn the_result_goes_to_the_redirect_urls_origin_whoever_opened_the_page() {
    let stand_in = StandIn::new();
    let page = Page::popup(&stand_in).await;
    let request = Request::get(&page.path).header("referer", "http://evil.test/");
    let opened = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        data(&opened, "target-origin").unwrap(),
        "http://localhost:8080"
    );
    let code = stand_in.newest_code().await;
    let fields = [
        ("intent", "verify"),
        ("code", code.as_str()),
        ("opener", "http://evil.test"),
    ];
    let done = page.press_with(&fields).await;
    assert_eq!(
        data(&done, "target-origin").unwrap(),
        "http://localhost:8080"
    );
}

#[tokio::test]
async fn without_a_redirect_url_the_result_goes_to_the_opener_or_nowhere() {
    let stand_in = StandIn::new();
    let page = Page::new(&stand_in, "&mode=popup", json!({ "email": EMAIL })).await;
    assert_eq!(data(&page.open().await, "target-origin"), None);
    let request = Request::get(&page.path).header("referer", "http://localhost:8080/sign-in?x");
    let opened = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        data(&opened, "target-origin").unwrap(),
        "http://localhost:8080"
    );
    assert!(
        opened
            .body
            .contains("name=\"opener\" value=\"http://localhost:8080\"")
    );
    let own = Request::get(&page.path).header("referer", "http://localhost:4001/challenge");
    let reloaded = stand_in.send(own.body(Body::empty()).unwrap()).await;
    assert_eq!(data(&reloaded, "target-origin"), None);
    for opener in ["javascript:alert(1)", "\"><script>"] {
        let answer = page
            .press_with(&[("intent", "resend"), ("opener", opener)])
            .await;
        assert_eq!(data(&answer, "target-origin"), None, "{opener}");
    }
}

#[tokio::test]
async fn a_user_with_a_phone_number_only_is_served_by_sms() {
    const NUMBER: &str = "+64270000123";
    let stand_in = StandIn::new();
    let attributes = json!({ "phoneNumber": NUMBER, "redirectUrl": REDIRECT_URL });
    let newest = async || text(&stand_in.messages(NUMBER).await[0]["code"]);
    // The first time enrols the number, the second asks for it.
    for _ in 0..2 {
        let page = Page::new(&stand_in, "&mode=popup", attributes.clone()).await;
        let opened = page.open().await;
        assert!(
            opened.body.contains("<h1>Check your phone</h1>"),
            "{}",
            opened.body
        );
        assert!(opened.body.contains("***123") && !opened.body.contains(NUMBER));
        let first = newest().await;
        page.press("resend", "").await;
        let refused = page.press("verify", &first).await;
        assert!(refused.body.contains("role=\"alert\""));
        let done = page.press("verify", &newest().await).await;
        let token = data(&done, "token").unwrap();
        let validated = stand_in.validate(&token, USER, ACTION).await;
        assert_eq!(
            (&validated["isValid"], &validated["verificationMethod"]),
            (&json!(true), &json!("SMS"))
        );
    }
    assert_eq!(stand_in.messages(NUMBER).await.len(), 4);
}

#[tokio::test]
async fn a_tracked_language_is_in_the_address_on_the_page_and_in_the_message() {
    let stand_in = StandIn::new();
    let attributes = json!({ "email": EMAIL, "redirectUrl": REDIRECT_URL, "locale": "de" });
    let page = Page::new(&stand_in, "&mode=popup", attributes).await;
    assert!(page.path.contains("&locale=de"), "{}", page.path);
    let opened = page.open().await;
    assert!(opened.body.contains("<html lang=\"de\">"));
    assert!(opened.body.contains("Sehen Sie in Ihren E-Mails nach"));
    let [message] = stand_in.messages(EMAIL).await.try_into().unwrap();
    assert_eq!(message["locale"], "de");
    assert_eq!(message["subject"], "Ihr Anmeldecode");
    let wrong = page.press("verify", "000000x").await;
    assert!(wrong.body.contains("Dieser Code stimmt nicht."));
}

#[tokio::test]
async fn a_language_that_is_not_supported_is_left_to_the_browser() {
    let stand_in = StandIn::new();
    let attributes = json!({ "email": EMAIL, "redirectUrl": REDIRECT_URL, "locale": "ja" });
    let page = Page::new(&stand_in, "", attributes).await;
    assert!(!page.path.contains("locale"), "{}", page.path);
    let request = Request::get(&page.path).header("accept-language", "fr-CH, de;q=0.8, en;q=0.5");
    let opened = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert!(opened.body.contains("<html lang=\"de\">"));
    assert_eq!(stand_in.messages(EMAIL).await[0]["locale"], "de");
    // The page that opened it has the last word.
    let english = format!("{}&locale=en", page.path);
    let request = Request::get(&english).header("accept-language", "de");
    let opened = stand_in.send(request.body(Body::empty()).unwrap()).await;
    assert!(opened.body.contains("Check your email"));
}
