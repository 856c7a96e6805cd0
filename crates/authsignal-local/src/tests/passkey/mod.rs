//! Passkeys through the Client API, as the Web SDK calls it.

mod attacks;
mod authenticator;
mod ceremonies;
mod challenges;
mod pre_built_ui;
mod under_way;

use super::*;
use authenticator::{Algorithm, Authenticator, Circumstances};

const CHALLENGE: &str = "/v1/client/challenge";
const REGISTRATION_OPTIONS: &str = "/v1/client/user-authenticators/passkey/registration-options";
const AUTHENTICATION_OPTIONS: &str =
    "/v1/client/user-authenticators/passkey/authentication-options";
const PASSKEY: &str = "/v1/client/user-authenticators/passkey";
const VERIFY: &str = "/v1/client/verify/passkey";
const OTHER_USER: &str = "user-2";

/// What the options endpoints answer.
struct Begun {
    challenge_id: Value,
    options: Value,
}

impl Begun {
    fn from(answer: &Answer) -> Self {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let mut json = answer.json();
        Self {
            challenge_id: json["challengeId"].take(),
            options: json["options"].take(),
        }
    }
}

impl StandIn {
    /// Tracks [`ACTION`] for a user and answers the token.
    async fn track_for(&self, user_id: &str, attributes: Value) -> String {
        let path = format!("/v1/users/{user_id}/actions/{ACTION}");
        let answer = self.post(&path, Caller::Server, attributes).await;
        text(&answer.json()["token"])
    }

    async fn registration_options(&self, token: &str) -> Begun {
        let body = json!({ "username": EMAIL, "authenticatorAttachment": "platform" });
        let path = REGISTRATION_OPTIONS;
        Begun::from(&self.post(path, Caller::Token(token), body).await)
    }

    async fn register_with(
        &self,
        token: &str,
        authenticator: &mut Authenticator,
        how: &Circumstances,
    ) -> Answer {
        let begun = self.registration_options(token).await;
        let body = json!({
            "registrationCredential": authenticator.register(&begun.options, how),
            "conditionalCreate": false,
            "challengeId": begun.challenge_id,
        });
        self.post(PASSKEY, Caller::Token(token), body).await
    }

    /// Enrols a passkey for a new user with no other factor.
    async fn enrolled(&self, user_id: &str) -> Authenticator {
        let token = self.track_for(user_id, json!({})).await;
        let mut authenticator = Authenticator::new(Algorithm::Es256);
        let answer = self
            .register_with(&token, &mut authenticator, &Circumstances::default())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        authenticator
    }

    /// Begins a sign-in for [`ACTION`] without a token.
    async fn begin_sign_in(&self) -> Begun {
        let body = json!({ "action": ACTION });
        let opened = self.post(CHALLENGE, Caller::Tenant, body).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
        let body = json!({ "challengeId": opened.json()["challengeId"] });
        Begun::from(
            &self
                .post(AUTHENTICATION_OPTIONS, Caller::Tenant, body)
                .await,
        )
    }

    /// Begins an authentication ceremony of a token's action.
    async fn begin_with(&self, token: &str) -> Begun {
        let path = AUTHENTICATION_OPTIONS;
        Begun::from(&self.post(path, Caller::Token(token), json!({})).await)
    }

    async fn answer(
        &self,
        caller: Caller<'_>,
        begun: &Begun,
        authenticator: &mut Authenticator,
        how: &Circumstances,
    ) -> Answer {
        let credential = authenticator.sign(&begun.options, how);
        self.submit(caller, begun, &credential).await
    }

    async fn submit(&self, caller: Caller<'_>, begun: &Begun, credential: &Value) -> Answer {
        let body = json!({
            "authenticationCredential": credential,
            "deviceId": "device-1",
            "challengeId": begun.challenge_id,
        });
        self.post(VERIFY, caller, body).await
    }

    /// Signs in without a token.
    async fn sign_in(&self, authenticator: &mut Authenticator, how: &Circumstances) -> Answer {
        let begun = self.begin_sign_in().await;
        self.answer(Caller::Tenant, &begun, authenticator, how)
            .await
    }

    async fn authenticators(&self, user_id: &str) -> Value {
        let path = format!("/v1/users/{user_id}/authenticators");
        self.get(&path, Caller::Server).await.json()
    }
}
