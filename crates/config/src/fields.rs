//! Reads the fields of one JSON object, collecting problems instead of stopping at the first.

use crate::{FieldProblem, WebUrl};
use serde_json::{Map, Value};

const URL: &str = "a URL that starts with https:// (http:// only for localhost), \
    without user name, query or fragment";

/// The fields of one object, what was asked of it so far, and where problems go.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    path: String,
    known: Vec<&'static str>,
    problems: &'a mut Vec<FieldProblem>,
}

impl<'a> Fields<'a> {
    pub(crate) fn root(
        object: &'a Map<String, Value>,
        problems: &'a mut Vec<FieldProblem>,
    ) -> Self {
        Self {
            object,
            path: String::new(),
            known: Vec::new(),
            problems,
        }
    }

    pub(crate) fn problem(&mut self, name: &str, message: &str) {
        let field = format!("{}{name}", self.path);
        self.problems.push(FieldProblem {
            field,
            message: message.to_owned(),
        });
    }

    /// Whether the field is there, whatever it holds.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some_and(|value| !value.is_null())
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A string that `holds` accepts; `expected` completes "must be …".
    pub(crate) fn text(
        &mut self,
        name: &'static str,
        expected: &str,
        holds: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let present = self.has(name);
        let text = self.optional_text(name, expected, holds);
        if !present {
            self.problem(name, &format!("is missing: it must be {expected}"));
        }
        text
    }

    /// As [`Self::text`], for a field that may be absent.
    pub(crate) fn optional_text(
        &mut self,
        name: &'static str,
        expected: &str,
        holds: impl Fn(&str) -> bool,
    ) -> Option<String> {
        match self.get(name)? {
            Value::String(text) if holds(text) => Some(text.clone()),
            _ => {
                self.problem(name, &format!("must be {expected}"));
                None
            }
        }
    }

    /// An http(s) URL without credentials, query or fragment.
    pub(crate) fn url(&mut self, name: &'static str) -> Option<WebUrl> {
        let text = self.text(name, URL, |text| WebUrl::parse(text).is_some());
        text.as_deref().and_then(WebUrl::parse)
    }

    /// As [`Self::url`], for a field that may be absent.
    pub(crate) fn optional_url(&mut self, name: &'static str) -> Option<WebUrl> {
        let text = self.optional_text(name, URL, |text| WebUrl::parse(text).is_some());
        text.as_deref().and_then(WebUrl::parse)
    }

    /// One of a few words; absent is for the caller to decide.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let value = self.get(name)?;
        let found = choices
            .iter()
            .find(|(word, _)| value.as_str() == Some(word));
        if found.is_none() {
            self.problem(name, &format!("must be {}", quoted(choices).join(" or ")));
        }
        found.map(|(_, choice)| *choice)
    }

    /// `true` or `false`; absent is for the caller to decide.
    pub(crate) fn optional_flag(&mut self, name: &'static str) -> Option<bool> {
        let flag = self.get(name)?.as_bool();
        if flag.is_none() {
            self.problem(name, "must be true or false");
        }
        flag
    }

    /// A list of at least one of a few words, in the order of `choices`; absent is for the caller to decide.
    pub(crate) fn optional_choices<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
    ) -> Option<Vec<T>> {
        let value = self.get(name)?;
        let listed = value.as_array().map_or(&[][..], Vec::as_slice);
        let is_listed = |word: &str| listed.iter().any(|value| value.as_str() == Some(word));
        let chosen: Vec<T> = choices
            .iter()
            .filter(|(word, _)| is_listed(word))
            .map(|(_, choice)| *choice)
            .collect();
        // Fewer were understood than are listed: one is unknown, or stands there twice.
        if chosen.is_empty() || chosen.len() != listed.len() {
            let words = quoted(choices).join(" and ");
            self.problem(
                name,
                &format!("must be a list with at least one of {words}, each once"),
            );
            return None;
        }
        Some(chosen)
    }

    /// An object that must be there, read by `read`.
    pub(crate) fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        if self.get(name).is_none() {
            self.problem(name, "is missing: it must be an object");
        }
        self.optional_object(name, read)
    }

    /// As [`Self::object`], for one that may be absent.
    pub(crate) fn optional_object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        match self.get(name)? {
            Value::Object(object) => {
                let mut fields = Fields {
                    object,
                    path: format!("{}{name}.", self.path),
                    known: Vec::new(),
                    problems: self.problems,
                };
                let read = read(&mut fields);
                fields.finish();
                Some(read)
            }
            _ => {
                self.problem(name, "must be an object");
                None
            }
        }
    }

    /// Names the keys that nobody asked for.
    pub(crate) fn finish(mut self) {
        let object = self.object;
        for key in object.keys().filter(|key| !key.starts_with('$')) {
            if !self.known.contains(&key.as_str()) {
                self.problem(key, "is not a field of config.json: is it misspelt?");
            }
        }
    }
}

fn quoted<T>(choices: &[(&str, T)]) -> Vec<String> {
    choices
        .iter()
        .map(|(word, _)| format!("\"{word}\""))
        .collect()
}
