//! Reads a message file: a JSON object of texts, and nothing else.
//!
//! A subset of JSON, so that texts are slices of the file and keep their order: no text may need an escape. The build
//! refuses files that go beyond it.

/// Where and why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadProblem {
    /// How many bytes stand before it.
    pub(crate) at: usize,
    /// What is wrong, in plain words.
    pub(crate) reason: &'static str,
}

/// Goes through the entries of a file, in their order. It ends after the first problem.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Opening,
    First,
    Next,
    Ended,
}

impl<'a> Reader<'a> {
    /// A reader of a whole file.
    #[must_use]
    pub(crate) const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            state: State::Opening,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn problem(&self, reason: &'static str) -> ReadProblem {
        ReadProblem {
            at: self.at,
            reason,
        }
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
    }

    /// Whether `mark` stands next, which is passed then.
    fn passes(&mut self, mark: char) -> bool {
        self.skip_space();
        let passes = self.rest().starts_with(mark);
        if passes {
            self.at += mark.len_utf8();
        }
        passes
    }

    fn string(&mut self) -> Result<&'a str, ReadProblem> {
        if !self.passes('"') {
            return Err(self.problem("a text in quotation marks is expected here"));
        }
        let rest = self.rest();
        let Some(end) = rest.find('"') else {
            return Err(self.problem("this text does not end"));
        };
        let (text, _) = rest.split_at(end);
        if let Some(index) = text.find(|mark: char| mark == '\\' || mark.is_ascii_control()) {
            self.at += index;
            return Err(self.problem(
                "a text may hold no backslash, no line break and no \" (write typographic quotation marks)",
            ));
        }
        self.at += end + 1;
        Ok(text)
    }

    fn entry(&mut self) -> Result<Option<(&'a str, &'a str)>, ReadProblem> {
        if self.state == State::Opening {
            if !self.passes('{') {
                return Err(self.problem("a message file is a JSON object, so it begins with {"));
            }
            self.state = State::First;
        }
        if self.passes('}') {
            self.state = State::Ended;
            self.skip_space();
            return match self.rest() {
                "" => Ok(None),
                _ => Err(self.problem("nothing may follow the last }")),
            };
        }
        if self.state == State::Next && !self.passes(',') {
            return Err(self.problem("a comma is missing here"));
        }
        self.state = State::Next;
        let key = self.string()?;
        if !self.passes(':') {
            return Err(self.problem("a colon is missing here"));
        }
        Ok(Some((key, self.string()?)))
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<(&'a str, &'a str), ReadProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Ended {
            return None;
        }
        let entry = self.entry();
        if entry.is_err() {
            self.state = State::Ended;
        }
        entry.transpose()
    }
}

/// A number for a list of keys in their order (FNV-1a, 32 bits): another list has another one. The build's own is in
/// the generated code, so that a file of another build is told apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyHash(u32);

impl KeyHash {
    /// Of no keys.
    #[must_use]
    pub(crate) const fn new() -> Self {
        Self(0x811c_9dc5)
    }

    /// With one more key.
    #[must_use]
    pub(crate) fn with(self, key: &str) -> Self {
        // What ends a key is no part of any.
        let bytes = key.bytes().chain([0]);
        Self(bytes.fold(self.0, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        }))
    }

    /// The number.
    #[must_use]
    pub(crate) const fn value(self) -> u32 {
        self.0
    }
}
