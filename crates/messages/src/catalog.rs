//! The texts of one language.

use thiserror::Error;

use crate::key::{KEY_HASH, KEYS};
use crate::language::Language;
use crate::pattern::{Piece, Pieces};
use crate::reader::{KeyHash, Reader};

/// A text without arguments: its position in the message files. There is one constant for each in [`crate::key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message(pub(crate) u16);

/// A text with one argument that something else than text takes the place of, as a link. There is one constant for
/// each in [`crate::key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split(pub(crate) Message);

/// Which form of a plural a number takes in a language (CLDR's categories, as `Intl.PluralRules` names them).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count<'a> {
    /// The number.
    pub number: u64,
    /// `zero`, `one`, `two`, `few`, `many` or `other`.
    pub category: &'a str,
}

/// What takes the place of an argument.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    Text(&'a str),
    Count(Count<'a>),
}

/// The texts of one language, by their positions.
#[derive(Clone, Debug)]
pub struct Catalog {
    language: Language,
    texts: Vec<&'static str>,
}

/// Why a message file cannot be used.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CatalogError {
    /// It has other keys than this build: the site was deployed anew since the page was loaded, or before all of it was
    /// cached. Loading the page again mends it.
    #[error("the messages are of another build")]
    OtherBuild,
    /// It is no message file. The operator looks at what the site serves.
    #[error("the messages cannot be read (at byte {0})")]
    Broken(usize),
}

/// Set the direction of what they enclose by its first letter (FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE).
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

impl Catalog {
    /// Reads a message file, which lives as long as the page.
    ///
    /// # Errors
    /// [`CatalogError`].
    pub fn parse(language: Language, file: &'static str) -> Result<Self, CatalogError> {
        let mut texts = Vec::with_capacity(KEYS);
        let mut hash = KeyHash::new();
        for entry in Reader::new(file) {
            let (key, text) = entry.map_err(|problem| CatalogError::Broken(problem.at))?;
            hash = hash.with(key);
            texts.push(text);
        }
        if hash.value() != KEY_HASH {
            return Err(CatalogError::OtherBuild);
        }
        Ok(Self { language, texts })
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A text.
    #[must_use]
    pub fn text(&self, message: Message) -> &'static str {
        self.texts
            .get(usize::from(message.0))
            .copied()
            .unwrap_or_default()
    }

    /// What stands before the argument, and behind it.
    #[must_use]
    pub fn around(&self, split: Split) -> [&'static str; 2] {
        let text = self.text(split.0);
        let (before, rest) = text.split_once('{').unwrap_or((text, ""));
        let (_, after) = rest.split_once('}').unwrap_or_default();
        [before, after]
    }

    pub(crate) fn fill(&self, message: Message, arguments: &[(&str, Argument<'_>)]) -> String {
        let argument = |wanted: &str| {
            let found = arguments.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, argument)| *argument)
        };
        let isolates = self.language.direction() == "rtl";
        let mut filled = String::new();
        // The build made sure that there are no problems.
        for piece in Pieces::new(self.text(message)).flatten() {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Argument(name) => {
                    if let Some(Argument::Text(text)) = argument(name) {
                        let [open, close] = ISOLATE;
                        if isolates {
                            filled.push(open);
                        }
                        filled.push_str(text);
                        if isolates {
                            filled.push(close);
                        }
                    }
                }
                Piece::Plural(name, forms) => {
                    if let Some(Argument::Count(count)) = argument(name) {
                        let form = |category: &str| {
                            let mut forms = forms.flatten();
                            forms.find(|(name, _)| *name == category)
                        };
                        if let Some((_, form)) = form(count.category).or_else(|| form("other")) {
                            filled.push_str(&form.replace('#', &count.number.to_string()));
                        }
                    }
                }
            }
        }
        filled
    }
}
