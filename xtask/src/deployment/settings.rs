//! The settings of a deployment: `deploy.json`, and what `--set` says over it.

use std::path::Path;

use serde_json::{Map, Value};

use crate::deployment::app_config::Override;
use crate::deployment::parameters::Parameters;
use crate::failure::{Failure, Result};

/// The template's parameter that is a secret, and the environment variable that holds it instead of the file.
pub(crate) const SECRET: &str = "AuthsignalSecret";
const SECRET_VARIABLE: &str = "AUTHSIGNAL_SECRET";

const FORM: &str = r#"it is a JSON object: {"parameters": {"<of infra/template.yaml>": "..."}, "config": {<fields of config.json>}, "codeBucket": "<optional>"}"#;

/// What somebody chose for a deployment.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Parameters of the template, without the secret.
    pub(crate) parameters: Parameters,
    /// Fields of config.json.
    pub(crate) fields: Vec<Override>,
    /// The bucket with the code.
    pub(crate) code_bucket: Option<String>,
}

impl Settings {
    /// Reads a settings file, and puts `overrides` over it.
    pub(crate) fn read(file: &Path, overrides: &[Override]) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            Failure::io("read", file, &error)
                .why("it says what is deployed, and how")
                .fix(FORM)
        })?;
        Self::parse(&text)
            .and_then(|settings| settings.with(overrides))
            .map_err(|failure| failure.why(format!("{} is not usable", file.display())))
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = |what: String| Failure::new(what).fix(FORM);
        let value: Value =
            serde_json::from_str(text).map_err(|error| wrong(format!("not JSON: {error}")))?;
        let Value::Object(fields) = value else {
            return Err(wrong("not a JSON object".to_owned()));
        };
        let mut settings = Self::default();
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("parameters", Value::Object(parameters)) => {
                    let given: Vec<(String, Value)> = without_comments(parameters).collect();
                    if let Some((name, _)) = given
                        .iter()
                        .find(|(_, value)| value.is_object() || value.is_array() || value.is_null())
                    {
                        return Err(wrong(format!("parameters.{name} is no text or number")));
                    }
                    settings.parameters = Parameters::parse(&given);
                }
                ("config", Value::Object(config)) => leaves(&config, &[], &mut settings.fields),
                ("codeBucket", Value::String(bucket)) => settings.code_bucket = Some(bucket),
                (name, _) if name.starts_with('$') => {}
                (name @ ("parameters" | "config" | "codeBucket"), _) => {
                    return Err(wrong(format!("`{name}` has the wrong form")));
                }
                (name, _) => return Err(wrong(format!("`{name}` is not known"))),
            }
        }
        Ok(settings)
    }

    /// These, with `overrides` over them. A secret on the command line would be as open as one in a file.
    fn with(mut self, overrides: &[Override]) -> Result<Self> {
        let (parameters, fields) = split(overrides)?;
        self.parameters = self.parameters.with(&parameters);
        self.fields.extend(fields);
        if self.parameters.iter().any(|(name, _)| name == SECRET) {
            return Err(Failure::new(format!("{SECRET} is among the settings"))
                .why("files and command lines are read by others, and copied")
                .fix(format!(
                    "put the secret into the environment variable {SECRET_VARIABLE}, or into AWS Secrets Manager and its ARN into the parameter AuthsignalSecretArn"
                )));
        }
        Ok(self)
    }

    /// The parameters as they are deployed, with the secret of the environment where no other is named.
    pub(crate) fn deployed(&self) -> Result<Map<String, Value>> {
        self.deployed_with(std::env::var(SECRET_VARIABLE).ok())
    }

    fn deployed_with(&self, secret: Option<String>) -> Result<Map<String, Value>> {
        let mut deployed = Map::new();
        self.parameters.add_to(&mut deployed);
        let named = deployed
            .get("AuthsignalSecretArn")
            .is_some_and(|arn| arn != "");
        let secret = secret.filter(|secret| !secret.is_empty());
        match (named, secret) {
            (true, _) => {}
            (false, Some(secret)) => {
                deployed.insert(SECRET.to_owned(), secret.into());
            }
            (false, None) => {
                return Err(Failure::new("Authsignal's secret is nowhere to be found")
                    .why("the triggers ask Authsignal who is signing in, with the tenant's Server API secret key")
                    .fix(format!(
                        "put it into the environment variable {SECRET_VARIABLE}, or into AWS Secrets Manager and its ARN into the parameter AuthsignalSecretArn"
                    )));
            }
        }
        Ok(deployed)
    }
}

/// The template's parameters, whose names begin with a capital letter, and the fields of config.json.
pub(crate) fn split(overrides: &[Override]) -> Result<(Parameters, Vec<Override>)> {
    let mut parameters = Vec::new();
    let mut fields = Vec::new();
    for change in overrides {
        match &change.path[..] {
            [name, rest @ ..] if name.starts_with(|letter: char| letter.is_ascii_uppercase()) => {
                if !rest.is_empty() || change.value.is_object() || change.value.is_array() {
                    return Err(Failure::new(format!(
                        "--set {}: a parameter of the template is one text or number",
                        change.path.join(".")
                    )));
                }
                parameters.push((name.clone(), change.value.clone()));
            }
            _ => fields.push(change.clone()),
        }
    }
    Ok((Parameters::parse(&parameters), fields))
}

