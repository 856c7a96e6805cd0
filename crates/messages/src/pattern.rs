//! Texts with arguments, in the part of ICU MessageFormat that these files use: `{name}`, and
//! `{name, plural, one {# code} other {# codes}}`, where `#` is the number. Plurals hold plain text only.

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// What stands there as it is.
    Text(&'a str),
    /// The place of an argument, by its name.
    Argument(&'a str),
    /// The place of a number, by its name, and how its forms are written.
    Plural(&'a str, Forms<'a>),
}

/// The forms of a plural, as `one {# code} other {# codes}`. Goes through them: category and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forms<'a>(&'a str);

/// Goes through the parts of a text. It ends after the first problem.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<'a>(&'a str);

impl<'a> Pieces<'a> {
    /// The parts of `text`.
    #[must_use]
    pub(crate) const fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0;
        if text.is_empty() {
            return None;
        }
        let (plain, rest) = split_at(text, text.find('{'));
        if !plain.is_empty() {
            self.0 = rest;
            return Some(match plain.contains('}') {
                true => Err("a } without its {"),
                false => Ok(Piece::Text(plain)),
            });
        }
        let Some((inner, after)) = braced(rest) else {
            self.0 = "";
            return Some(Err("a { without its }"));
        };
        self.0 = after;
        Some(placeholder(inner))
    }
}

fn placeholder(inner: &str) -> Result<Piece<'_>, &'static str> {
    let Some((name, rest)) = inner.split_once(',') else {
        let name = inner.trim_ascii();
        return match is_name(name) {
            true => Ok(Piece::Argument(name)),
            false => Err("an argument's name has letters only, as in {address}"),
        };
    };
    let name = name.trim_ascii();
    match rest.split_once(',') {
        Some((kind, forms)) if kind.trim_ascii() == "plural" && is_name(name) => {
            Ok(Piece::Plural(name, Forms(forms)))
        }
        _ => Err("the only kind of argument is plural, as in {count, plural, other {# codes}}"),
    }
}

impl<'a> Iterator for Forms<'a> {
    type Item = Result<(&'a str, &'a str), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_ascii();
        if text.is_empty() {
            return None;
        }
        self.0 = "";
        let (category, rest) = split_at(text, text.find('{'));
        let Some((form, after)) = braced(rest) else {
            return Some(Err("a plural's form lacks its braces"));
        };
        self.0 = after;
        Some(match form.contains(['{', '}']) {
            true => Err("a plural's form holds plain text and # only"),
            false => Ok((category.trim_ascii(), form)),
        })
    }
}

/// What stands in the braces that `text` begins with, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let mut depth = 1_u32;
    for (index, mark) in inner.char_indices() {
        match mark {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((inner.get(..index)?, inner.get(index + 1..)?));
        }
    }
    None
}

fn split_at(text: &str, index: Option<usize>) -> (&str, &str) {
    text.split_at(index.unwrap_or(text.len()))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}
