//! What is said to the API about which name Cognito knows a person by (`POST /sign-in/start`), where that is
//! neither an email address nor a phone number.
//!
//! The API answers for everybody, with a made-up name for those whom it does not know.

use serde::Serialize;
use serde_json::Value;

use crate::Username;
use crate::json;

/// Longest user name that Cognito takes, in characters.
const MOST_CHARACTERS: usize = 128;

#[derive(Serialize)]
struct Form<'a> {
    username: &'a str,
}

/// The request's body.
#[must_use]
pub fn lookup_request(username: &Username) -> String {
    json::write(&Form {
        username: username.as_str(),
    })
}

/// The name in the answer's body; none if it is no such answer, or no name.
#[must_use]
pub fn read_lookup(body: &str) -> Option<Username> {
    let answer: Value = serde_json::from_str(body).ok()?;
    let name = answer.get("username")?.as_str()?;
    let valid = !name.is_empty()
        && name.chars().count() <= MOST_CHARACTERS
        && !name.contains(char::is_control);
    valid.then(|| Username::named_by_cognito(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    #[test]
    fn the_request_names_the_person_as_they_typed() {
        let ada = Username::from_email("a\"da@example.com").unwrap();
        assert_eq!(lookup_request(&ada), r#"{"username":"a\"da@example.com"}"#);
    }

    #[test]
    fn only_a_name_is_taken_for_one() {
        let name = |json: &str| read_lookup(json).map(|name| name.as_str().to_owned());
        let uuid = "c3b4a8f2-10a1-70c5-4d7e-5a0e5b9f6c11";
        assert_eq!(
            name(&format!(r#"{{"username":"{uuid}","more":1}}"#)).as_deref(),
            Some(uuid)
        );
        let longest = "ü".repeat(128);
        assert!(name(&json!({"username": longest}).to_string()).is_some());
        for bad in [
            json!({"username": ""}),
            json!({"username": "a".repeat(129)}),
            json!({"username": "a\nb"}),
            json!({"username": 7}),
            json!({"username": null}),
            json!({"name": "a"}),
            json!(["a"]),
            json!("a"),
        ] {
            assert_eq!(name(&bad.to_string()), None, "{bad}");
        }
        for bad in ["", "<!doctype html>", r#"{"username":"a""#] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }
}
