//! Pictures of every page and state, for people to look at: `docs/gallery/`.
//!
//! The end-to-end tests of accessibility visit them all anyway; where `LATCHKEY_GALLERY` names a folder, they take the
//! pictures, and list them in a file with a JSON object to a line.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::setup::fonts;
use crate::test::EndToEnd;
use crate::workspace::{Workspace, remove_folder, write_atomically};
use crate::{process, ui};

const FOLDER: &str = "docs/gallery";
const LIST: &str = "pictures.jsonl";

/// The tests that take pictures, by their modules.
const TESTS: [&str; 2] = ["accessibility_rules", "accessibility_states"];

/// The language whose pictures are in the folder itself; each other one has a folder in it.
const FIRST: &str = "en";

/// Says which pictures an index is of.
const INTRODUCTION: &str = "# Every page and state\n\n\
    On a phone (390 x 844) and a desktop (1280 x 800), in light and dark; made by `cargo xtask gallery`. Each of them is\n\
    checked with axe-core by the end-to-end tests, in every language.\n";

/// Pages in the order of the index, with their titles; what is at other addresses comes last.
const PAGES: [(&str, &str); 5] = [
    ("/sign-in", "Signing in"),
    ("/sign-up", "Creating an account"),
    ("/", "The home page"),
    ("/account/security", "Security of the account"),
    ("/callback", "Coming back from the pre-built UI"),
];
const ELSEWHERE: &str = "Elsewhere";

/// The command.
pub(crate) fn run(workspace: &Workspace, dist: Option<&Path>) -> Result<()> {
    let taken = workspace.path("target/gallery");
    remove_folder(&taken)?;
    let mut end_to_end = EndToEnd::start(workspace, dist)?;
    fonts::ensure(workspace)?;
    ui::step("the pages, one after the other");
    let mut tests = end_to_end.cargo(&["test", "-p", "e2e", "--test", "e2e", "--"])?;
    tests
        .args(TESTS)
        // It makes pages that are wrong.
        .args(["--skip", "what_breaks_a_rule"])
        .env("LATCHKEY_GALLERY", &taken);
    process::stream(&mut tests, "a page could not be visited").map_err(|failure| {
        failure
            .why("a gallery that lacks pages would hide what is wrong with them")
            .fix("correct what the failed test's words above name")
    })?;
    publish(&taken, &workspace.path(FOLDER))
}

/// Puts the pictures in the place of the earlier ones, with an index.
fn publish(taken: &Path, folder: &Path) -> Result<()> {
    let list = taken.join(LIST);
    let text =
        std::fs::read_to_string(&list).map_err(|error| Failure::io("read", &list, &error))?;
    let pictures = parse(&text)?;
    let indexes = indexes(&pictures)?;
    remove_folder(folder)?;
    for (file, index) in &indexes {
        let file = folder.join(file);
        let parent = file.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .map_err(|error| Failure::io("create the folder", parent, &error))?;
        write_atomically(&file, index)?;
    }
    let mut bytes = 0;
    for picture in &pictures {
        let target = folder.join(&picture.file);
        bytes += std::fs::copy(taken.join(&picture.file), &target)
            .map_err(|error| Failure::io("write", &target, &error))?;
    }
    ui::plain(&format!(
        "{} pictures, {} KB: {FOLDER}/README.md shows them all",
        pictures.len(),
        bytes / 1024
    ));
    Ok(())
}

#[derive(Debug, Clone, PartialEq)]
struct Picture {
    /// The test that took it.
    test: String,
    state: String,
    /// The page's path.
    path: String,
    language: String,
    device: String,
    scheme: String,
    file: String,
}

fn parse(list: &str) -> Result<Vec<Picture>> {
    let mut pictures = Vec::new();
    for line in list.lines() {
        let told: Value = serde_json::from_str(line)
            .map_err(|error| Failure::new(format!("{LIST} is not as expected: {error}")))?;
        let field = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        pictures.push(Picture {
            test: field("test"),
            state: field("state"),
            path: field("path"),
            language: field("language"),
            device: field("device"),
            scheme: field("scheme"),
            file: field("file"),
        });
    }
    // Tests run side by side; the order within one is that of a person's way.
    pictures.sort_by(|one, other| one.test.cmp(&other.test));
    Ok(pictures)
}

