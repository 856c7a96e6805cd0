//! The app's config.json for a deployment.

use serde_json::{Map, Value, json};

use crate::deployment::branding::Branding;
use crate::failure::{Failure, Result};
use crate::process;
use crate::workspace::Workspace;

/// Marks a config.json that this program wrote and may overwrite. The app ignores keys with a `$`.
pub(crate) const MARK: &str = "$generated";

/// One `--set key=value`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Override {
    /// The field, outermost name first.
    pub(crate) path: Vec<String>,
    /// What it shall be.
    pub(crate) value: Value,
}

/// What the app has to know of a deployment.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    /// AWS region.
    pub(crate) region: &'a str,
    /// The user pool.
    pub(crate) user_pool_id: &'a str,
    /// The app's client of the pool.
    pub(crate) user_pool_client_id: &'a str,
    /// Where Cognito is, where that is not the region's own address.
    pub(crate) endpoint: Option<&'a str>,
    /// Authsignal's API; ends in `/v1`.
    pub(crate) authsignal_url: &'a str,
    /// Authsignal's tenant; none where the settings name it.
    pub(crate) tenant_id: Option<&'a str>,
    /// The HTTP API's URL.
    pub(crate) api_endpoint: &'a str,
}

/// config.json for a deployment: what the template's `parameters` mean for the app, and then `overrides`, applied in order.
pub(crate) fn app_config<'a>(
    facts: &Facts,
    parameters: impl Iterator<Item = (&'a str, &'a str)>,
    overrides: &[Override],
) -> Result<Value> {
    let mut config = json!({
        "cognito": {
            "region": facts.region,
            "userPoolId": facts.user_pool_id,
            "userPoolClientId": facts.user_pool_client_id,
        },
        "authsignal": {"baseUrl": facts.authsignal_url},
        "apiEndpoint": facts.api_endpoint,
        "challengeMode": "popup",
    });
    if let Some(endpoint) = facts.endpoint {
        config["cognito"]["endpoint"] = endpoint.into();
    }
    if let Some(tenant) = facts.tenant_id {
        config["authsignal"]["tenantId"] = tenant.into();
    }
    for (name, value) in parameters {
        match name {
            "AuthsignalAction" => config["authsignal"]["action"] = value.into(),
            "Usernames" => config["usernames"] = value.split("_and_").collect(),
            "SignUp" => config["signUp"] = value.into(),
            // Said only where accounts are made apart from signing in.
            "SignUpConfirmation" if value != "authsignal" => {
                config["signUpConfirmation"] = value.into();
            }
            _ => {}
        }
    }
    for change in overrides {
        set(&mut config, change)?;
    }
    Ok(config)
}

/// Says in it that it was made by this program, which may replace it.
pub(crate) fn mark(mut config: Value) -> Value {
    config[MARK] =
        "by cargo xtask, for the local stack; remove this line to keep your own changes".into();
    config
}

/// Fails where the app could not use it; tells what it says of the brand.
pub(crate) fn check(workspace: &Workspace, config: &Value) -> Result<Branding> {
    let mut cargo = workspace.command("cargo");
    cargo.args(["run", "--quiet", "--package", "xtask", "--example"]);
    cargo.arg("check-config").arg(config.to_string());
    let found = workspace.path("target/run/check-config.json");
    cargo.arg(&found);
    let log = workspace.log("check-config");
    process::logged(&mut cargo, "checking config.json", &log).map_err(|failure| {
        let told = process::tail(&log, 1);
        let failure = match told.is_empty() {
            true => failure.log(&log),
            false => Failure::new(told),
        };
        failure
            .why("people would see that the app is not configured")
            .fix("the README describes every field of config.json")
    })?;
    let text =
        std::fs::read_to_string(&found).map_err(|error| Failure::io("read", &found, &error))?;
    let told = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("{} is no JSON: {error}", found.display())))?;
    Ok(Branding::parse(&told))
}

