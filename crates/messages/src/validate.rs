//! What the build asks of the message files. Problems are said to translators, in plain words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::pattern::{Piece, Pieces};
use super::reader::{KeyHash, Reader};

/// The entries of a file, in their order.
pub(crate) type Entries<'a> = Vec<(&'a str, &'a str)>;

/// The arguments of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments<'a> {
    /// Those that stand for a text.
    pub(crate) texts: BTreeSet<&'a str>,
    /// Those that stand for a number.
    pub(crate) counts: BTreeSet<&'a str>,
}

/// The categories of whole numbers in a language, by CLDR; `many` of the Romance languages is for millions.
pub(crate) fn categories(tag: &str) -> &'static [&'static str] {
    match tag {
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        "fr" | "es" | "pt-BR" => &["one", "many", "other"],
        "ja" => &["other"],
        _ => &["one", "other"],
    }
}

/// Reads a file.
pub(crate) fn read<'a>(name: &str, file: &'a str) -> Result<Entries<'a>, String> {
    Reader::new(file)
        .collect::<Result<_, _>>()
        .map_err(|problem| {
            let before = file.get(..problem.at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            format!("{name}, line {line}: {}.", problem.reason)
        })
}

/// The arguments of a text, or why it is none.
pub(crate) fn arguments(text: &str) -> Result<Arguments<'_>, String> {
    let mut found = Arguments::default();
    for piece in Pieces::new(text) {
        match piece? {
            Piece::Text(_) => {}
            Piece::Argument(name) => {
                found.texts.insert(name);
            }
            Piece::Plural(name, forms) => {
                found.counts.insert(name);
                for form in forms {
                    form?;
                }
            }
        }
    }
    Ok(found)
}

/// Everything that is wrong with one file, given English's entries.
pub(crate) fn problems(tag: &str, entries: &Entries<'_>, english: &Entries<'_>) -> Vec<String> {
    let name = format!("{tag}.json");
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (key, text) in entries {
        if !seen.insert(*key) {
            problems.push(format!("{name}: {key} stands there twice."));
        }
        let wanted = english.iter().find(|(other, _)| other == key);
        match wanted {
            None => problems.push(format!("{name}: {key} is not in en.json. Remove it.")),
            Some((_, wanted)) => {
                let found = text_problems(tag, text, wanted);
                problems.extend(found.into_iter().map(|it| format!("{name}: {key}: {it}")));
            }
        }
    }
    for (key, text) in english {
        if !seen.contains(key) {
            problems.push(format!(
                "{name}: {key} is missing. In English it says: {text}"
            ));
        }
    }
    if problems.is_empty() {
        let order = entries.iter().zip(english);
        if let Some(((found, _), (wanted, _))) = order.into_iter().find(|((a, _), (b, _))| a != b) {
            problems.push(format!(
                "{name}: the keys are in another order than in en.json: {found} stands where {wanted} belongs."
            ));
        }
    }
    problems
}

fn text_problems(tag: &str, text: &str, english: &str) -> Vec<String> {
    if text.trim().is_empty() {
        return vec!["the text is empty.".to_owned()];
    }
    if text.trim() != text {
        return vec!["the text begins or ends with a space.".to_owned()];
    }
    let (own, wanted) = match (arguments(text), arguments(english)) {
        (Ok(own), Ok(wanted)) => (own, wanted),
        (Err(reason), _) => return vec![format!("{reason}.")],
        (_, Err(_)) => return Vec::new(),
    };
    let mut problems = Vec::new();
    if own != wanted {
        let list = |arguments: &Arguments<'_>| {
            let all: Vec<_> = arguments.texts.iter().chain(&arguments.counts).collect();
            format!("{all:?}")
        };
        problems.push(format!(
            "the arguments are {}, in en.json they are {}.",
            list(&own),
            list(&wanted)
        ));
    }
    for piece in Pieces::new(text).flatten() {
        if let Piece::Plural(name, forms) = piece {
            let found: Vec<_> = forms.flatten().map(|(category, _)| category).collect();
            let needed = categories(tag);
            for category in needed.iter().filter(|it| !found.contains(it)) {
                problems.push(format!(
                    "{{{name}, plural, …}} lacks the form {category:?}."
                ));
            }
            for category in found.iter().filter(|it| !needed.contains(it)) {
                problems.push(format!(
                    "{{{name}, plural, …}} has the form {category:?}, which this language does not use."
                ));
            }
        }
    }
    problems
}