/// The pages that show them, by their files: that of the first language, which leads to those of the others.
fn indexes(pictures: &[Picture]) -> Result<Vec<(String, String)>> {
    let mut files: Vec<&str> = pictures
        .iter()
        .map(|picture| picture.file.as_str())
        .collect();
    files.sort_unstable();
    if let Some(pair) = files.windows(2).find(|pair| pair.first() == pair.last()) {
        return Err(
            Failure::new(format!("two states are called {}", pair.concat()))
                .fix("give states names of their own in tests/e2e"),
        );
    }
    let languages: BTreeSet<&str> = pictures
        .iter()
        .map(|picture| picture.language.as_str())
        .filter(|language| *language != FIRST)
        .collect();
    let mut first = format!("{INTRODUCTION}{}", by_page(&in_language(pictures, FIRST)));
    first.push_str("\n## In other languages\n\n");
    let mut indexes = Vec::new();
    for language in languages {
        first.push_str(&format!("- [{language}]({language}/README.md)\n"));
        let index = format!(
            "# Every page and state: {language}\n\n\
             On a phone, in light. [All there is](../README.md) is in English.\n{}",
            by_page(&in_language(pictures, language))
        );
        indexes.push((format!("{language}/README.md"), index));
    }
    indexes.push(("README.md".to_owned(), first));
    Ok(indexes)
}

fn in_language<'a>(pictures: &'a [Picture], language: &str) -> Vec<&'a Picture> {
    let all = pictures.iter();
    all.filter(|picture| picture.language == language).collect()
}

/// Pictures of one language, below headings.
fn by_page(pictures: &[&Picture]) -> String {
    let mut text = String::new();
    for (number, title) in PAGES
        .iter()
        .map(|(_, title)| *title)
        .chain([ELSEWHERE])
        .enumerate()
    {
        let here: Vec<&Picture> = pictures
            .iter()
            .copied()
            .filter(|picture| page(&picture.path) == number)
            .collect();
        if here.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {title}\n"));
        for states in here.chunk_by(|one, other| one.state == other.state) {
            let name = states.first().map(|one| capitalised(&one.state));
            text.push_str(&format!("\n### {}\n\n", name.unwrap_or_default()));
            text.extend(states.iter().map(|picture| image(picture)));
        }
    }
    text
}

/// The place of a path in [`PAGES`], or the one after them all.
fn page(path: &str) -> usize {
    let known = PAGES.iter().position(|(page, _)| *page == path);
    known.unwrap_or(PAGES.len())
}

fn image(picture: &Picture) -> String {
    let Picture {
        state,
        device,
        scheme,
        file,
        ..
    } = picture;
    // A language's index is beside its pictures.
    let file = file.rsplit('/').next().unwrap_or(file);
    let width = if device == "phone" { 150 } else { 300 };
    format!(
        "<a href=\"{file}\"><img src=\"{file}\" width=\"{width}\" alt=\"{}: {device}, {scheme}\"></a>\n",
        capitalised(state)
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(test: &str, state: &str, path: &str, device: &str, scheme: &str) -> String {
        let file = format!("{}-{device}-{scheme}.webp", state.replace(' ', "-"));
        json!({
            "test": test, "state": state, "path": path, "device": device, "scheme": scheme,
            "language": FIRST, "file": file,
        })
        .to_string()
    }

    fn headings(text: &str) -> Vec<&str> {
        text.lines().filter(|line| line.starts_with("##")).collect()
    }

    #[test]
    fn states_are_grouped_by_page_in_the_order_of_a_test() {
        let german = json!({
            "test": "rules::a", "state": "the form", "path": "/sign-in", "device": "phone",
            "scheme": "light", "language": "de", "file": "de/the-form.webp",
        });
        let list = [
            line("rules::b", "nowhere", "/no/such", "phone", "light"),
            line("rules::a", "the form", "/sign-in", "phone", "light"),
            german.to_string(),
            line("rules::b", "home", "/", "phone", "light"),
            line("rules::a", "the form", "/sign-in", "phone", "dark"),
            line("rules::a", "a code", "/sign-in", "phone", "light"),
        ]
        .join("\n");
        let indexes = indexes(&parse(&list).unwrap()).unwrap();
        let [(german, of_german), (first, of_first)] = &indexes[..] else {
            unreachable!("{indexes:?}");
        };
        assert_eq!([german, first], ["de/README.md", "README.md"]);
        assert_eq!(
            headings(of_first),
            [
                "## Signing in",
                "### The form",
                "### A code",
                "## The home page",
                "### Home",
                "## Elsewhere",
                "### Nowhere",
                "## In other languages",
            ]
        );
        assert_eq!(of_first.matches("<img ").count(), 5);
        assert!(of_first.contains("alt=\"The form: phone, dark\""));
        assert!(of_first.contains("[de](de/README.md)"));
        assert_eq!(headings(of_german), ["## Signing in", "### The form"]);
        assert!(of_german.contains("src=\"the-form.webp\""));
    }

    #[test]
    fn two_states_of_one_name_are_refused() {
        let list = line("a", "the form", "/sign-in", "phone", "light");
        let twice = parse(&format!("{list}\n{list}")).unwrap();
        assert!(indexes(&twice).is_err());
    }
}
