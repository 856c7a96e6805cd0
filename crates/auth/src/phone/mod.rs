//! Phone numbers as ITU-T E.164 writes them: a plus, the calling code, the national number; at most 15
//! digits. Cognito's `phone_number` takes no other form.
//!
//! Nothing here knows which numbers exist, and nothing formats a number while it is typed, on purpose: of
//! libphonenumber's ports for browsers the smallest (libphonenumber-js 1.13, `min`) is 35 KB with brotli, 16 KB of them
//! data; the table of countries here is 0.7 KB. Whether a number is right is for the message that is sent to it to show.

mod country;
#[cfg(test)]
mod tests;

pub use country::Country;

/// Most digits of an international number (E.164, 6.2.1).
const MOST_DIGITS: usize = 15;

/// Fewest: the shortest ones in use have a calling code of three digits and a number of four.
const FEWEST_DIGITS: usize = 7;

/// What was typed instead of a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoNumber {
    Malformed,
    CountryNeeded,
}

/// The number in E.164's form. One that does not begin with `+` or `00` is a number within `country`.
pub(crate) fn e164(typed: &str, country: Option<Country>) -> Result<String, NoNumber> {
    let typed = plain(typed).ok_or(NoNumber::Malformed)?;
    let number = match (international(&typed), country) {
        (Some(number), _) => number.to_owned(),
        (None, None) => return Err(NoNumber::CountryNeeded),
        (None, Some(country)) => within(country, &typed).ok_or(NoNumber::Malformed)?,
    };
    let valid = (FEWEST_DIGITS..=MOST_DIGITS).contains(&number.len())
        && !number.starts_with('0')
        && number.chars().all(|c| c.is_ascii_digit());
    valid
        .then(|| format!("+{number}"))
        .ok_or(NoNumber::Malformed)
}

/// Whether this, as far as it is typed, is a number that belongs to a country which it does not name.
#[must_use]
pub fn needs_country(typed: &str) -> bool {
    plain(typed).is_some_and(|typed| !typed.is_empty() && international(&typed).is_none())
}

/// Whether this has nothing in it that no phone number has.
pub(crate) fn may_become_number(typed: &str) -> bool {
    plain(typed).is_some()
}

/// Digits, and the pluses, of what may be a phone number; none if it is surely none.
fn plain(typed: &str) -> Option<String> {
    // A zero in brackets is dialled within the country only. Italy's is dialled from everywhere.
    let typed = typed.trim();
    let without_trunk =
        (typed.starts_with('+') && !typed.starts_with("+39")).then(|| typed.replacen("(0)", "", 1));
    without_trunk
        .as_deref()
        .unwrap_or(typed)
        .chars()
        .filter(|c| !is_punctuation(*c))
        .map(ascii)
        .collect()
}

/// What follows `+`, or `00`, which is dialled in its stead in most countries.
fn international(plain: &str) -> Option<&str> {
    plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"))
}

/// Digits and plus, in whichever script keyboards and address books write them.
fn ascii(c: char) -> Option<char> {
    let digit = |zero: char| {
        u32::from(c)
            .checked_sub(u32::from(zero))
            .filter(|d| *d < 10)
    };
    match c {
        '+' | '\u{ff0b}' => Some('+'),
        // Arabic-Indic, Extended Arabic-Indic, full-width.
        _ => ['0', '\u{660}', '\u{6f0}', '\u{ff10}']
            .into_iter()
            .find_map(digit)
            .and_then(|digit| char::from_digit(digit, 10)),
    }
}

/// What people put between digits, and the invisible marks of direction that address books put around them.
fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{ff08}'
                | '\u{ff09}' | '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}' | '\u{2066}'..='\u{2069}'
        )
}

/// The international number of `national`, which is as it is dialled within `country`: without the trunk
/// prefix, which is dialled there only. None if what remains cannot be a national number.
fn within(country: Country, national: &str) -> Option<String> {
    let number = match country.code() {
        // Their numbers may begin with a zero that belongs to the number (ITU-T E.164's national numbering
        // plans; libphonenumber 9 has no national prefix for them).
        "BF" | "BJ" | "CG" | "CI" | "IT" | "SM" | "TJ" | "VA" => national,
        "HU" => national.strip_prefix("06").unwrap_or(national),
        // 8, 0 or both stand before a number of fixed length, which may begin with 8 itself.
        "KZ" | "RU" => last_digits(national, 10),
        "BY" => last_digits(national, 9),
        "LT" | "TM" => last_digits(national, 8),
        _ => {
            let trunk = match country.calling_code() {
                // The North American Numbering Plan, and the Marshall Islands, which follow its habit.
                "1" | "692" => '1',
                _ => '0',
            };
            let number = national.strip_prefix(trunk).unwrap_or(national);
            if number.starts_with('0') {
                return None;
            }
            number
        }
    };
    (!number.is_empty()).then(|| format!("{}{number}", country.calling_code()))
}

/// `national` without the eights and zeros that make it longer than `most`.
fn last_digits(mut national: &str, most: usize) -> &str {
    while national.len() > most
        && let Some(rest) = national.strip_prefix(['8', '0'])
    {
        national = rest;
    }
    national
}
