//! What the browser says about a ceremony (`CollectedClientData`, section 5.8.1).

use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{CeremonyError, Expected};

crate::model::wire_enum! {
    /// Kind of ceremony, with the spelling of `CollectedClientData.type`.
    Ceremony {
        Registration = "webauthn.create",
        Authentication = "webauthn.get",
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// Checks that the browser ran this very ceremony, on a page that may.
pub(super) fn check(
    json: &[u8],
    ceremony: Ceremony,
    expected: &Expected<'_>,
) -> Result<(), CeremonyError> {
    let data: ClientData = serde_json::from_slice(json)
        .map_err(|_| CeremonyError::Malformed("clientDataJSON is not as specified"))?;
    if data.ceremony != ceremony.as_str() {
        return Err(CeremonyError::Type);
    }
    let same_challenge = data
        .challenge
        .as_bytes()
        .ct_eq(expected.challenge.as_bytes());
    if !bool::from(same_challenge) {
        return Err(CeremonyError::ChallengeMismatch);
    }
    let party = &expected.relying_party;
    let allowed = |origin: &str| party.origins.iter().any(|one| is_covered(origin, one));
    let framed_origin = data.origin == party.framed_origin;
    if !framed_origin && !allowed(&data.origin) {
        return Err(CeremonyError::Origin(data.origin));
    }
    // A browser that does not name the page around the frame leaves nothing to check it by.
    match (data.cross_origin, data.top_origin) {
        (false, None) => Ok(()),
        (true, Some(top)) if framed_origin && allowed(&top) => Ok(()),
        _ => Err(CeremonyError::CrossOrigin),
    }
}

/// Whether `allowed` names `origin`, be it with `*` for any port.
fn is_covered(origin: &str, allowed: &str) -> bool {
    let Some(host) = allowed.strip_suffix(":*") else {
        return origin == allowed;
    };
    match origin.strip_prefix(host) {
        Some("") => true,
        Some(rest) => rest
            .strip_prefix(':')
            .is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_covered;

    #[test]
    fn an_origin_is_covered_by_itself_or_by_any_port() {
        let exact = "http://localhost:8080";
        assert!(is_covered(exact, exact));
        for other in [
            "http://localhost",
            "http://localhost:80801",
            "http://localhost:808",
        ] {
            assert!(!is_covered(other, exact), "{other}");
        }
        let any = "http://localhost:*";
        for port in ["http://localhost", "http://localhost:1", exact] {
            assert!(is_covered(port, any), "{port}");
        }
        for other in [
            "https://localhost:8080",
            "http://localhost.evil.test",
            "http://localhost:80@evil.test",
            "http://localhost:",
            "http://localhost:*",
            "http://a.localhost:1",
            "null",
        ] {
            assert!(!is_covered(other, any), "{other}");
        }
    }
}
