#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;

const EXAMPLE: &str = include_str!("../../../public/config.example.json");

fn with(change: impl FnOnce(&mut serde_json::Value)) -> Result<AppConfig, ConfigError> {
    let mut value: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
    change(&mut value);
    AppConfig::parse(&value.to_string())
}

fn problems<T: std::fmt::Debug>(result: Result<T, ConfigError>) -> Vec<String> {
    match result {
        Err(ConfigError::Fields(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("expected problems with fields, got {other:?}"),
    }
}

#[test]
fn the_example_is_valid_and_its_comments_are_ignored() {
    let config = AppConfig::parse(EXAMPLE).unwrap();
    assert_eq!(config.cognito.region, "eu-central-1");
    assert_eq!(
        config.authsignal.base_url.as_str(),
        "https://eu.api.authsignal.com/v1"
    );
    assert_eq!(
        config.api_endpoint.as_ref().map(WebUrl::as_str),
        Some("https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com")
    );
    assert_eq!(config.challenge_mode, ChallengeMode::Popup);
    assert_eq!(config.usernames, Usernames::Email);
    assert!(!config.username_lookup);
    assert_eq!(config.sign_up, SignUpMode::JustInTime);
    assert_eq!(config.authsignal.action, "cognitoAuth");
}

#[test]
fn the_words_for_the_ways_to_show_the_challenge_and_its_action() {
    for (word, mode) in [
        ("popup", ChallengeMode::Popup),
        ("redirect", ChallengeMode::Redirect),
        ("window", ChallengeMode::Window),
        ("embedded", ChallengeMode::Embedded),
    ] {
        let config = with(|value| {
            value["challengeMode"] = word.into();
            value["authsignal"]["action"] = "sign-in".into();
        });
        let config = config.unwrap();
        assert_eq!(config.challenge_mode, mode);
        assert_eq!(config.authsignal.action, "sign-in");
    }
    let absent = with(|value| {
        value["authsignal"]
            .as_object_mut()
            .unwrap()
            .remove("action");
    });
    assert_eq!(absent.unwrap().authsignal.action, "cognitoAuth");
}

#[test]
fn an_api_is_not_needed_and_may_be_on_this_machine() {
    let absent = with(|value| {
        value.as_object_mut().unwrap().remove("apiEndpoint");
    });
    assert_eq!(absent.unwrap().api_endpoint, None);
    let local = with(|value| value["apiEndpoint"] = "http://localhost:4566/_api/x1".into());
    let endpoint = local.unwrap().api_endpoint.unwrap();
    assert_eq!(
        (endpoint.origin(), endpoint.path()),
        ("http://localhost:4566", "/_api/x1")
    );
}

#[test]
fn the_endpoint_follows_from_the_region() {
    let config = with(|value| {
        value["cognito"].as_object_mut().unwrap().remove("endpoint");
    });
    assert_eq!(
        config.unwrap().cognito.endpoint.as_str(),
        "https://cognito-idp.eu-central-1.amazonaws.com/"
    );
}

#[test]
fn mode_and_brand_may_be_left_out() {
    let config = with(|value| {
        let root = value.as_object_mut().unwrap();
        root.remove("challengeMode");
        root.remove("brand");
    })
    .unwrap();
    assert_eq!(config.brand, Brand::default());
    assert_eq!(config.challenge_mode, ChallengeMode::Popup);
}

#[test]
fn all_problems_are_named_at_once() {
    assert_eq!(
        problems(AppConfig::parse(
            r#"{"cognito": {"region": 7}, "chalengeMode": "popup"}"#
        )),
        [
            "cognito.region must be an AWS region such as eu-central-1",
            "cognito.userPoolId is missing: it must be a user pool id such as eu-central-1_AbCdEfGhI",
            "cognito.userPoolClientId is missing: it must be an app client id: letters and digits",
            "authsignal is missing: it must be an object",
            "chalengeMode is not a field of config.json: is it misspelt?",
        ]
    );
}

#[test]
fn each_field_refuses_what_it_may_not_hold() {
    let cases: &[(&str, &str, serde_json::Value)] = &[
        ("/cognito", "region", "Frankfurt".into()),
        ("/cognito", "userPoolId", "eu-central-1".into()),
        ("/cognito", "userPoolId", "us-east-1_AbCdEfGhI".into()),
        ("/cognito", "userPoolClientId", "".into()),
        ("/cognito", "userPoolClientId", "abc/../def".into()),
        ("/cognito", "endpoint", "http://cognito.example.com/".into()),
        (
            "/cognito",
            "endpoint",
            "https://user:pass@example.com/".into(),
        ),
        ("/cognito", "endpoint", "javascript:alert(1)".into()),
        ("/authsignal", "tenantId", "a b".into()),
        (
            "/authsignal",
            "baseUrl",
            "https://api.authsignal.com".into(),
        ),
        (
            "/authsignal",
            "baseUrl",
            "https://api.authsignal.com/v1?x=1".into(),
        ),
        ("/authsignal", "action", "".into()),
        ("/authsignal", "action", "sign in/../x".into()),
        ("", "apiEndpoint", "".into()),
        ("", "apiEndpoint", "http://api.example.com".into()),
        ("", "apiEndpoint", "https://api.example.com/?stage=x".into()),
        ("", "challengeMode", "dialog".into()),
        ("", "usernames", "email".into()),
        ("", "usernames", serde_json::json!([])),
        ("", "usernames", serde_json::json!({})),
        ("", "usernames", serde_json::json!(["email", "email"])),
        ("", "usernames", serde_json::json!(["email", "name"])),
        ("", "usernames", serde_json::json!(["phone", 7])),
        ("", "usernameLookup", "true".into()),
        ("", "signUp", "open".into()),
        ("", "signUp", false.into()),
        ("", "signUpConfirmation", "cognito".into()),
        ("", "signUpConfirmation", "email".into()),
        ("", "brand", "blue".into()),
        ("/brand", "name", " ".into()),
        ("/brand", "logo", "https://example.com/logo.svg".into()),
        ("/brand", "logo", "//example.com/logo.svg".into()),
        ("/brand", "logo", "/a//b.svg".into()),
        (
            "/brand",
            "logoDark",
            "/a.svg 2x, //example.com/b.svg".into(),
        ),
        ("/brand", "logoHasName", "yes".into()),
        ("/brand", "termsUrl", "".into()),
        ("/brand", "termsUrl", "javascript:alert(1)".into()),
        ("/brand", "termsUrl", "//example.com/terms".into()),
        ("/brand", "termsUrl", "/\\example.com".into()),
        ("/brand", "termsUrl", "http://example.com/terms".into()),
        ("/brand", "privacyUrl", "https://me@example.com/".into()),
        ("/brand", "privacyUrl", "https://example.com/#x?y".into()),
        ("/brand", "support", "help@example.com".into()),
        ("/brand/support", "email", "help@example.com?bcc=x".into()),
        ("/brand/support", "email", "help".into()),
        ("/brand/support", "email", serde_json::Value::Null),
        ("/brand/support", "url", "https://example.com/help".into()),
        ("/brand", "color", "blue; background: url(//x)".into()),
        ("/brand", "colorDark", "#12345".into()),
        ("/brand", "radius", "90px".into()),
        ("/brand", "radius", "calc(1px)".into()),
        ("/brand", "font", "x; } body { display: none".into()),
        ("/brand", "font", "\"Inter".into()),
    ];
    for (parent, field, bad) in cases {
        let found = problems(with(|value| {
            value.pointer_mut(parent).unwrap()[field] = bad.clone()
        }));
        let path = format!("{parent}/{field}")
            .trim_start_matches('/')
            .replace('/', ".");
        assert_eq!(found.len(), 1, "{path} = {bad}: {found:?}");
        assert!(
            found[0].starts_with(&format!("{path} ")),
            "{path} = {bad}: {found:?}"
        );
    }
}

#[test]
fn the_brands_links_and_pictures() {
    let brand = with(|value| {
        value["brand"] = serde_json::json!({
            "logo": "/a.svg", "logoDark": "/b.svg", "logoHasName": true,
            "termsUrl": "https://example.com/terms#use", "privacyUrl": "/privacy.html",
            "support": {"url": "/"},
        });
    });
    let brand = brand.unwrap().brand;
    let logo = Logo {
        path: "/a.svg".to_owned(),
        dark: Some("/b.svg".to_owned()),
        has_name: true,
    };
    assert_eq!(brand.logo, Some(logo));
    let page = |page: &str| Some(Link::Page(page.to_owned()));
    assert_eq!(brand.terms, page("https://example.com/terms#use"));
    assert_eq!(brand.privacy, page("/privacy.html"));
    assert_eq!(brand.support, page("/"));
    let example = AppConfig::parse(EXAMPLE).unwrap().brand;
    let help = Link::Email("help@example.com".to_owned());
    assert_eq!(example.support, Some(help));
}

#[test]
fn what_belongs_to_a_logo_needs_one() {
    let without = with(|value| {
        value["brand"] = serde_json::json!({"logoDark": "/b.svg", "logoHasName": true});
    });
    assert_eq!(
        problems(without),
        [
            "brand.logoDark needs brand.logo",
            "brand.logoHasName needs brand.logo"
        ]
    );
}

#[test]
fn people_sign_in_with_what_is_listed() {
    for (listed, usernames) in [
        (serde_json::json!(["email"]), Usernames::Email),
        (serde_json::json!(["phone"]), Usernames::Phone),
        (
            serde_json::json!(["email", "phone"]),
            Usernames::EmailOrPhone,
        ),
        (
            serde_json::json!(["phone", "email"]),
            Usernames::EmailOrPhone,
        ),
        (serde_json::Value::Null, Usernames::Email),
    ] {
        let config = with(|value| value["usernames"] = listed.clone()).unwrap();
        assert_eq!(config.usernames, usernames, "{listed}");
        let has = |word| listed.as_array().is_none_or(|list| list.contains(&word));
        assert_eq!(config.usernames.email(), has("email".into()), "{listed}");
        assert_eq!(
            config.usernames.phone(),
            !listed.is_null() && has("phone".into()),
            "{listed}"
        );
    }
}

#[test]
fn looking_user_names_up_needs_an_api() {
    let lookup = |value: &mut serde_json::Value| value["usernameLookup"] = true.into();
    assert!(with(lookup).unwrap().username_lookup);
    let without = with(|value| {
        lookup(value);
        value.as_object_mut().unwrap().remove("apiEndpoint");
    });
    assert_eq!(
        problems(without),
        ["usernameLookup needs apiEndpoint: it is the API that looks user names up"]
    );
    let wrong = with(|value| {
        lookup(value);
        value["apiEndpoint"] = 7.into();
    });
    let wrong = problems(wrong);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("apiEndpoint must be"), "{wrong:?}");
}

#[test]
fn the_words_for_how_accounts_come_to_be() {
    let sign_up = |mode: Option<&str>, confirmation: Option<&str>| {
        with(|value| {
            value["signUp"] = mode.into();
            value["signUpConfirmation"] = confirmation.into();
        })
        .map(|config| config.sign_up)
    };
    let separate = SignUpMode::Separate;
    for (mode, confirmation, expected) in [
        (None, None, SignUpMode::JustInTime),
        (Some("just_in_time"), None, SignUpMode::JustInTime),
        (Some("closed"), None, SignUpMode::Closed),
        (
            Some("separate"),
            None,
            separate(SignUpConfirmation::Authsignal),
        ),
        (
            Some("separate"),
            Some("authsignal"),
            separate(SignUpConfirmation::Authsignal),
        ),
        (
            Some("separate"),
            Some("cognito"),
            separate(SignUpConfirmation::Cognito),
        ),
    ] {
        assert_eq!(sign_up(mode, confirmation), Ok(expected));
    }
    for mode in [None, Some("just_in_time"), Some("closed")] {
        for confirmation in ["authsignal", "cognito"] {
            assert_eq!(
                problems(sign_up(mode, Some(confirmation))),
                [
                    "signUpConfirmation is only for \"signUp\": \"separate\": remove it, or set signUp"
                ]
            );
        }
    }
    assert_eq!(
        problems(sign_up(Some("open"), Some("cognito"))),
        ["signUp must be \"just_in_time\" or \"separate\" or \"closed\""]
    );
}

#[test]
fn what_is_no_json_object_says_so() {
    for text in ["", "[]", "null", "<!doctype html>", "{\"cognito\":"] {
        let error = AppConfig::parse(text).unwrap_err();
        assert!(
            matches!(error, ConfigError::NotJson(_)),
            "{text}: {error:?}"
        );
    }
}

#[test]
fn urls_of_services_have_one_plain_form() {
    for good in [
        "https://example.com",
        "https://a-b.example.com:8443/x/v1",
        "http://localhost:4566/",
        "http://api.localhost:1",
        "http://127.0.0.1:80",
    ] {
        assert!(WebUrl::parse(good).is_some(), "{good}");
    }
    for bad in [
        "",
        "https://",
        "https:///x",
        "//example.com",
        "ftp://example.com",
        "HTTPS://example.com",
        "http://example.com",
        "http://localhost.example.com",
        "https://a b",
        "https://a..b",
        "https://-a.com",
        "https://example.com:0",
        "https://example.com:99999",
        "https://example.com:",
        "https://example.com?x",
        "https://example.com#x",
        "https://me@example.com",
        "https://example.com/../x",
        "https://example.com//x",
        "https://exämple.com",
        "https://[::1]/",
        "https://example.com/'x",
        "https://example.com; script-src *",
    ] {
        assert!(WebUrl::parse(bad).is_none(), "{bad}");
    }
    let url = WebUrl::parse("https://example.com:8443/x/v1").unwrap();
    assert_eq!(
        (url.origin(), url.path()),
        ("https://example.com:8443", "/x/v1")
    );
}
