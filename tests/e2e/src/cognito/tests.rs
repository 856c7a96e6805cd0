use super::*;
use crate::server::response;

/// Answers with what it was asked.
#[derive(Clone)]
struct Echo;

impl AsyncAnswer for Echo {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let body = request
            .into_body()
            .collect()
            .await
            .map_err(|_| NoAnswer)?
            .to_bytes();
        let mut response = response(200, "application/x-amz-json-1.1", body);
        response
            .headers_mut()
            .insert("access-control-allow-origin", "*".parse().unwrap());
        Ok(response)
    }
}

async fn post(proxy: &CognitoProxy, operation: &str) -> reqwest::Result<reqwest::Response> {
    reqwest::Client::new()
        .post(format!("http://{}", proxy.server.address()))
        .header(TARGET, format!("{TARGET_PREFIX}{operation}"))
        .body(r#"{"ChallengeParameters":{"url":"x"}}"#)
        .send()
        .await
}

async fn pair() -> Result<(Server, CognitoProxy)> {
    let upstream = Server::start(Echo).await?;
    let proxy = CognitoProxy::start(&upstream.origin()).await?;
    Ok((upstream, proxy))
}

#[tokio::test]
async fn calls_are_counted_and_passed_through_with_their_headers() -> Result<()> {
    let (_upstream, proxy) = pair().await?;
    let answer = post(&proxy, "InitiateAuth").await?;
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    proxy.replace_challenge_url("y");
    let replaced = post(&proxy, "SignUp").await?.text().await?;
    assert_eq!(replaced, r#"{"ChallengeParameters":{"url":"y"}}"#);
    let preflight = reqwest::Client::new().request(Method::OPTIONS, proxy.origin());
    assert_eq!(preflight.send().await?.status(), 200);
    assert_eq!(proxy.operations(), ["InitiateAuth", "SignUp"]);
    assert_eq!(proxy.calls()[0].request["ChallengeParameters"]["url"], "x");
    Ok(())
}

#[tokio::test]
async fn faults_apply_to_their_operation_and_so_often() -> Result<()> {
    let (_upstream, proxy) = pair().await?;
    proxy.inject(
        Fault::error(400, "TooManyRequestsException")
            .on("SignUp")
            .times(1),
    );
    assert_eq!(post(&proxy, "InitiateAuth").await?.status(), 200);
    let failed = post(&proxy, "SignUp").await?;
    assert_eq!(
        failed.headers()["x-amzn-errortype"],
        "TooManyRequestsException"
    );
    assert!(failed.text().await?.contains("TooManyRequestsException"));
    assert_eq!(post(&proxy, "SignUp").await?.status(), 200);

    proxy.inject(Fault::drop());
    assert!(post(&proxy, "SignUp").await.is_err());
    proxy.recover();
    assert_eq!(post(&proxy, "SignUp").await?.status(), 200);
    Ok(())
}

#[tokio::test]
async fn what_is_held_goes_on_after_the_recovery() -> Result<()> {
    let (_upstream, proxy) = pair().await?;
    proxy.inject(Fault::hold());
    let held = post(&proxy, "InitiateAuth");
    tokio::pin!(held);
    let arrival = crate::wait::until("the call to arrive", async || Ok(proxy.calls().len() == 1));
    tokio::select! {
        _ = &mut held => anyhow::bail!("it was not held"),
        arrived = arrival => arrived?,
    }
    assert!(proxy.calls()[0].answer.is_none());
    proxy.recover();
    assert_eq!(held.await?.status(), 200);
    Ok(())
}

#[test]
fn a_refresh_token_that_was_replaced_is_good_only_with_grace() {
    let asked = |token: &str| serde_json::json!({"RefreshToken": token});
    for grace in [true, false] {
        let mut rotation = Rotation::new(grace);
        let mut first = asked("own");
        assert!(rotation.redeem(&mut first).is_ok());
        let mut answer = serde_json::json!({"AuthenticationResult": {"AccessToken": "a"}});
        rotation.rotate("own", &mut answer);
        let rotated = answer["AuthenticationResult"]["RefreshToken"]
            .as_str()
            .unwrap();
        assert_ne!(rotated, "own");
        let mut second = asked(rotated);
        assert!(rotation.redeem(&mut second).is_ok());
        assert_eq!(second, asked("own"));
        assert_eq!(rotation.redeem(&mut asked("own")).is_ok(), grace);
    }
}
