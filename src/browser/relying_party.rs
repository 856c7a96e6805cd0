/// The relying parties that passkeys of this page may belong to (WebAuthn's RP ID): its host, and each domain above it.
/// Which one it is, is set at Authsignal. The browser itself refuses those that are no one's own, such as `co.uk`.
#[must_use]
pub fn possible_relying_parties() -> Vec<String> {
    let host = web_sys::window()
        .and_then(|window| window.location().hostname().ok())
        .unwrap_or_default();
    let mut domains = vec![host.clone()];
    let mut rest = host.as_str();
    while let Some((_, above)) = rest.split_once('.') {
        if above.contains('.') {
            domains.push(above.to_owned());
        }
        rest = above;
    }
    domains
}
