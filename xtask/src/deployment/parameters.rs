//! Parameters of infra/template.yaml that someone chose.

use serde_json::{Map, Value};

/// Values by name; CloudFormation takes them as text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// From values as they were typed; the last one of a name wins.
    pub(crate) fn parse(given: &[(String, Value)]) -> Self {
        let mut parameters = Self::default();
        for (name, value) in given {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            parameters.0.retain(|(other, _)| other != name);
            parameters.0.push((name.clone(), text));
        }
        parameters
    }

    /// These, with `more` over them.
    pub(crate) fn with(&self, more: &Self) -> Self {
        let mut all = self.clone();
        all.0
            .retain(|(name, _)| !more.0.iter().any(|(other, _)| other == name));
        all.0.extend(more.0.iter().cloned());
        all
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Adds them to what is deployed.
    pub(crate) fn add_to(&self, deployed: &mut Map<String, Value>) {
        for (name, value) in self.iter() {
            deployed.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parameters(given: &[(&str, Value)]) -> Parameters {
        let given: Vec<(String, Value)> = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        Parameters::parse(&given)
    }

    #[test]
    fn numbers_become_text_and_the_last_one_wins() {
        let base = parameters(&[("Usernames", json!("email")), ("SignUp", json!("closed"))]);
        let more = parameters(&[
            ("Usernames", json!("phone")),
            ("Usernames", json!("email_and_phone")),
            ("AccessTokenSeconds", json!(300)),
        ]);
        let mut deployed = Map::new();
        base.with(&more).add_to(&mut deployed);
        assert_eq!(
            Value::Object(deployed),
            json!({"Usernames": "email_and_phone", "SignUp": "closed", "AccessTokenSeconds": "300"})
        );
    }
}
