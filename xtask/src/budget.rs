//! The size budget of the site: `size-budget.json`, which says what each file may weigh.

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// Where the budget is.
const FILE: &str = "size-budget.json";

/// A built file and its sizes in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// Its path inside `dist/`.
    pub(crate) name: String,
    /// As it is.
    pub(crate) raw: u64,
    /// Compressed with brotli, quality 11.
    pub(crate) brotli: u64,
}

/// What files may weigh; sizes are bytes after brotli.
#[derive(Debug)]
pub(crate) struct Budget {
    entries: Vec<Entry>,
    /// What a first visit to the sign-in page may load in all.
    pub(crate) sign_in: u64,
    /// What all files may weigh together.
    pub(crate) everything: u64,
}

#[derive(Debug)]
struct Entry {
    kind: String,
    /// A name in which `*` stands for anything.
    pattern: String,
    brotli: u64,
    sign_in: SignIn,
}

/// What a first visit to the sign-in page loads of the files of one entry.
#[derive(Debug, Clone, Copy, PartialEq)]
enum SignIn {
    All,
    /// The largest stands for them all.
    One,
    Nothing,
}

impl Budget {
    /// Reads `size-budget.json`.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let path = workspace.path(FILE);
        let text =
            std::fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let wrong = |what: String| Failure::new(format!("{FILE} {what}"));
        let value: Value =
            serde_json::from_str(&text).map_err(|error| wrong(format!("is no JSON: {error}")))?;
        Self::parse(&value).map_err(wrong)
    }

    fn parse(value: &Value) -> std::result::Result<Self, String> {
        let number = |value: &Value, field: &str| {
            value[field]
                .as_u64()
                .ok_or_else(|| format!("lacks the number `{field}`"))
        };
        let text = |value: &Value, field: &str| {
            value[field]
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| format!("lacks the text `{field}` of a file"))
        };
        let files = value["files"].as_array().ok_or("lacks the list `files`")?;
        let entries = files.iter().map(|file| {
            Ok(Entry {
                kind: text(file, "kind")?,
                pattern: text(file, "name")?,
                brotli: number(file, "brotli")?,
                sign_in: match file["signIn"].as_str() {
                    Some("all") => SignIn::All,
                    Some("one") => SignIn::One,
                    None if file["signIn"].is_null() => SignIn::Nothing,
                    _ => {
                        return Err(
                            "says `signIn` of a file, but neither `all` nor `one`".to_owned()
                        );
                    }
                },
            })
        });
        Ok(Self {
            entries: entries.collect::<std::result::Result<_, String>>()?,
            sign_in: number(value, "signIn")?,
            everything: number(value, "everything")?,
        })
    }

    /// What a file may weigh, if that is known.
    pub(crate) fn of(&self, name: &str) -> Option<u64> {
        self.entry(name).map(|entry| entry.brotli)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| matches(&entry.pattern, name))
    }

    /// What a first visit to the sign-in page loads.
    pub(crate) fn sign_in_size(&self, files: &[File]) -> u64 {
        let sizes = |entry: &Entry| {
            let sizes = files
                .iter()
                .filter(|file| {
                    self.entry(&file.name)
                        .is_some_and(|own| std::ptr::eq(own, entry))
                })
                .map(|file| file.brotli);
            match entry.sign_in {
                SignIn::All => sizes.sum(),
                SignIn::One => sizes.max().unwrap_or_default(),
                SignIn::Nothing => 0,
            }
        };
        self.entries.iter().map(sizes).sum()
    }

    /// What is too heavy, or unknown; one sentence each.
    pub(crate) fn exceeded(&self, files: &[File]) -> Vec<String> {
        let mut found: Vec<String> = files
            .iter()
            .filter_map(|file| match self.entry(&file.name) {
                None => Some(format!(
                    "{} ({} bytes) has no budget",
                    file.name, file.brotli
                )),
                Some(entry) if file.brotli > entry.brotli => Some(format!(
                    "{} ({}) weighs {} bytes, {} more than its budget of {}",
                    file.name,
                    entry.kind,
                    file.brotli,
                    file.brotli - entry.brotli,
                    entry.brotli
                )),
                Some(_) => None,
            })
            .collect();
        let sums = [
            ("the sign-in page", self.sign_in_size(files), self.sign_in),
            ("everything", everything(files), self.everything),
        ];
        found.extend(
            sums.into_iter()
                .filter(|(_, size, budget)| size > budget)
                .map(|(what, size, budget)| {
                    format!(
                        "{what} weighs {size} bytes, {} more than its budget of {budget}",
                        size - budget
                    )
                }),
        );
        found
    }

    /// Fails where something is too heavy, and names it.
    pub(crate) fn check(&self, files: &[File]) -> Result<()> {
        let exceeded = self.exceeded(files);
        if exceeded.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "over the size budget:\n  {}",
            exceeded.join("\n  ")
        ))
        .why("people wait for every byte of the sign-in page before they can sign in")
        .fix(format!(
            "make it smaller, or say in {FILE} that it may weigh more, and in the commit why"
        )))
    }
}

