use proptest::prelude::*;

use super::{ClientId, Endpoint, InvalidEndpoint};

#[test]
fn regions_have_their_endpoints() {
    for (region, url) in [
        ("us-east-1", "https://cognito-idp.us-east-1.amazonaws.com/"),
        (
            "us-gov-west-1",
            "https://cognito-idp.us-gov-west-1.amazonaws.com/",
        ),
        (
            "cn-north-1",
            "https://cognito-idp.cn-north-1.amazonaws.com.cn/",
        ),
        (
            "eusc-de-east-1",
            "https://cognito-idp.eusc-de-east-1.amazonaws.eu/",
        ),
    ] {
        assert_eq!(Endpoint::for_region(region).unwrap().as_str(), url);
    }
}

#[test]
fn what_is_no_region_is_refused() {
    for region in [
        "",
        "us",
        "us-east",
        "US-EAST-1",
        "us-east-1 ",
        "us-east-1.evil.example",
        "us_east_1",
        "us-east-1/",
        "-us-east-1",
        "us--1",
        "us-east-1@evil",
        "1-2-3",
    ] {
        assert_eq!(
            Endpoint::for_region(region),
            Err(InvalidEndpoint::Region),
            "{region}"
        );
    }
}

#[test]
fn own_endpoints_are_origins() {
    for (url, endpoint) in [
        ("https://auth.example.com", "https://auth.example.com/"),
        ("https://auth.example.com/", "https://auth.example.com/"),
        (
            "https://auth.example.com:8443",
            "https://auth.example.com:8443/",
        ),
        ("http://localhost:4566", "http://localhost:4566/"),
        (
            "http://stack.localhost:4566/",
            "http://stack.localhost:4566/",
        ),
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566/"),
        ("http://[::1]:4566", "http://[::1]:4566/"),
    ] {
        assert_eq!(Endpoint::from_url(url).unwrap().as_str(), endpoint);
    }
}

#[test]
fn tokens_never_travel_in_the_clear() {
    for url in [
        "http://example.com",
        "http://localhost.evil.example",
        "http://evillocalhost",
        "http://127.0.0.2",
        "http://10.0.0.1:4566",
        "http://[::2]",
        "ftp://localhost",
        "//localhost",
        "localhost:4566",
        "",
        "javascript:alert(1)",
        "HTTP://localhost",
    ] {
        assert_eq!(
            Endpoint::from_url(url),
            Err(InvalidEndpoint::Scheme),
            "{url}"
        );
    }
}

#[test]
fn more_than_an_origin_is_refused() {
    for url in [
        "https://",
        "https:///",
        "https://a/b",
        "https://a?b",
        "https://a#b",
        "https://u:p@a",
        "https://u@a",
        "https://a:",
        "https://a:0",
        "https://a:99999",
        "https://a:+80",
        "https://a b",
        "https://a..b",
        "https://.a",
        "https://a\\b",
        "https://a\n",
        "https://[::1",
        "https://[evil]",
        "https://[::1]x",
        "https://ex\u{e4}mple.com",
        "http://localhost:80@evil.example",
    ] {
        assert_eq!(
            Endpoint::from_url(url),
            Err(InvalidEndpoint::Origin),
            "{url:?}"
        );
    }
}

#[test]
fn client_ids_have_the_shape_of_the_api() {
    for id in ["5j3v9l1q0example7k2m4n6p8r", "a", "A_+9", &"x".repeat(128)] {
        assert_eq!(ClientId::new(id).unwrap().as_str(), id);
    }
    for id in ["", "a b", "a-b", "\u{e9}", "a\"", &"x".repeat(129)] {
        assert!(ClientId::new(id).is_err(), "{id}");
    }
}

proptest! {
    #[test]
    fn an_accepted_endpoint_is_safe(url in "https?://[a-z0-9.:/@\\[\\]#?\\\\ -]{0,24}") {
        if let Ok(endpoint) = Endpoint::from_url(&url) {
            let text = endpoint.as_str();
            prop_assert!(!text.contains(['@', '#', '?', '\\', ' ']));
            prop_assert_eq!(text.matches('/').count(), 3);
            prop_assert!(text.ends_with('/'));
        }
    }
}
