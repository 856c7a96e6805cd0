#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const LIST: &str = r#"{"authenticators": [
    {"id": "e1", "verificationMethod": "EMAIL_OTP", "verifiedAt": "2026-11-01T10:00:00Z", "email": "ada@example.com"},
    {"id": "p1", "verificationMethod": "PASSKEY", "createdAt": "2026-11-02T10:00:00Z",
     "verifiedAt": "2026-11-02T10:00:00Z", "lastVerifiedAt": "2026-11-20T10:00:00Z",
     "passkey": {"credentialId": "Y3JlZA", "aaguid": "bada5566-a7aa-401f-bd96-45619a55120d", "backedUp": true}},
    {"id": "n1", "verificationMethod": "PUSH", "phoneNumber": "+4930123456", "future": {"field": 1}}
]}"#;

fn authenticator(id: &str, method: VerificationMethod, verified: bool) -> UserAuthenticator {
    UserAuthenticator {
        id: id.to_owned(),
        method,
        created_at: None,
        verified_at: verified.then(|| "2026-11-01T10:00:00Z".to_owned()),
        last_verified_at: None,
        address: None,
        passkey: None,
        removable: None,
    }
}

#[test]
fn an_answer_of_the_api_is_read_and_what_is_new_in_it_kept_or_left() {
    let list = read_authenticators(LIST).unwrap();
    let [email, passkey, unknown] = list.as_slice() else {
        unreachable!("three are listed");
    };
    assert_eq!(email.method, VerificationMethod::EmailOtp);
    assert_eq!(email.address.as_deref(), Some("ada@example.com"));
    assert!(email.is_verified() && !email.is_passkey());
    assert!(passkey.is_passkey());
    assert_eq!(passkey.created_at.as_deref(), Some("2026-11-02T10:00:00Z"));
    let details = passkey.passkey.as_ref().unwrap();
    assert_eq!(details.credential_id, "Y3JlZA");
    assert_eq!(details.name.as_deref(), Some("1Password"));
    assert_eq!(unknown.method, VerificationMethod::Other("PUSH".to_owned()));
    assert_eq!(unknown.address.as_deref(), Some("+4930123456"));
    assert!(!unknown.is_verified());
}

