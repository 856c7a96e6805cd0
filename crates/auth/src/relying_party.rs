/// The relying parties that passkeys of a page on `host` may belong to (WebAuthn's RP ID): the host, and each domain
/// above it that has a dot. Which one it is, is set at Authsignal. Browsers refuse those that are no one's own, such as
/// `co.uk`.
#[must_use]
pub fn possible_relying_parties(host: &str) -> Vec<&str> {
    let mut domains = vec![host];
    let is_address = host.ends_with(|c: char| c.is_ascii_digit()) || host.ends_with(']');
    let mut rest = host;
    while let Some((_, above)) = rest.split_once('.').filter(|_| !is_address) {
        if above.contains('.') {
            domains.push(above);
        }
        rest = above;
    }
    domains
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_may_be_of_the_host_or_of_a_domain_above_it() {
        for (host, expected) in [
            ("localhost", &["localhost"][..]),
            ("example.com", &["example.com"]),
            (
                "login.eu.example.com",
                &["login.eu.example.com", "eu.example.com", "example.com"],
            ),
            ("127.0.0.1", &["127.0.0.1"]),
            ("[::1]", &["[::1]"]),
            ("", &[""]),
        ] {
            assert_eq!(possible_relying_parties(host), expected, "{host}");
        }
    }
}