/// The Rust code of the keys. `load_failed` are the keys of the texts for a page that could not load its messages, which
/// are compiled in for each of `files`.
pub(crate) fn code(
    english: &Entries<'_>,
    files: &[Entries<'_>],
    load_failed: &[&str],
) -> Result<String, String> {
    let mut code = String::new();
    let hash = english
        .iter()
        .fold(KeyHash::new(), |hash, (key, _)| hash.with(key));
    let _ = writeln!(
        code,
        "pub(crate) const KEYS: usize = {};\npub(crate) const KEY_HASH: u32 = {};",
        english.len(),
        hash.value()
    );
    for (position, (key, text)) in english.iter().enumerate() {
        let arguments = arguments(text).map_err(|reason| format!("en.json: {key}: {reason}."))?;
        write_key(&mut code, position, key, text, &arguments)?;
    }
    let _ = writeln!(
        code,
        "/// What there is to say when no message file could be loaded, by language in the order of \
         [`crate::Language::ALL`]: {load_failed:?}.\npub const LOAD_FAILED: [[&str; {}]; {}] = [",
        load_failed.len(),
        files.len()
    );
    for file in files {
        let text = |wanted: &&str| {
            let found = file.iter().find(|(key, _)| key == wanted);
            found.map(|(_, text)| *text).unwrap_or_default()
        };
        let texts: Vec<_> = load_failed.iter().map(text).collect();
        let _ = writeln!(code, "    {texts:?},");
    }
    code.push_str("];\n");
    Ok(code)
}

fn write_key(
    code: &mut String,
    position: usize,
    key: &str,
    text: &str,
    arguments: &Arguments<'_>,
) -> Result<(), String> {
    let well_formed = key.split('.').all(|part| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !well_formed {
        return Err(format!(
            "en.json: {key} is no key: two words or more, as in signIn.title."
        ));
    }
    let name = snake_case(key);
    let constant = name.to_ascii_uppercase();
    let names: BTreeSet<_> = arguments.texts.union(&arguments.counts).collect();
    if names.len() != arguments.texts.len() + arguments.counts.len() {
        return Err(format!(
            "en.json: {key}: an argument is either text or number."
        ));
    }
    let doc = format!("/// `{}`", text.replace('`', "'"));
    if names.is_empty() {
        let _ = writeln!(
            code,
            "{doc}\npub const {constant}: Message = Message({position});"
        );
        return Ok(());
    }
    if arguments.counts.is_empty() && arguments.texts.len() == 1 {
        let _ = writeln!(
            code,
            "{doc}\npub const {constant}: Split = Split(Message({position}));"
        );
    }
    let _ = write!(code, "{doc}\n#[must_use]\npub fn {name}(catalog: &Catalog");
    for name in &names {
        let kind = match arguments.texts.contains(*name) {
            true => "&str",
            false => "Count<'_>",
        };
        let _ = write!(code, ", {}: {kind}", snake_case(name));
    }
    let _ = write!(
        code,
        ") -> String {{\n    catalog.fill(Message({position}), &["
    );
    for name in &names {
        let kind = match arguments.texts.contains(*name) {
            true => "Text",
            false => "Count",
        };
        let _ = write!(code, "({name:?}, Argument::{kind}({})), ", snake_case(name));
    }
    code.push_str("])\n}\n");
    Ok(())
}

fn snake_case(key: &str) -> String {
    let mut name = String::new();
    for letter in key.chars() {
        match letter {
            '.' => name.push('_'),
            'A'..='Z' => {
                name.push('_');
                name.push(letter.to_ascii_lowercase());
            }
            _ => name.push(letter),
        }
    }
    name
}
