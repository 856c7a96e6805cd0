//! Brings the texts of a language into the page.

use auth::ChallengeUrl;
use messages::{Catalog, Language};

use crate::browser::language::{self, MessagesError};
use crate::words;

/// The texts of a language, fetched where they were not before.
///
/// # Errors
/// [`MessagesError`].
pub async fn load(language: Language) -> Result<&'static Catalog, MessagesError> {
    match words::loaded(language) {
        Some(catalog) => Ok(catalog),
        None => language::fetch_messages(language).await,
    }
}

/// Shows the page in the language of `catalog` from now on.
pub fn speak(catalog: &'static Catalog) {
    // The document first: what follows the texts reads it.
    language::apply(catalog.language());
    words::speak(catalog);
}

/// The pre-built UI in the language of the page. By itself it takes the browser's, so it is told another one only.
#[must_use]
pub fn of_page(url: &ChallengeUrl) -> ChallengeUrl {
    let language = words::language_now();
    if language == language::of_browser() {
        return url.clone();
    }
    url.in_language(language.tag())
}
