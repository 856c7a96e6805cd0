//! Events as API Gateway sends them, and an API with an Authsignal to ask.

use std::time::Duration;

use lambdas::api::{Api, ApiConfig, handle};
use serde_json::{Value, json};

use crate::fake::{Asked, Called, FakeAuthsignal, FakeCognito, SECRET, unreachable_user_pool};

/// The caller in the events.
pub(crate) const SUB: &str = "5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11";
/// When they signed in, in seconds since 1970.
pub(crate) const SIGNED_IN_AT: u64 = 1_790_000_000;

pub(crate) const LIST: &str = "GET /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/authenticators";
pub(crate) const USER: &str = "GET /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11";
pub(crate) const TRACK: &str =
    "POST /v1/users/5b0d9a52-7c1e-4f0f-9d3e-2a6f1f6c8e11/actions/manageAuthenticators";

/// A call of `route` (`METHOD /path`), as API Gateway describes it in payload format 2.0.
pub(crate) fn call(route: &str) -> Value {
    let (method, path) = route.split_once(' ').unwrap();
    json!({
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "authorization": "Bearer header.payload.signature",
            "host": "api1example.execute-api.eu-central-1.amazonaws.com",
            "origin": "https://app.example.com",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api1example",
            "authorizer": {"jwt": {
                "claims": {
                    "auth_time": SIGNED_IN_AT.to_string(),
                    "client_id": "1example23456789",
                    "exp": "1790000900",
                    "iat": "1790000000",
                    "iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example01",
                    "scope": "aws.cognito.signin.user.admin",
                    "sub": SUB,
                    "token_use": "access",
                    "username": SUB,
                },
                "scopes": null,
            }},
            "domainName": "api1example.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "api1example",
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "Mozilla/5.0",
            },
            "requestId": "request-1",
            "routeKey": route,
            "stage": "$default",
            "time": "21/Sep/2026:13:33:20 +0000",
            "timeEpoch": 1_790_000_000_000_u64,
        },
        "isBase64Encoded": false,
    })
}

/// A call to remove an authenticator.
pub(crate) fn removal(id: &str) -> Value {
    let mut call = call("DELETE /authenticators/{id}");
    call["pathParameters"] = json!({"id": id});
    call
}

/// The call with the value of a claim replaced, or removed where it is none.
pub(crate) fn with_claim(mut call: Value, name: &str, value: Option<&str>) -> Value {
    let claims = call
        .pointer_mut("/requestContext/authorizer/jwt/claims")
        .unwrap()
        .as_object_mut()
        .unwrap();
    match value {
        Some(value) => claims.insert(name.to_owned(), json!(value)),
        None => claims.remove(name),
    };
    call
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u64,
    pub(crate) headers: Value,
    /// Parsed; null where there is none.
    pub(crate) body: Value,
}

impl Response {
    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u64, &str) {
        assert!(
            self.body["message"]
                .as_str()
                .is_some_and(|words| !words.is_empty()),
            "{self:?}"
        );
        (self.status, self.body["code"].as_str().unwrap())
    }
}

/// The API, and the Authsignal that it asks.
pub(crate) struct Stage {
    api: Api,
    authsignal: FakeAuthsignal,
    cognito: Option<FakeCognito>,
}

/// The API's environment variables, with another value for one of them.
fn config(authsignal: &FakeAuthsignal, other: Option<(&str, &str)>) -> ApiConfig {
    ApiConfig::read(|name| {
        if let Some((_, value)) = other.filter(|(other, _)| *other == name) {
            return Some(value.to_owned());
        }
        let value = match name {
            "AUTHSIGNAL_URL" => authsignal.url.as_str(),
            "AUTHSIGNAL_SECRET" => SECRET,
            "REDIRECT_URL" => "https://app.example.com/account/security",
            "USER_POOL_ID" => "eu-central-1_Example01",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap()
}

impl Stage {
    /// Sets up an API whose Authsignal gives these answers, and 500 to anything else; it knows the user's email address.
    pub(crate) async fn new<const N: usize>(answers: [(&'static str, u16, Value); N]) -> Self {
        let user = json!({"isEnrolled": true, "email": "ann@example.com"});
        let authsignal =
            FakeAuthsignal::start([(USER, 200, user)].into_iter().chain(answers)).await;
        let api = Api {
            config: config(&authsignal, None),
            authsignal: authsignal.client(),
            user_pool: unreachable_user_pool(),
        };
        Self {
            api,
            authsignal,
            cognito: None,
        }
    }

    /// Sets another environment variable for the API.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.api.config = config(&self.authsignal, Some((name, value)));
        self
    }

    /// Gives the API a user pool that can be reached.
    pub(crate) fn with_cognito(mut self, cognito: FakeCognito) -> Self {
        self.api.user_pool = cognito.client();
        self.cognito = Some(cognito);
        self
    }

    /// What Cognito was asked.
    pub(crate) fn called(&self) -> Vec<Called> {
        self.cognito
            .as_ref()
            .map(FakeCognito::called)
            .unwrap_or_default()
    }

    /// The response a minute after the caller signed in.
    pub(crate) async fn run(&self, event: Value) -> Response {
        self.run_after(event, 60).await
    }

    /// The response so many seconds after the caller signed in.
    pub(crate) async fn run_after(&self, event: Value, seconds: u64) -> Response {
        let now = Duration::from_secs(SIGNED_IN_AT + seconds);
        let response = serde_json::to_value(handle(&self.api, event, now).await).unwrap();
        Response {
            status: response["statusCode"].as_u64().unwrap(),
            headers: response["headers"].clone(),
            body: response["body"]
                .as_str()
                .map_or(Value::Null, |body| serde_json::from_str(body).unwrap()),
        }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.authsignal.asked()
    }
}

/// A verified code by email.
pub(crate) fn email_otp() -> Value {
    json!({
        "userId": SUB, "userAuthenticatorId": "email-1", "verificationMethod": "EMAIL_OTP",
        "email": "ann@example.com", "createdAt": "2026-01-01T00:00:00.000Z",
        "verifiedAt": "2026-01-01T00:00:01.000Z", "lastVerifiedAt": "2026-02-01T00:00:00.000Z",
    })
}

/// A passkey, as the official SDK's types describe it.
pub(crate) fn passkey() -> Value {
    json!({
        "userId": SUB, "userAuthenticatorId": "passkey-1", "verificationMethod": "PASSKEY",
        "createdAt": "2026-01-02T00:00:00.000Z", "verifiedAt": "2026-01-02T00:00:00.000Z",
        "username": "ann@example.com", "displayName": "Ann",
        "webauthnCredential": {
            "credentialId": "Y3JlZGVudGlhbA", "deviceId": "device-1", "name": "Chrome on macOS",
            "aaguid": "fbfc3007-154e-4ecc-8c0b-6e020557d7bd",
            "aaguidMapping": {"name": "iCloud Keychain", "svgIconLight": "data:", "svgIconDark": "data:"},
            "credentialBackedUp": true, "credentialDeviceType": "multiDevice",
            "authenticatorAttachment": "platform", "parsedUserAgent": {"ua": "Mozilla/5.0"},
        },
    })
}
