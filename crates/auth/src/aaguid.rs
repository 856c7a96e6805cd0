//! Which provider made a passkey, for showing it to its owner.

/// Providers by AAGUID, of the community's list
/// (passkeydeveloper/passkey-authenticator-aaguids): the common ones, since each costs the browser some bytes.
const PROVIDERS: &[(&str, &str)] = &[
    (
        "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
        "Google Password Manager",
    ),
    ("adce0002-35bc-c60a-648b-0b25f1f05503", "Chrome on Mac"),
    ("b5397666-4885-aa6b-cebf-e52262a439a2", "Chromium Browser"),
    ("771b48fd-d3d4-4f74-9232-fc157ab0507a", "Edge on Mac"),
    ("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"),
    ("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "Windows Hello"),
    ("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"),
    (
        "d3452668-01fd-4c12-926c-83a4204853aa",
        "Microsoft Password Manager",
    ),
    ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "Apple Passwords"),
    (
        "dd4ec289-e01d-41c9-bb89-70fa845d4bf2",
        "iCloud Keychain (Managed)",
    ),
    ("53414d53-554e-4700-0000-000000000000", "Samsung Pass"),
    ("bada5566-a7aa-401f-bd96-45619a55120d", "1Password"),
    ("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"),
    ("531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"),
    ("f3809540-7f14-49c1-a8b3-8f813b225541", "Enpass"),
    ("fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"),
    ("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6", "Keeper"),
    ("b78a0a55-6ef8-d246-a042-ba0f6d55050c", "LastPass"),
    ("b84e4048-15dc-4dd0-8640-f4f60813c8af", "NordPass"),
    ("50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"),
    (
        "fa37f553-f9b6-4adb-ac53-8bbb57ebdf0d",
        "Norton Password Manager",
    ),
];

/// The name of the provider behind an AAGUID (a UUID with hyphens), where it is one of the common ones.
/// Anybody can claim any AAGUID: good for showing, not for deciding.
#[must_use]
pub fn provider_name(aaguid: &str) -> Option<&'static str> {
    PROVIDERS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(aaguid))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn known_makes_have_names_whatever_the_case() {
        assert_eq!(
            provider_name("BADA5566-A7AA-401F-BD96-45619A55120D"),
            Some("1Password")
        );
        assert_eq!(provider_name("00000000-0000-0000-0000-000000000000"), None);
        assert_eq!(provider_name(""), None);
    }

    #[test]
    fn each_entry_is_a_uuid_and_stands_once() {
        let unique: BTreeSet<&str> = PROVIDERS.iter().map(|(aaguid, _)| *aaguid).collect();
        assert_eq!(unique.len(), PROVIDERS.len());
        for (aaguid, name) in PROVIDERS {
            let lengths: Vec<usize> = aaguid.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{name}");
            assert!(
                aaguid
                    .chars()
                    .all(|c| c == '-' || matches!(c, '0'..='9' | 'a'..='f')),
                "{name}"
            );
        }
    }
}
