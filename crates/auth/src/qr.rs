//! QR codes as vector graphics, drawn where they are shown: what is in one need not be sent anywhere.

use std::fmt::Write;

use qrcodegen::QrCodeEcc;

/// How many light modules are around the code on each side: what ISO/IEC 18004 asks for.
const QUIET_ZONE: i32 = 4;

/// A QR code (ISO/IEC 18004), as an SVG shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    /// The code's width and height with its quiet zone, in modules: the `viewBox` is `0 0 size size`.
    pub size: i32,
    /// The dark modules as an SVG path (`d`), one rectangle for each run in a row. It says what the code says, so it is
    /// as secret as the text.
    pub path: String,
}

impl QrCode {
    /// The code that says `text`, with the best error correction that does not make it larger; none where the text is
    /// too long for any code.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let code = qrcodegen::QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size())
                    .take_while(|x| code.get_module(*x, y))
                    .fold(0, |run, _| run + 1);
                if run > 0 {
                    let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                    // Writing to a string cannot fail.
                    let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
                }
                x += run + 1;
            }
        }
        Some(Self {
            size: code.size() + 2 * QUIET_ZONE,
            path,
        })
    }
}

impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrCode")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
