//! The `brand` object: what makes the pages look like the operator's own.
//!
//! Every value ends up in a CSS custom property or an attribute, so each is limited to characters
//! that cannot mean anything else there.

use crate::fields::Fields;

/// What the pages look like (`brand`). Every field may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Name shown above every page; `Latchkey` unless given.
    pub name: String,
    /// Path of the logo on the site itself, such as `/logo.svg`.
    pub logo: Option<String>,
    /// Colour of buttons and links in the light scheme.
    pub color: Option<Color>,
    /// The same in the dark scheme; `color` where it is left out.
    pub color_dark: Option<Color>,
    /// Corner radius in whole CSS pixels, 0 to 32.
    pub radius: Option<u8>,
    /// CSS font stack, such as `"Inter", sans-serif`. The font must be on the device or come from
    /// the site's own style: pages load nothing from elsewhere.
    pub font: Option<String>,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "Latchkey".to_owned(),
            logo: None,
            color: None,
            color_dark: None,
            radius: None,
            font: None,
        }
    }
}

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

impl Color {
    /// Reads `#rgb` or `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .strip_prefix('#')?
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        match *digits.as_slice() {
            [r, g, b] => Some(Self {
                red: r * 17,
                green: g * 17,
                blue: b * 17,
            }),
            [r1, r2, g1, g2, b1, b2] => Some(Self {
                red: r1 * 16 + r2,
                green: g1 * 16 + g2,
                blue: b1 * 16 + b2,
            }),
            _ => None,
        }
    }

    /// `#rrggbb`, for a style sheet.
    #[must_use]
    pub fn to_css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// The text colour that stands out more: with it, text on any colour reaches a contrast of
    /// 4.5:1, as WCAG 2.2 (1.4.3) asks for.
    #[must_use]
    pub fn ink(self) -> Ink {
        // At this luminance black and white contrast alike: sqrt(1.05 * 0.05) - 0.05.
        if self.luminance() > 0.179 {
            Ink::Black
        } else {
            Ink::White
        }
    }

    /// Relative luminance, 0 (black) to 1 (white), close to what WCAG 2.2 defines. The exact power
    /// function would cost the browser kilobytes of tables; the tests hold this against it.
    fn luminance(self) -> f32 {
        let linear = |channel: u8| {
            let c = f32::from(channel) / 255.0;
            c * (c * (c * 0.305_306 + 0.682_171_1) + 0.012_522_88)
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
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

pub(crate) fn read(fields: &mut Fields<'_>) -> Brand {
    let name = fields.optional_text("name", "a name of 1 to 60 characters", |name| {
        !name.trim().is_empty() && name.chars().count() <= 60
    });
    let logo = fields.optional_text(
        "logo",
        "a path on this site that starts with one slash, such as /logo.svg",
        is_site_path,
    );
    Brand {
        name: name.unwrap_or_else(|| Brand::default().name),
        logo,
        color: color(fields, "color"),
        color_dark: color(fields, "colorDark"),
        radius: radius(fields),
        font: fields.optional_text(
            "font",
            "a CSS font stack of letters, digits, spaces, commas, hyphens and quotes",
            is_font_stack,
        ),
    }
}

fn color(fields: &mut Fields<'_>, name: &'static str) -> Option<Color> {
    let text = fields.optional_text(name, "a colour such as #3b5bdb", |text| {
        Color::parse(text).is_some()
    });
    text.as_deref().and_then(Color::parse)
}

fn radius(fields: &mut Fields<'_>) -> Option<u8> {
    let pixels = |text: &str| {
        let radius = text.strip_suffix("px")?.parse::<u8>().ok()?;
        (radius <= 32).then_some(radius)
    };
    let text = fields.optional_text("radius", "whole pixels from 0px to 32px", |text| {
        pixels(text).is_some()
    });
    text.as_deref().and_then(pixels)
}

fn is_site_path(path: &str) -> bool {
    path.len() > 1
        && path.len() <= 200
        && path.starts_with('/')
        && !path.starts_with("//")
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
}

fn is_font_stack(font: &str) -> bool {
    !font.is_empty()
        && font.len() <= 200
        && font
            .chars()
            .all(|c| c.is_alphanumeric() || " ,-_'\"".contains(c))
        && font.matches('"').count().is_multiple_of(2)
        && font.matches('\'').count().is_multiple_of(2)
}
