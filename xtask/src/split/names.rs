//! File names that change with the content, for files that name each other.

use super::{LOADER, MAIN, hex};

/// The digits of a hash in a name: as many as Trunk's.
const DIGITS: usize = 16;

/// A module in parts, as the tools leave it.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// The script between the page and the main part; imports the loader.
    pub(super) glue: String,
    /// The script that fetches the other parts; imports the glue.
    pub(super) loader: String,
    /// The part that the page starts.
    pub(super) main: Vec<u8>,
    /// The other parts by the tool's names: `split_<part>.wasm`, and `chunk_<number>.wasm` for what several parts share.
    pub(super) modules: Vec<(String, Vec<u8>)>,
    /// The loader as the tool wrote it: says in comments which parts share a chunk.
    pub(super) told: String,
}

/// A file of the site.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// All files under their names.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) glue: Named,
    pub(super) loader: Named,
    pub(super) main: Named,
    modules: Vec<Named>,
}

impl Site {
    /// Names and contents.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        [&self.glue, &self.loader, &self.main]
            .into_iter()
            .chain(&self.modules)
            .map(|file| (file.name.as_str(), file.content.as_slice()))
    }
}

/// Names the files, and mends what they say about each other.
pub(super) fn name(parts: Parts) -> Result<Site, String> {
    let main = Named {
        name: format!("latchkey-{}_bg.wasm", digits(&parts.main)),
        content: parts.main,
    };
    let mut glue = parts.glue;
    // Only where nobody says which module: nobody does so.
    replace(&mut glue, &format!("{MAIN}_bg.wasm"), &main.name)?;
    let mut loader = parts.loader;
    let mut modules = Vec::new();
    for (old, content) in parts.modules {
        let kind = kind(&old, &parts.told)
            .ok_or_else(|| format!("a part has the unexpected name {old}"))?;
        let name = format!("part-{kind}-{}.wasm", digits(&content));
        // With its quotes: chunk_1 and chunk_10 are two.
        replace(
            &mut loader,
            &format!("\"./{old}\""),
            &format!("\"./{name}\""),
        )?;
        modules.push(Named { name, content });
    }
    // Both have one hash, of both: each names the other, and neither hash could be known before the other.
    let both = digits(&[glue.as_bytes(), loader.as_bytes()].concat());
    let [glue_name, loader_name] = ["latchkey", "parts"].map(|name| format!("{name}-{both}.js"));
    import_from(&mut glue, LOADER, &loader_name)?;
    import_from(&mut loader, &format!("{MAIN}.js"), &glue_name)?;
    Ok(Site {
        glue: Named {
            name: glue_name,
            content: glue.into_bytes(),
        },
        loader: Named {
            name: loader_name,
            content: loader.into_bytes(),
        },
        main,
        modules,
    })
}

/// What is in a module, by its name: `account`, or `shared-account-challenge`.
fn kind(name: &str, told: &str) -> Option<String> {
    let stem = name.strip_suffix(".wasm")?;
    if let Some(part) = stem.strip_prefix("split_") {
        return Some(part.to_owned());
    }
    let number = stem.strip_prefix("chunk_")?;
    // `/* account, challenge */` and, in the next line, `const __chunk_5 = ...`.
    let users = told
        .split_once(&format!("const __chunk_{number} "))
        .and_then(|(before, _)| before.trim_end().strip_suffix(" */")?.rsplit_once("/* "))
        .map_or_else(|| number.to_owned(), |(_, users)| users.replace(", ", "-"));
    Some(format!("shared-{users}"))
}

/// Changes what is imported; the same text elsewhere, the module's own name for it, stays.
fn import_from(script: &mut String, old: &str, new: &str) -> Result<(), String> {
    let spaced = script.replace(&format!("from \"./{old}\""), &format!("from \"./{new}\""));
    let changed = spaced.replace(&format!("from\"./{old}\""), &format!("from\"./{new}\""));
    if changed == *script {
        return Err(format!("no script imports {old}"));
    }
    *script = changed;
    Ok(())
}

fn replace(script: &mut String, old: &str, new: &str) -> Result<(), String> {
    if !script.contains(old) {
        return Err(format!("no script names {old}"));
    }
    *script = script.replace(old, new);
    Ok(())
}

fn digits(content: &[u8]) -> String {
    hex(content).chars().take(DIGITS).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;

    pub(in crate::split) fn parts() -> Parts {
        Parts {
            glue: r#"import*as a from"./__wasm_split.js";const i={"./__wasm_split.js":a};new URL("latchkey_bg.wasm",import.meta.url);"#.to_owned(),
            loader: r#"import { initSync } from "./latchkey.js";f("./chunk_1.wasm");f("./chunk_10.wasm");f("./split_account.wasm");"#.to_owned(),
            main: b"main".to_vec(),
            modules: ["chunk_1.wasm", "chunk_10.wasm", "split_account.wasm"]
                .map(|name| (name.to_owned(), name.as_bytes().to_vec()))
                .into(),
            told: "/* account, challenge */\nconst __chunk_1 = f();\n/* account, screens */\nconst __chunk_10 = f();\n".to_owned(),
        }
    }

    fn text(named: &Named) -> String {
        String::from_utf8(named.content.clone()).unwrap()
    }

    #[test]
    fn every_name_has_a_hash_and_the_scripts_find_each_other() {
        let site = name(parts()).unwrap();
        let names: Vec<&str> = site.files().map(|(name, _)| name).collect();
        assert_eq!(names.len(), 6, "{names:?}");
        for name in &names {
            let hashed = crate::deployment::site::is_versioned(name);
            assert!(hashed, "{name}");
        }
        let (glue, loader) = (text(&site.glue), text(&site.loader));
        assert!(
            glue.contains(&format!("from\"./{}\"", site.loader.name)),
            "{glue}"
        );
        assert!(glue.contains(&site.main.name), "{glue}");
        // The module asks for its imports by this name.
        assert!(glue.contains("{\"./__wasm_split.js\":a}"), "{glue}");
        assert!(
            loader.contains(&format!("from \"./{}\"", site.glue.name)),
            "{loader}"
        );
        for named in &site.modules {
            assert!(
                loader.contains(&format!("\"./{}\"", named.name)),
                "{loader}"
            );
        }
        for kind in [
            "part-shared-account-challenge-",
            "part-shared-account-screens-",
            "part-account-",
        ] {
            assert!(names.iter().any(|name| name.starts_with(kind)), "{names:?}");
        }
    }

    #[test]
    fn names_change_with_whatever_a_file_is_or_names() {
        let before = name(parts()).unwrap();
        let mut other = parts();
        other.modules[2].1 = b"other".to_vec();
        let after = name(other).unwrap();
        assert_ne!(before.modules[2].name, after.modules[2].name);
        assert_ne!(before.loader.name, after.loader.name);
        assert_ne!(before.glue.name, after.glue.name);
        assert_eq!(before.modules[0].name, after.modules[0].name);
        assert_eq!(before.main.name, after.main.name);
    }

    #[test]
    fn what_is_not_as_expected_is_no_site() {
        let mut stray = parts();
        stray.modules.push(("other.wasm".to_owned(), Vec::new()));
        assert!(name(stray).is_err());
        let mut unnamed = parts();
        unnamed
            .modules
            .push(("chunk_2.wasm".to_owned(), Vec::new()));
        assert!(name(unnamed).is_err());
        let mut apart = parts();
        apart.glue = "new URL('latchkey_bg.wasm')".to_owned();
        assert!(name(apart).is_err());
    }
}
