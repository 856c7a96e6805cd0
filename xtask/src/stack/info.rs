//! What a running stack tells those who use it: stack.json.

use std::fmt;

use serde_json::{Value, json};

/// Where everything is.
#[derive(Clone, PartialEq)]
pub(crate) struct StackInfo {
    /// Cognito's URL, without a slash at the end.
    pub(crate) endpoint: String,
    /// AWS region.
    pub(crate) region: String,
    /// The user pool.
    pub(crate) user_pool_id: String,
    /// The app's client of the pool.
    pub(crate) user_pool_client_id: String,
    /// The stand-in's APIs; ends in `/v1`.
    pub(crate) authsignal_url: String,
    /// Authsignal tenant.
    pub(crate) tenant_id: String,
    /// The tenant's Server API secret; random per stack.
    pub(crate) secret: String,
    /// The page that shows sent messages.
    pub(crate) inbox_url: String,
    /// The HTTP API's URL, without a slash at the end.
    pub(crate) api_endpoint: String,
    /// The deployed site, with `--site`.
    pub(crate) site_url: Option<String>,
    /// Another deployment beside it, where signing up is a step of its own that Cognito confirms.
    pub(crate) separate: Option<Separate>,
}

/// A deployment in the same MiniStack, with the same tenant of Authsignal's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Separate {
    /// Its user pool.
    pub(crate) user_pool_id: String,
    /// The app's client of the pool.
    pub(crate) user_pool_client_id: String,
    /// Its HTTP API's URL, without a slash at the end.
    pub(crate) api_endpoint: String,
}

impl StackInfo {
    /// The content of stack.json.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "cognito": self.cognito(&self.user_pool_id, &self.user_pool_client_id),
            "authsignal": {
                "baseUrl": self.authsignal_url,
                "tenantId": self.tenant_id,
                "secret": self.secret,
            },
            "inboxUrl": self.inbox_url,
            "apiEndpoint": self.api_endpoint,
            "siteUrl": self.site_url,
            "separate": self.separate.as_ref().map(|separate| json!({
                "cognito": self.cognito(&separate.user_pool_id, &separate.user_pool_client_id),
                "apiEndpoint": separate.api_endpoint,
            })),
        })
    }

    fn cognito(&self, user_pool_id: &str, user_pool_client_id: &str) -> Value {
        json!({
            "endpoint": self.endpoint,
            "region": self.region,
            "userPoolId": user_pool_id,
            "userPoolClientId": user_pool_client_id,
        })
    }
}

impl fmt::Debug for StackInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.to_json();
        shown["authsignal"]["secret"] = json!("[redacted]");
        write!(f, "StackInfo {shown}")
    }
}

#[cfg(test)]
impl StackInfo {
    pub(crate) fn example() -> Self {
        Self {
            endpoint: "http://localhost:4566".into(),
            region: "us-east-1".into(),
            user_pool_id: "us-east-1_pool".into(),
            user_pool_client_id: "client".into(),
            authsignal_url: "http://localhost:4567/v1".into(),
            tenant_id: "latchkey-local".into(),
            secret: "very-secret".into(),
            inbox_url: "http://localhost:4567/inbox".into(),
            api_endpoint: "http://api1.execute-api.localhost:4566".into(),
            site_url: None,
            separate: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_null() {
        let told = StackInfo::example().to_json();
        assert!(told["siteUrl"].is_null());
        assert!(told["separate"].is_null());
        assert!(told.as_object().is_some_and(|fields| fields.len() == 6));
        assert_eq!(told["authsignal"]["secret"], "very-secret");
    }

    #[test]
    fn the_deployment_beside_it_is_described_alike() {
        let mut info = StackInfo::example();
        info.separate = Some(Separate {
            user_pool_id: "us-east-1_other".into(),
            user_pool_client_id: "other".into(),
            api_endpoint: "http://api2.execute-api.localhost:4566".into(),
        });
        assert_eq!(
            info.to_json()["separate"],
            json!({
                "cognito": {
                    "endpoint": "http://localhost:4566", "region": "us-east-1",
                    "userPoolId": "us-east-1_other", "userPoolClientId": "other",
                },
                "apiEndpoint": "http://api2.execute-api.localhost:4566",
            })
        );
    }

    #[test]
    fn debug_output_keeps_the_secret() {
        let shown = format!("{:?}", StackInfo::example());
        assert!(shown.contains("us-east-1_pool") && !shown.contains("very-secret"));
    }
}