fn without_comments(fields: Map<String, Value>) -> impl Iterator<Item = (String, Value)> {
    fields
        .into_iter()
        .filter(|(name, _)| !name.starts_with('$'))
}

/// Each value that is no object, by its path.
fn leaves(fields: &Map<String, Value>, above: &[String], found: &mut Vec<Override>) {
    for (name, value) in fields.iter().filter(|(name, _)| !name.starts_with('$')) {
        let path: Vec<String> = above.iter().cloned().chain([name.clone()]).collect();
        match value {
            Value::Object(inner) => leaves(inner, &path, found),
            value => found.push(Override {
                path,
                value: value.clone(),
            }),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(path: &str, value: Value) -> Override {
        Override {
            path: path.split('.').map(str::to_owned).collect(),
            value,
        }
    }

    #[test]
    fn a_file_has_parameters_and_fields_of_the_configuration() {
        let settings = Settings::parse(
            r#"{"$comment": "x", "parameters": {"$why": "y", "SignUp": "closed", "AccessTokenSeconds": 300},
                "config": {"authsignal": {"tenantId": "t"}, "brand": {"name": "Acme"}}, "codeBucket": "mine"}"#,
        )
        .unwrap();
        let told: Vec<(&str, &str)> = settings.parameters.iter().collect();
        assert_eq!(told, [("AccessTokenSeconds", "300"), ("SignUp", "closed")]);
        assert_eq!(
            settings.fields,
            [
                change("authsignal.tenantId", json!("t")),
                change("brand.name", json!("Acme"))
            ]
        );
        assert_eq!(settings.code_bucket.as_deref(), Some("mine"));
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        for (text, named) in [
            ("{", "JSON"),
            ("[]", "object"),
            (r#"{"parameter": {}}"#, "`parameter`"),
            (r#"{"parameters": []}"#, "`parameters`"),
            (r#"{"codeBucket": 1}"#, "`codeBucket`"),
            (r#"{"parameters": {"SignUp": ["closed"]}}"#, "SignUp"),
        ] {
            let failure = Settings::parse(text).unwrap_err();
            assert!(failure.to_string().contains(named), "{failure}");
        }
    }

    #[test]
    fn the_command_line_goes_over_the_file() {
        let settings =
            Settings::parse(r#"{"parameters": {"SignUp": "closed"}, "config": {"a": 1}}"#)
                .unwrap()
                .with(&[change("SignUp", json!("separate")), change("a", json!(2))])
                .unwrap();
        let told: Vec<(&str, &str)> = settings.parameters.iter().collect();
        assert_eq!(told, [("SignUp", "separate")]);
        assert_eq!(settings.fields.last(), Some(&change("a", json!(2))));
    }

    #[test]
    fn a_secret_in_the_file_or_on_the_command_line_is_refused_and_not_repeated() {
        let file = Settings::parse(r#"{"parameters": {"AuthsignalSecret": "hush"}}"#).unwrap();
        let line = Settings::default();
        for failure in [
            file.with(&[]).unwrap_err(),
            line.with(&[change(SECRET, json!("hush"))]).unwrap_err(),
        ] {
            assert!(failure.to_string().contains(SECRET));
            assert!(!format!("{failure:?}").contains("hush"));
        }
    }

    #[test]
    fn the_secret_comes_from_the_environment_or_from_secrets_manager() {
        let plain = Settings::default();
        let deployed = plain.deployed_with(Some("hush".to_owned())).unwrap();
        assert_eq!(deployed[SECRET], "hush");
        for nothing in [None, Some(String::new())] {
            assert!(plain.deployed_with(nothing).is_err());
        }
        let named = Settings::parse(r#"{"parameters": {"AuthsignalSecretArn": "arn:x"}}"#).unwrap();
        let deployed = named.deployed_with(Some("hush".to_owned())).unwrap();
        assert_eq!(deployed.get(SECRET), None);
    }

    #[test]
    fn capitals_are_the_templates() {
        let (parameters, fields) = split(&[
            change("Usernames", json!("phone")),
            change("usernames", json!(["phone"])),
            change("brand.Name", json!("Acme")),
        ])
        .unwrap();
        assert_eq!(
            parameters.iter().collect::<Vec<_>>(),
            [("Usernames", "phone")]
        );
        assert_eq!(fields.len(), 2);
        for (path, value) in [
            ("Usernames.email", json!(true)),
            ("Usernames", json!(["email"])),
        ] {
            let failure = split(&[change(path, value)]).unwrap_err();
            assert!(failure.to_string().contains("Usernames"));
        }
    }
}
