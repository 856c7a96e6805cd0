//! Text that is safe to log.

/// Words of at least this many characters are taken for tokens, sessions or codes.
const LONG_WORD: usize = 40;

/// `text` with every email address and every long unbroken word (a token) replaced.
///
/// For messages that come from outside and may quote what was sent. It errs on the side of too much.
#[must_use]
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, word) in text.split_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if word.contains('@') {
            out.push_str("<email>");
        } else if word.chars().count() >= LONG_WORD {
            out.push_str("<redacted>");
        } else {
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests;
