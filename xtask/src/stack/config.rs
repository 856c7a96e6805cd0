//! The app's config.json for a local stack.

use serde_json::{Map, Value, json};

use crate::failure::{Failure, Result};
use crate::stack::info::StackInfo;
use crate::stack::parameters::Parameters;

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

/// config.json for this stack: what the chosen `parameters` of the template mean for the app, and then `overrides`, applied
/// in order.
pub(crate) fn app_config(
    info: &StackInfo,
    parameters: &Parameters,
    overrides: &[Override],
) -> Result<Value> {
    let mut config = json!({
        MARK: "by cargo xtask, for the local stack; remove this line to keep your own changes",
        "cognito": {
            "region": info.region,
            "userPoolId": info.user_pool_id,
            "userPoolClientId": info.user_pool_client_id,
            "endpoint": info.endpoint,
        },
        "authsignal": {
            "tenantId": info.tenant_id,
            "baseUrl": info.authsignal_url,
        },
        "apiEndpoint": info.api_endpoint,
        "challengeMode": "popup",
    });
    for (name, value) in parameters.iter() {
        match name {
            "Usernames" => config["usernames"] = value.split("_and_").collect(),
            "SignUp" => config["signUp"] = value.into(),
            "SignUpConfirmation" => config["signUpConfirmation"] = value.into(),
            _ => {}
        }
    }
    for change in overrides {
        set(&mut config, change)?;
    }
    Ok(config)
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

    #[test]
    fn the_app_gets_what_it_needs_and_no_secret() {
        let info = StackInfo::example();
        let config = app_config(&info, &Parameters::default(), &[]).unwrap();
        assert_eq!(config["cognito"]["userPoolId"], "us-east-1_pool");
        assert_eq!(config["cognito"]["endpoint"], "http://localhost:4566");
        assert_eq!(config["authsignal"]["baseUrl"], "http://localhost:4567/v1");
        assert_eq!(config["apiEndpoint"], info.api_endpoint);
        assert!(!config.to_string().contains(&info.secret));
        assert!(is_generated(&config.to_string()));
    }

    #[test]
    fn overrides_reach_deep_make_objects_and_the_last_one_wins() {
        let changes = [
            change("challengeMode", json!("redirect")),
            change("brand.name", json!("Acme")),
            change("brand.radius", json!("4px")),
            change("challengeMode", json!("window")),
        ];
        let config = app_config(&StackInfo::example(), &Parameters::default(), &changes).unwrap();
        assert_eq!(config["challengeMode"], "window");
        assert_eq!(config["brand"], json!({"name": "Acme", "radius": "4px"}));
        assert_eq!(config["cognito"]["region"], "us-east-1");
    }

    #[test]
    fn the_app_follows_the_template_unless_it_is_told_otherwise() {
        let parameters = Parameters::parse(&[
            ("Usernames".to_owned(), json!("email_and_phone")),
            ("SignUp".to_owned(), json!("separate")),
            ("SignUpConfirmation".to_owned(), json!("cognito")),
            ("AccessTokenSeconds".to_owned(), json!(300)),
        ]);
        let told = |overrides: &[Override]| {
            let config = app_config(&StackInfo::example(), &parameters, overrides).unwrap();
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
        let plain = app_config(&StackInfo::example(), &Parameters::default(), &[]).unwrap();
        assert_eq!(plain.get("usernames"), None);
    }

    #[test]
    fn a_field_of_a_text_is_refused() {
        let refused = app_config(
            &StackInfo::example(),
            &Parameters::default(),
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