fn set(config: &mut Value, change: &Override) -> Result<()> {
    let mut place = config;
    for name in &change.path {
        let fields = place.as_object_mut().ok_or_else(|| {
            Failure::new(format!(
                "--set {}: `{name}` would be a field of something that has none",
                change.path.join(".")
            ))
        })?;
        place = fields
            .entry(name)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    *place = change.value.clone();
    Ok(())
}

/// Whether a config.json was written by this program: it may be replaced, and never be published.
pub(crate) fn is_generated(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|config| config.get(MARK).is_some())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn change(path: &str, value: Value) -> Override {
        Override {
            path: path.split('.').map(str::to_owned).collect(),
            value,
        }
    }

    const FACTS: Facts = Facts {
        region: "us-east-1",
        user_pool_id: "us-east-1_pool",
        user_pool_client_id: "client",
        endpoint: None,
        authsignal_url: "https://api.authsignal.com/v1",
        tenant_id: None,
        api_endpoint: "https://api1.execute-api.us-east-1.amazonaws.com",
    };

    fn made(parameters: &[(&str, &str)], overrides: &[Override]) -> Value {
        app_config(&FACTS, parameters.iter().copied(), overrides).unwrap()
    }

    #[test]
    fn the_app_can_use_it_once_the_settings_name_the_tenant() {
        let parses = |config: Value| config::AppConfig::parse(&config.to_string());
        let told = parses(made(&[], &[])).unwrap_err().to_string();
        assert!(told.contains("authsignal.tenantId"), "{told}");
        let tenant = change("authsignal.tenantId", json!("tenant"));
        for parameters in [
            &[][..],
            &[("SignUp", "closed"), ("SignUpConfirmation", "authsignal")],
            &[("SignUp", "separate"), ("SignUpConfirmation", "cognito")],
            &[("Usernames", "phone"), ("AuthsignalAction", "signIn")],
        ] {
            let config = made(parameters, std::slice::from_ref(&tenant));
            assert!(!is_generated(&config.to_string()));
            parses(config).unwrap();
        }
    }

    #[test]
    fn overrides_reach_deep_make_objects_and_the_last_one_wins() {
        let changes = [
            change("challengeMode", json!("redirect")),
            change("brand.name", json!("Acme")),
            change("brand.radius", json!("4px")),
            change("challengeMode", json!("window")),
        ];
        let config = made(&[], &changes);
        assert_eq!(config["challengeMode"], "window");
        assert_eq!(config["brand"], json!({"name": "Acme", "radius": "4px"}));
        assert_eq!(config["cognito"]["region"], "us-east-1");
    }

    #[test]
    fn the_app_follows_the_template_unless_it_is_told_otherwise() {
        let parameters = [
            ("Usernames", "email_and_phone"),
            ("SignUp", "separate"),
            ("SignUpConfirmation", "cognito"),
            ("AccessTokenSeconds", "300"),
        ];
        let told = |overrides: &[Override]| {
            let config = made(&parameters, overrides);
            json!([
                config["usernames"],
                config["signUp"],
                config["signUpConfirmation"]
            ])
        };
        assert_eq!(
            told(&[]),
            json!([["email", "phone"], "separate", "cognito"])
        );
        assert_eq!(
            told(&[change("usernames", json!(["email"]))]),
            json!([["email"], "separate", "cognito"])
        );
        let plain = made(&[], &[]);
        assert_eq!(plain.get("usernames"), None);
    }

    #[test]
    fn a_field_of_a_text_is_refused() {
        let refused = app_config(
            &FACTS,
            std::iter::empty(),
            &[change("challengeMode.deep", json!(1))],
        );
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("challengeMode.deep")
        );
    }

    #[test]
    fn a_hand_written_file_is_not_ours() {
        assert!(!is_generated(r#"{"cognito":{}}"#));
        assert!(!is_generated("half a file"));
    }
}
