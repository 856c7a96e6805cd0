//! Pictures of every page and state, for people to look at: `docs/gallery/`.
//!
//! The end-to-end tests of accessibility visit them all anyway; where `LATCHKEY_GALLERY` names a folder, they take the
//! pictures, and list them in a file with a JSON object to a line.

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
const TESTS: [&str; 3] = ["accessibility_rules", "accessibility_states", LANGUAGES];
const LANGUAGES: &str = "languages_shown";

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
    let index = index(&pictures)?;
    remove_folder(folder)?;
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::io("create the folder", folder, &error))?;
    let mut bytes = 0;
    for picture in &pictures {
        let target = folder.join(&picture.file);
        bytes += std::fs::copy(taken.join(&picture.file), &target)
            .map_err(|error| Failure::io("write", &target, &error))?;
    }
    write_atomically(&folder.join("README.md"), &index)?;
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
    // Colours are the same in every language.
    pictures.retain(|picture| !picture.test.starts_with(LANGUAGES) || picture.scheme == "light");
    // Tests run side by side; the order within one is that of a person's way.
    pictures.sort_by(|one, other| one.test.cmp(&other.test));
    Ok(pictures)
}

/// The page that shows them.
fn index(pictures: &[Picture]) -> Result<String> {
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
    let (languages, states): (Vec<&Picture>, Vec<&Picture>) = pictures
        .iter()
        .partition(|picture| picture.test.starts_with(LANGUAGES));
    let mut text = String::from(
        "# Every page and state\n\n\
         On a phone (390 x 844) and a desktop (1280 x 800), in light and dark; made by `cargo xtask gallery`. Each of them is\n\
         checked with axe-core by the end-to-end tests.\n",
    );
    for (number, title) in PAGES
        .iter()
        .map(|(_, title)| *title)
        .chain([ELSEWHERE])
        .enumerate()
    {
        let here: Vec<&Picture> = states
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
    text.push_str(&by_language(&languages));
    Ok(text)
}

/// The place of a path in [`PAGES`], or the one after them all.
fn page(path: &str) -> usize {
    let known = PAGES.iter().position(|(page, _)| *page == path);
    known.unwrap_or(PAGES.len())
}

fn by_language(pictures: &[&Picture]) -> String {
    let mut text = String::from("\n## Languages\n");
    for shown in pictures.chunk_by(|one, other| one.language == other.language) {
        let Some(first) = shown.first() else { continue };
        text.push_str(&format!("\n### {}\n\n", first.language));
        text.extend(shown.iter().map(|picture| image(picture)));
    }
    text
}

fn image(picture: &Picture) -> String {
    let Picture {
        state,
        device,
        scheme,
        file,
        ..
    } = picture;
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
            "language": "en", "file": file,
        })
        .to_string()
    }

    #[test]
    fn states_are_grouped_by_page_in_the_order_of_a_test() {
        let list = [
            line("rules::b", "nowhere", "/no/such", "phone", "light"),
            line("rules::a", "the form", "/sign-in", "phone", "light"),
            line("rules::b", "home", "/", "phone", "light"),
            line("rules::a", "the form", "/sign-in", "phone", "dark"),
            line("rules::a", "a code", "/sign-in", "phone", "light"),
            line(
                "languages_shown::c",
                "the form, en",
                "/sign-in",
                "phone",
                "light",
            ),
        ]
        .join("\n");
        let text = index(&parse(&list).unwrap()).unwrap();
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("##")).collect();
        assert_eq!(
            headings,
            [
                "## Signing in",
                "### The form",
                "### A code",
                "## The home page",
                "### Home",
                "## Elsewhere",
                "### Nowhere",
                "## Languages",
                "### en",
            ]
        );
        assert_eq!(text.matches("<img ").count(), 6);
        assert!(text.contains("alt=\"The form: phone, dark\""));
    }

    #[test]
    fn two_states_of_one_name_are_refused() {
        let list = line("a", "the form", "/sign-in", "phone", "light");
        let twice = parse(&format!("{list}\n{list}")).unwrap();
        assert!(index(&twice).is_err());
    }
}
