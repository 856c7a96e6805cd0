//! Short names for what the module imports. wasm-bindgen's names hold a hash each, which does not compress and is in both the
//! module and its glue; nobody else reads them.

use std::collections::BTreeMap;

/// Where wasm-bindgen's glue is, as the module calls it.
const GLUE: &str = "./latchkey_bg.js";
/// The number of the section that lists imports (WebAssembly core specification, binary format of modules).
const IMPORTS: u8 = 2;
/// Where sections begin: behind the magic number and the version.
const HEADER: usize = 8;

/// Renames what `module` imports from its glue, and `glue` alike.
pub(super) fn shorten(module: &[u8], glue: &str) -> Result<(Vec<u8>, String), String> {
    let mut names = BTreeMap::new();
    let mut short = module.get(..HEADER).ok_or(CUT_OFF)?.to_vec();
    let mut rest = Reader(module.get(HEADER..).ok_or(CUT_OFF)?);
    while let Some(section) = rest.byte() {
        let length = rest.number()?;
        let content = rest.take(length)?;
        let content = match section {
            IMPORTS => rename(content, &mut names)?,
            _ => content.to_vec(),
        };
        short.push(section);
        write_number(&mut short, content.len());
        short.extend(content);
    }
    if names.is_empty() {
        return Err(format!("the module imports nothing from {GLUE}"));
    }
    let glue = rename_words(glue, &mut names);
    match names.into_iter().find(|(_, (_, used))| !used) {
        Some((name, _)) => Err(format!("the glue lacks {name}, which the module imports")),
        None => Ok((short, glue)),
    }
}

/// The new name of each, and whether the glue has it.
type Names = BTreeMap<String, (String, bool)>;

fn rename(section: &[u8], names: &mut Names) -> Result<Vec<u8>, String> {
    let mut reader = Reader(section);
    let count = reader.number()?;
    let mut renamed = Vec::new();
    write_number(&mut renamed, count);
    for _ in 0..count {
        let module = reader.text()?;
        let name = reader.text()?;
        let described = reader.0;
        reader.skip_description()?;
        let described = described
            .get(..described.len().saturating_sub(reader.0.len()))
            .ok_or(CUT_OFF)?;
        write_text(&mut renamed, module);
        if module == GLUE {
            let next = short_name(names.len());
            let (short, _) = names.entry(name.to_owned()).or_insert((next, false));
            write_text(&mut renamed, short);
        } else {
            write_text(&mut renamed, name);
        }
        renamed.extend(described);
    }
    Ok(renamed)
}

/// `$0`, `$1`, and so on: no word of the glue begins so.
fn short_name(number: usize) -> String {
    format!("${number}")
}

fn rename_words(glue: &str, names: &mut Names) -> String {
    let in_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut renamed = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(start) = rest.find(in_word) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter| !in_word(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        renamed.push_str(before);
        match names.get_mut(word) {
            Some((short, used)) => {
                *used = true;
                renamed.push_str(short);
            }
            None => renamed.push_str(word),
        }
        rest = after;
    }
    renamed.push_str(rest);
    renamed
}

const CUT_OFF: &str = "the module ends too early";

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(CUT_OFF)?;
        self.0 = rest;
        Ok(taken)
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Result<usize, String> {
        let mut number = 0_usize;
        for shift in (0..32).step_by(7) {
            let byte = self.byte().ok_or(CUT_OFF)?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err("the module has a number that is too long".to_owned())
    }

    fn text(&mut self) -> Result<&'a str, String> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?)
            .map_err(|_| "the module has a name that is no text".to_owned())
    }

    /// What is imported: a function, which has a type. Others do not come from the glue.
    fn skip_description(&mut self) -> Result<(), String> {
        match self.byte() {
            Some(0) => self.number().map(|_| ()),
            Some(kind) => Err(format!(
                "the module imports something of kind {kind}, which is no function"
            )),
            None => Err(CUT_OFF.to_owned()),
        }
    }
}

fn write_number(to: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            to.push(low);
            return;
        }
        to.push(low | 0x80);
    }
}

fn write_text(to: &mut Vec<u8>, text: &str) {
    write_number(to, text.len());
    to.extend(text.as_bytes());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A module with these imports, of functions, and a section behind them.
    fn module(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut section = Vec::new();
        write_number(&mut section, imports.len());
        for (from, name) in imports {
            write_text(&mut section, from);
            write_text(&mut section, name);
            section.extend([0, 0]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0]);
        module.push(IMPORTS);
        write_number(&mut module, section.len());
        module.extend(section);
        module.extend([10, 1, 0]);
        module
    }

    #[test]
    fn imports_from_the_glue_are_short_in_both_and_nothing_else_changes() {
        let long = "__wbg_then_3a4f899454bcf8c9";
        let longer = format!("{long}_2");
        let imports = [(GLUE, long), ("./other.js", "fetch"), (GLUE, &longer)];
        let glue = format!("({{{long}:function(a){{}},{longer}:f,x_{long}:\"ü\"}})");
        let (short, glue) = shorten(&module(&imports), &glue).unwrap();
        let expected = [(GLUE, "$0"), ("./other.js", "fetch"), (GLUE, "$1")];
        assert_eq!(short, module(&expected));
        assert_eq!(
            glue,
            format!("({{$0:function(a){{}},$1:f,x_{long}:\"ü\"}})")
        );
    }

    #[test]
    fn what_the_glue_lacks_stops_the_build() {
        let error = shorten(&module(&[(GLUE, "__wbg_then_1")]), "({})").unwrap_err();
        assert!(error.contains("__wbg_then_1"), "{error}");
        assert!(shorten(&module(&[]), "").is_err());
    }

    #[test]
    fn a_module_that_ends_too_early_stops_the_build() {
        let whole = module(&[(GLUE, "__wbg_then_1")]);
        for length in [0, 7, 12, 20] {
            assert!(
                shorten(&whole[..length], "__wbg_then_1").is_err(),
                "{length}"
            );
        }
    }
}