/// The sum of all files after brotli.
pub(crate) fn everything(files: &[File]) -> u64 {
    files.iter().map(|file| file.brotli).sum()
}

/// Whether `name` is of this pattern, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => name.strip_prefix(head).is_some_and(|name| {
            name.char_indices()
                .map(|(at, _)| at)
                .chain([name.len()])
                .any(|at| name.get(at..).is_some_and(|name| matches(rest, name)))
        }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn budget() -> Budget {
        Budget::parse(&json!({
            "files": [
                {"kind": "wasm", "name": "app-*_bg.wasm", "brotli": 100, "signIn": "all"},
                {"kind": "messages", "name": "words/*.json", "brotli": 10, "signIn": "one"},
                {"kind": "later", "name": "chunk-*", "brotli": 50},
            ],
            "signIn": 105,
            "everything": 150,
        }))
        .unwrap()
    }

    fn file(name: &str, brotli: u64) -> File {
        File {
            name: name.to_owned(),
            raw: 0,
            brotli,
        }
    }

    #[test]
    fn names_match_with_whatever_hash_is_in_them() {
        assert!(matches("index.html", "index.html"));
        assert!(matches("latchkey-*_bg.wasm", "latchkey-0f_bg.wasm"));
        assert!(matches("*.js", "vendor/a.js"));
        assert!(matches("a*b*", "a-b"));
        assert!(!matches("index.html", "index.html.map"));
        assert!(!matches("latchkey-*.js", "latchkey-0f_bg.wasm"));
    }

    #[test]
    fn what_fits_passes_and_what_does_not_is_named() {
        let budget = budget();
        let mut files = vec![
            file("app-1_bg.wasm", 100),
            file("words/de.json", 5),
            file("words/ja.json", 3),
        ];
        // One language counts, and nothing that is loaded later.
        assert_eq!(budget.sign_in_size(&files), 105);
        assert!(budget.check(&files).is_ok());
        files.push(file("chunk-account-1.wasm", 51));
        let exceeded = budget.exceeded(&files);
        assert_eq!(exceeded.len(), 2, "{exceeded:?}");
        for words in ["chunk-account-1.wasm", "51", "50"] {
            assert!(
                exceeded.iter().any(|one| one.contains(words)),
                "{exceeded:?}"
            );
        }
        assert!(
            exceeded
                .iter()
                .any(|one| one.starts_with("everything weighs 159"))
        );
        files = vec![file("words/de.json", 6), file("app-1_bg.wasm", 100)];
        assert_eq!(budget.exceeded(&files).len(), 1);
    }

    #[test]
    fn a_file_without_a_budget_is_no_way_around_it() {
        assert!(budget().check(&[file("new.wasm", 1)]).is_err());
    }

    #[test]
    fn the_budget_of_this_site_can_be_read() {
        let budget = Budget::read(&Workspace::find().unwrap()).unwrap();
        for name in [
            "latchkey-0123456789abcdef_bg.wasm",
            "part-account-0123456789abcdef.wasm",
            "parts-0123456789abcdef.js",
        ] {
            assert!(budget.of(name).is_some(), "{name}");
        }
    }
}
