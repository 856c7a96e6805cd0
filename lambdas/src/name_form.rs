//! What Cognito's names for users look like, learned from some of a pool's.
//!
//! They are UUIDs by their length and dashes, and that is all that is documented. Pools of the last years give names with
//! digits that are the same for all users of a region, in places where a UUID of version 4 has any: a made-up one of
//! version 4 would be known for what it is.

/// Fewer names than this tell nothing: a digit may be the same in all of them by chance.
const ENOUGH: usize = 6;
/// From so many names a digit that takes few values takes no others.
const PLENTY: usize = 32;
const FEW: usize = 8;

const DIGITS: &[u8] = b"0123456789abcdef";
/// The digit that says by which specification a UUID is made, and its values where that is RFC 9562.
const VARIANT: usize = 19;
const RFC_VARIANTS: &[u8] = b"89ab";

/// The values that each digit takes, dashes left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameForm(Vec<Vec<u8>>);

impl NameForm {
    /// Learns from names; those that are no UUIDs by their looks do not count. None where there are not enough.
    pub(crate) fn learn<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let names: Vec<&[u8]> = names
            .filter(|name| is_uuid(name))
            .map(str::as_bytes)
            .collect();
        let values = |place: usize| {
            let mut seen: Vec<u8> = names
                .iter()
                .filter_map(|name| name.get(place).copied())
                .collect();
            seen.sort_unstable();
            seen.dedup();
            let settled = seen.len() == 1 || names.len() >= PLENTY && seen.len() <= FEW;
            if place == VARIANT && seen.iter().all(|value| RFC_VARIANTS.contains(value)) {
                RFC_VARIANTS.to_vec()
            } else if settled {
                seen
            } else {
                DIGITS.to_vec()
            }
        };
        let form = (0..36).filter(|place| !is_dash(*place)).map(values);
        (names.len() >= ENOUGH).then(|| Self(form.collect()))
    }

    /// A name of this form, made of these bytes.
    pub(crate) fn name(&self, bytes: &[u8; 32]) -> String {
        let mut name = String::with_capacity(36);
        for (values, byte) in self.0.iter().zip(bytes) {
            if is_dash(name.len()) {
                name.push('-');
            }
            let value = values.iter().cycle().nth(usize::from(*byte));
            name.push(value.map_or('0', |value| char::from(*value)));
        }
        name
    }
}

fn is_dash(place: usize) -> bool {
    matches!(place, 8 | 13 | 18 | 23)
}

fn is_uuid(name: &str) -> bool {
    name.len() == 36
        && name
            .bytes()
            .enumerate()
            .all(|(place, byte)| match is_dash(place) {
                true => byte == b'-',
                false => DIGITS.contains(&byte),
            })
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn bytes(number: usize) -> [u8; 32] {
        Sha256::digest(number.to_string()).into()
    }

    /// Names whose digits are random but for those that the form has.
    fn names(form: &str, count: usize) -> Vec<String> {
        (0..count)
            .map(|number| {
                let random = NameForm(vec![DIGITS.to_vec(); 32]).name(&bytes(number));
                form.chars()
                    .zip(random.chars())
                    .map(|(form, random)| match form {
                        'x' => random,
                        'y' => *['8', '9', 'a', 'b'].get(number % 4).unwrap(),
                        other => other,
                    })
                    .collect()
            })
            .collect()
    }

    fn learn(names: &[String]) -> Option<NameForm> {
        NameForm::learn(names.iter().map(String::as_str))
    }

    fn fits(name: &str, form: &str) -> bool {
        name.len() == form.len()
            && name
                .chars()
                .zip(form.chars())
                .all(|(name, form)| match form {
                    'x' => name.is_ascii_hexdigit(),
                    'y' => "89ab".contains(name),
                    other => name == other,
                })
    }

    #[test]
    fn made_up_names_have_the_form_of_the_pools() {
        for form in [
            "x4x8x4x8-x0x1-70xx-xxxx-xxxxxxxxxxxx",
            "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx",
        ] {
            for count in [8, 60] {
                let learned = learn(&names(form, count)).unwrap();
                for number in 1000..1200 {
                    let name = learned.name(&bytes(number));
                    assert!(fits(&name, form), "{name} {form}");
                }
            }
        }
    }

    #[test]
    fn digits_that_are_free_stay_free() {
        let form = "x4x8x4x8-x0x1-70xx-xxxx-xxxxxxxxxxxx";
        let NameForm(values) = learn(&names(form, 60)).unwrap();
        let free = values.iter().filter(|values| values.len() == 16).count();
        assert_eq!(free, form.chars().filter(|letter| *letter == 'x').count());
    }

    #[test]
    fn no_digit_of_a_few_people_is_copied() {
        let form = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
        assert_eq!(learn(&names(form, ENOUGH - 1)), None);
        let mut others = names(form, ENOUGH - 1);
        others.extend([
            "google_1234567890".to_owned(),
            "Ann".to_owned(),
            String::new(),
        ]);
        others.push(names(form, 1).remove(0).to_uppercase());
        assert_eq!(learn(&others), None);
    }
}
