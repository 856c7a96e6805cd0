//! A handful of strings by name.

use std::fmt;

/// A map of few entries, kept as a list: a tree or hash map would cost the browser more bytes than it saves
/// comparisons. Equality ignores the order. `Debug` shows the names only.
#[derive(Clone, Default, Eq)]
pub(crate) struct NamedStrings(Vec<(String, String)>);

impl NamedStrings {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Replaces the value of `name`, or adds it.
    pub(crate) fn set(&mut self, name: String, value: String) {
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some(entry) => entry.1 = value,
            None => self.0.push((name, value)),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for NamedStrings {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(iter: I) -> Self {
        let mut strings = Self::new();
        for (name, value) in iter {
            strings.set(name, value);
        }
        strings
    }
}

impl PartialEq for NamedStrings {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .iter()
                .all(|(name, value)| other.get(name) == Some(value))
    }
}

impl fmt::Debug for NamedStrings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}
