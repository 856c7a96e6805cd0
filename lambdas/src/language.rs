//! The language of an account, as Authsignal takes it.

/// The locale code of a language tag such as `pt-BR`; none for what is no tag. Anybody chooses their account's language,
/// and Authsignal ignores what it does not support.
pub(crate) fn code(tag: &str) -> Option<String> {
    let parts = tag.split('-');
    let well_formed = tag.len() <= 12
        && parts
            .into_iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    well_formed.then(|| tag.to_ascii_lowercase())
}

/// The address of a pre-built UI without the language that `track` put there.
pub(crate) fn without_locale(url: &str) -> String {
    let Some((page, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let kept: Vec<_> = query
        .split('&')
        .filter(|parameter| !parameter.starts_with("locale="))
        .collect();
    format!("{page}?{}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_codes_and_nothing_else_does() {
        assert_eq!(code("pt-BR").as_deref(), Some("pt-br"));
        assert_eq!(code("de").as_deref(), Some("de"));
        for odd in ["", "-", "de_AT", "de&x=1", "de\n", "averyveryverylongtag"] {
            assert_eq!(code(odd), None, "{odd}");
        }
    }

    #[test]
    fn only_the_language_leaves_the_address() {
        for (before, after) in [
            (
                "https://mfa.example/c?token=t&locale=de",
                "https://mfa.example/c?token=t",
            ),
            (
                "https://mfa.example/c?locale=de&token=t",
                "https://mfa.example/c?token=t",
            ),
            (
                "https://mfa.example/c?token=t",
                "https://mfa.example/c?token=t",
            ),
            ("https://mfa.example/c", "https://mfa.example/c"),
        ] {
            assert_eq!(without_locale(before), after);
        }
    }
}