#[test]
fn a_passkeys_own_name_goes_before_its_providers() {
    let name = |fields: &str| {
        let json = format!(
            r#"{{"authenticators": [{{"id": "p", "verificationMethod": "PASSKEY", "passkey": {{"credentialId": "c"{fields}}}}}]}}"#
        );
        let mut list = read_authenticators(&json).unwrap();
        list.remove(0).passkey.unwrap().name
    };
    let aaguid = r#", "aaguid": "bada5566-a7aa-401f-bd96-45619a55120d""#;
    assert_eq!(
        name(&format!(
            r#", "name": "My key", "providerName": "P"{aaguid}"#
        )),
        Some("My key".to_owned())
    );
    assert_eq!(
        name(&format!(r#", "name": " ", "providerName": "P"{aaguid}"#)),
        Some("P".to_owned())
    );
    assert_eq!(name(aaguid), Some("1Password".to_owned()));
    assert_eq!(
        name(r#", "aaguid": "00000000-0000-0000-0000-000000000000""#),
        None
    );
}

#[test]
fn what_is_no_list_is_none() {
    for bad in [
        "",
        "[]",
        "null",
        "{}",
        r#"{"authenticators": {}}"#,
        r#"{"authenticators": [{"id": "x"}]}"#,
        r#"{"authenticators": [{"verificationMethod": "PASSKEY"}]}"#,
        r#"{"authenticators": [{"id": "", "verificationMethod": "PASSKEY"}]}"#,
        r#"{"authenticators": ["p1"]}"#,
    ] {
        assert_eq!(read_authenticators(bad), None, "{bad}");
    }
    assert_eq!(
        read_authenticators(r#"{"authenticators": []}"#),
        Some(Vec::new())
    );
}

#[test]
fn the_account_keeps_what_it_depends_on() {
    use VerificationMethod::{EmailMagicLink, EmailOtp, Passkey, Sms};
    let email = authenticator("e", EmailOtp, true);
    let link = authenticator("l", EmailMagicLink, true);
    let first = authenticator("p1", Passkey, true);
    let second = authenticator("p2", Passkey, true);
    let all = [email.clone(), link.clone(), first.clone(), second.clone()];
    assert_eq!(email.removal(&all), Removal::Impossible);
    assert_eq!(link.removal(&all), Removal::Impossible);
    assert_eq!(first.removal(&all), Removal::Allowed);
    let all = [email, first.clone()];
    assert_eq!(first.removal(&all), Removal::LastPasskey);
    let unproved = authenticator("s", Sms, false);
    assert_eq!(
        first.removal(&[first.clone(), unproved]),
        Removal::Impossible
    );
    let sms = authenticator("s", Sms, true);
    assert_eq!(sms.removal(&[sms.clone(), second]), Removal::Allowed);
}

#[test]
fn the_api_knows_better_what_the_account_depends_on() {
    let json = r#"{"authenticators": [
        {"id": "e", "verificationMethod": "EMAIL_OTP", "verifiedAt": "x", "removable": true},
        {"id": "s", "verificationMethod": "SMS", "verifiedAt": "x", "removable": false},
        {"id": "p", "verificationMethod": "PASSKEY", "verifiedAt": "x", "removable": true},
        {"id": "l", "verificationMethod": "EMAIL_MAGIC_LINK", "verifiedAt": "x", "removable": "yes"}
    ]}"#;
    let all = read_authenticators(json).unwrap();
    let removals: Vec<_> = all.iter().map(|each| each.removal(&all)).collect();
    assert_eq!(
        removals,
        [
            Removal::Allowed,
            Removal::Impossible,
            Removal::LastPasskey,
            // No answer of the API: the oldest rule.
            Removal::Impossible,
        ]
    );
    // An answer may be older than the last removal.
    assert_eq!(all[0].removal(&all[..1]), Removal::Impossible);
}

#[test]
fn addresses_can_be_added_always_and_the_rest_once() {
    use NewFactor::{AuthenticatorApp, EmailAddress, EmailLink, PhoneNumber};
    let kinds = |methods: &[VerificationMethod], verified| {
        let all: Vec<_> = methods
            .iter()
            .map(|method| authenticator("x", method.clone(), verified))
            .collect();
        addable(&all).collect::<Vec<_>>()
    };
    let every = [AuthenticatorApp, PhoneNumber, EmailAddress, EmailLink];
    let addresses = [
        VerificationMethod::Passkey,
        VerificationMethod::EmailOtp,
        VerificationMethod::Sms,
        VerificationMethod::Whatsapp,
    ];
    assert_eq!(kinds(&addresses, true), every);
    let app = [VerificationMethod::AuthenticatorApp];
    assert_eq!(kinds(&app, true), [PhoneNumber, EmailAddress, EmailLink]);
    // One that was never proved may be begun anew.
    assert_eq!(kinds(&app, false), every);
    let link = [VerificationMethod::EmailMagicLink];
    assert_eq!(
        kinds(&link, true),
        [AuthenticatorApp, PhoneNumber, EmailAddress]
    );
}

#[test]
fn the_sdks_map_names_this_browsers_passkeys() {
    let map = r#"{"ada": ["a", 7, "b"], "bob": ["c"], "eve": "d"}"#;
    assert_eq!(read_device_passkeys(map, "ada"), ["a", "b"]);
    assert!(read_device_passkeys(map, "eve").is_empty());
    assert!(read_device_passkeys(map, "").is_empty());
    assert!(read_device_passkeys("[", "ada").is_empty());
}

#[test]
fn tokens_and_codes_are_read_and_secrets_do_not_print() {
    let token = EnrolmentToken::read(r#"{"token": "secret", "url": "https://x"}"#).unwrap();
    assert_eq!(token.expose(), "secret");
    assert!(!format!("{token:?}").contains("secret"));
    assert_eq!(EnrolmentToken::read(r#"{"token": ""}"#), None);
    assert_eq!(EnrolmentToken::read("[]"), None);
    assert_eq!(
        read_error_code(r#"{"code": "LAST_WAY_IN", "message": "m"}"#).as_deref(),
        Some("LAST_WAY_IN")
    );
    assert_eq!(read_error_code(r#"{"message": "Unauthorized"}"#), None);
    let printed = format!("{:?}", read_authenticators(LIST));
    assert!(!printed.contains("ada@") && !printed.contains("+49"));
}

proptest! {
    /// Whatever somebody in the middle answers, nothing breaks.
    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,200}", sub in ".{0,10}") {
        let _ = read_authenticators(&text);
        let _ = read_device_passkeys(&text, &sub);
        let _ = EnrolmentToken::read(&text);
        prop_assert_eq!(read_error_code(&text).is_some_and(|code| code.is_empty()), false);
    }

    /// Whoever is told that they may remove something keeps another way in.
    #[test]
    fn a_removal_always_leaves_a_way_in(
        kinds in prop::collection::vec((0..4_u8, any::<bool>(), any::<Option<bool>>()), 1..6),
    ) {
        let all: Vec<UserAuthenticator> = kinds
            .iter()
            .enumerate()
            .map(|(index, (kind, verified, removable))| {
                let method = match kind {
                    0 => VerificationMethod::EmailOtp,
                    1 => VerificationMethod::Passkey,
                    2 => VerificationMethod::Sms,
                    _ => VerificationMethod::Other("NEW".to_owned()),
                };
                UserAuthenticator {
                    removable: *removable,
                    ..authenticator(&index.to_string(), method, *verified)
                }
            })
            .collect();
        for target in &all {
            if target.removal(&all) != Removal::Impossible {
                let left = all.iter().filter(|other| other.id != target.id);
                prop_assert!(left.clone().any(UserAuthenticator::is_verified));
            }
        }
    }
}
