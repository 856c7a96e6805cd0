//! Random bytes, and identifiers made of them.

use crate::error::TriggerError;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], TriggerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| TriggerError::Misconfigured(Box::new(error)))?;
    Ok(bytes)
}

/// A UUID of version 4 in its usual form.
pub(crate) fn uuid() -> Result<String, TriggerError> {
    Ok(format_uuid(&bytes::<16>()?))
}

/// These bytes, 16 of them, as a UUID of version 4.
pub(crate) fn format_uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_the_usual_form() {
        assert_eq!(
            format_uuid(&[0xff; 16]),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            format_uuid(&[0; 16]),
            "00000000-0000-4000-8000-000000000000"
        );
    }
}
