//! The routes that infra/template.yaml makes.

use serde_json::json;

use crate::support::{Stage, call};

const TEMPLATE: &str = include_str!("../../../infra/template.yaml");

/// The lines of each route's resource: everything indented deeper than its name.
fn routes() -> Vec<Vec<&'static str>> {
    let mut resources: Vec<Vec<&str>> = Vec::new();
    for line in TEMPLATE.lines() {
        if line.starts_with("    ") {
            resources.last_mut().unwrap().push(line.trim());
        } else {
            resources.push(Vec::new());
        }
    }
    resources.retain(|lines| lines.contains(&"Type: AWS::ApiGatewayV2::Route"));
    resources
}

fn key(route: &[&'static str]) -> &'static str {
    let mut keys = route
        .iter()
        .filter_map(|line| line.strip_prefix("RouteKey: "));
    keys.next().unwrap()
}

/// For people who are not signed in.
const OPEN: &str = "POST /sign-in/start";

#[tokio::test]
async fn every_route_is_known_and_wants_an_access_token_unless_it_is_for_signing_in() {
    let (open, routes): (Vec<_>, Vec<_>) =
        routes().into_iter().partition(|route| key(route) == OPEN);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].contains(&"AuthorizationType: NONE"), "{open:?}");
    let response = Stage::new([]).await.run(call(OPEN)).await;
    assert_eq!(response.refusal(), (400, "INVALID_REQUEST"));

    assert_eq!(routes.len(), 3, "{routes:?}");
    let stage = Stage::new([]).await;
    for route in routes {
        for line in [
            "AuthorizationType: JWT",
            "AuthorizerId: !Ref ApiAuthorizer",
            "AuthorizationScopes: [aws.cognito.signin.user.admin]",
        ] {
            assert!(route.contains(&line), "{line} is not in {route:?}");
        }
        let mut event = call(key(&route));
        event["pathParameters"] = json!({"id": "passkey-1"});
        let response = stage.run(event).await;
        assert_eq!(
            response.refusal(),
            (503, "AUTHSIGNAL_UNAVAILABLE"),
            "{route:?}"
        );
    }
}
