//! Colours and their contrast, in whole numbers: floating-point text and the exact power function would cost the
//! browser kilobytes.

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// The colour of text upon another colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Black text.
    Black,
    /// White text.
    White,
}

/// Whether a page is light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on a light page.
    Light,
    /// Light text on a dark page.
    Dark,
}

/// The contrast that text needs: 4.5:1 (WCAG 2.2, 1.4.3), in tenths, and two tenths for what the luminance here may be off.
const ENOUGH: u64 = 47;

/// What one is in [`Color::luminance`].
const WHOLE: u64 = 1_000_000;

/// Steps from a colour to black or white.
const STEPS: u16 = 32;

impl Scheme {
    /// The ground of the pages on which a text in the brand's colour stands out least: `--raised` in
    /// `style/critical.css`.
    #[must_use]
    pub const fn ground(self) -> Color {
        match self {
            Self::Light => Color::new(0xf0, 0xf1, 0xf5),
            Self::Dark => Color::new(0x22, 0x26, 0x32),
        }
    }
}

impl Color {
    const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rgb` or `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .strip_prefix('#')?
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        match *digits.as_slice() {
            [r, g, b] => Some(Self::new(r * 17, g * 17, b * 17)),
            [r1, r2, g1, g2, b1, b2] => Some(Self::new(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)),
            _ => None,
        }
    }

    /// `#rrggbb`, for a style sheet.
    #[must_use]
    pub fn to_css(self) -> String {
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
        let mut css = String::from("#");
        for channel in [self.red, self.green, self.blue] {
            css.push(digit(channel >> 4));
            css.push(digit(channel & 15));
        }
        css
    }

    /// The text colour that stands out more: with it, text on any colour reaches a contrast of
    /// 4.5:1, as WCAG 2.2 (1.4.3) asks for.
    #[must_use]
    pub fn ink(self) -> Ink {
        // At this luminance black and white contrast alike: sqrt(1.05 * 0.05) - 0.05.
        if self.luminance() > 179_000 {
            Ink::Black
        } else {
            Ink::White
        }
    }

    /// The contrast with `other` in tenths, as WCAG 2.2 defines it: 10 (1:1) to 210 (21:1), rounded down.
    #[must_use]
    pub fn contrast(self, other: Self) -> u64 {
        let (one, two) = (self.luminance(), other.luminance());
        10 * (one.max(two) + WHOLE / 20) / (one.min(two) + WHOLE / 20)
    }

    /// The colour of links and icons of this brand: itself where it can be read on the pages of that scheme, else the
    /// nearest shade or tint that can.
    #[must_use]
    pub fn legible(self, scheme: Scheme) -> Self {
        let ground = scheme.ground();
        let towards = match scheme {
            Scheme::Light => 0,
            Scheme::Dark => 255,
        };
        let mixes = (0..STEPS).map(|step| self.mixed(towards, step));
        let legible = mixes.into_iter().find(|mix| mix.contrast(ground) >= ENOUGH);
        legible.unwrap_or(Self::new(towards, towards, towards))
    }

    /// `step` of [`STEPS`] on the way to a grey.
    fn mixed(self, towards: u8, step: u16) -> Self {
        let mix = |channel: u8| {
            let mixed = (u16::from(channel) * (STEPS - step) + u16::from(towards) * step) / STEPS;
            u8::try_from(mixed).unwrap_or(towards)
        };
        Self::new(mix(self.red), mix(self.green), mix(self.blue))
    }

    /// Relative luminance in millionths, 0 (black) to 1 000 000 (white), close to what WCAG 2.2 defines; the tests hold
    /// this against it.
    fn luminance(self) -> u64 {
        let linear = |channel: u8| {
            let c = u64::from(channel);
            // 0.305306 c³ + 0.682171 c² + 0.012523 c, for c from 0 to 1.
            (305_306 * c * c * c / 255 + 682_171 * c * c) / (255 * 255) + 12_523 * c / 255
        };
        (2_126 * linear(self.red) + 7_152 * linear(self.green) + 722 * linear(self.blue)) / 10_000
    }
}

impl Ink {
    /// The colour as a style sheet names it.
    #[must_use]
    pub const fn to_css(self) -> &'static str {
        match self {
            Self::Black => "#000000",
            Self::White => "#ffffff",
        }
    }
}
