//! The `brand` object: what makes the pages look like the operator's own.
//!
//! Every value ends up in a CSS custom property or an attribute, so each is limited to characters
//! that cannot mean anything else there.

mod color;
#[cfg(test)]
mod tests;

pub use color::{Color, Ink, Scheme};

use crate::WebUrl;
use crate::fields::Fields;

/// What the pages look like (`brand`). Every field may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Name shown above every page; `Latchkey` unless given.
    pub name: String,
    /// The picture beside the name.
    pub logo: Option<Logo>,
    /// Colour of buttons in the light scheme.
    pub color: Option<Color>,
    /// The same in the dark scheme; `color` where it is left out.
    pub color_dark: Option<Color>,
    /// Corner radius in whole CSS pixels, 0 to 32.
    pub radius: Option<u8>,
    /// CSS font stack, such as `"Inter", sans-serif`. The font must be on the device or come from
    /// the site's own style: pages load nothing from elsewhere.
    pub font: Option<String>,
    /// Where the terms of use are (`termsUrl`).
    pub terms: Option<Link>,
    /// Where it says what becomes of people's data (`privacyUrl`).
    pub privacy: Option<Link>,
    /// Where people get help.
    pub support: Option<Link>,
}

/// The picture beside the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Path on the site itself, such as `/logo.svg`.
    pub path: String,
    /// The same for the dark scheme (`logoDark`); `path` where it is left out.
    pub dark: Option<String>,
    /// Whether the picture says the name (`logoHasName`), so that it is not written beside it.
    pub has_name: bool,
}

/// An address to lead people to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A page: a URL with `https://`, or a path on this site.
    Page(String),
    /// An email address.
    Email(String),
}

impl Brand {
    /// What the operator should know of the colours: those that links and icons cannot have, since they could not be read
    /// on the page, with what they have instead. One line each.
    #[must_use]
    pub fn advice(&self) -> Vec<String> {
        let colors = [
            ("color", self.color, Scheme::Light),
            ("colorDark", self.color_dark, Scheme::Dark),
        ];
        let advice = colors.into_iter().filter_map(|(field, color, scheme)| {
            let color = color?;
            let shown = color.legible(scheme);
            let tenths = color.contrast(scheme.ground());
            (shown != color).then(|| {
                [
                    "brand.",
                    field,
                    " has a contrast of ",
                    &(tenths / 10).to_string(),
                    ".",
                    &(tenths % 10).to_string(),
                    ":1 with the page, and text needs 4.5:1: links have ",
                    &shown.to_css(),
                    " instead",
                ]
                .concat()
            })
        });
        advice.collect()
    }
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
            terms: None,
            privacy: None,
            support: None,
        }
    }
}

impl Brand {
    /// The custom properties of `style/critical.css` that this brand sets, and their values; what it leaves open is not
    /// among them.
    #[must_use]
    pub fn custom_properties(&self) -> Vec<(&'static str, String)> {
        let mut properties = Vec::new();
        let dark = self.color_dark.or(self.color);
        for (color, scheme, [name, ink, link]) in [
            (
                self.color,
                Scheme::Light,
                ["--brand", "--on-brand", "--link"],
            ),
            (
                dark,
                Scheme::Dark,
                ["--brand-dark", "--on-brand-dark", "--link-dark"],
            ),
        ] {
            if let Some(color) = color {
                properties.push((name, color.to_css()));
                properties.push((ink, color.ink().to_css().to_owned()));
                properties.push((link, color.legible(scheme).to_css()));
            }
        }
        if let Some(radius) = self.radius {
            properties.push(("--radius", radius.to_string() + "px"));
        }
        if let Some(font) = &self.font {
            properties.push(("--font", font.clone()));
        }
        properties
    }
}

const SITE_PATH: &str = "a path on this site that starts with one slash, such as /logo.svg";
const PAGE: &str = "a URL that starts with https://, or a path on this site such as /terms.html";

pub(crate) fn read(fields: &mut Fields<'_>) -> Brand {
    let name = fields.optional_text("name", "a name of 1 to 60 characters", |name| {
        !name.trim().is_empty() && name.chars().count() <= 60
    });
    Brand {
        name: name.unwrap_or_else(|| Brand::default().name),
        logo: logo(fields),
        color: color(fields, "color"),
        color_dark: color(fields, "colorDark"),
        radius: radius(fields),
        font: fields.optional_text(
            "font",
            "a CSS font stack of letters, digits, spaces, commas, hyphens and quotes",
            is_font_stack,
        ),
        terms: fields
            .optional_text("termsUrl", PAGE, is_page)
            .map(Link::Page),
        privacy: fields
            .optional_text("privacyUrl", PAGE, is_page)
            .map(Link::Page),
        support: fields.optional_object("support", support).flatten(),
    }
}

fn logo(fields: &mut Fields<'_>) -> Option<Logo> {
    let path = fields.optional_text("logo", SITE_PATH, is_site_path);
    let dark = fields.optional_text("logoDark", SITE_PATH, is_site_path);
    let has_name = fields.optional_flag("logoHasName");
    if !fields.has("logo") {
        for name in ["logoDark", "logoHasName"] {
            if fields.has(name) {
                fields.problem(name, "needs brand.logo");
            }
        }
    }
    Some(Logo {
        path: path?,
        dark,
        has_name: has_name.unwrap_or_default(),
    })
}

fn support(fields: &mut Fields<'_>) -> Option<Link> {
    let email = fields.optional_text("email", "an email address", is_email);
    let url = fields.optional_text("url", PAGE, is_page);
    match (fields.has("email"), fields.has("url")) {
        (true, true) => {
            fields.problem("url", "cannot stand beside brand.support.email: choose one")
        }
        (false, false) => fields.problem("email", "is missing: it must be an email address"),
        _ => {}
    }
    email.map(Link::Email).or(url.map(Link::Page))
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

/// No scheme, no other host, and nothing that an attribute or a list of pictures (`srcset`) gives a meaning.
fn is_site_path(path: &str) -> bool {
    path.len() > 1
        && path.len() <= 200
        && path.starts_with('/')
        && !path.contains("//")
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
}

/// A page to lead people to; a fragment may follow.
fn is_page(text: &str) -> bool {
    let (page, fragment) = text.split_once('#').unwrap_or((text, ""));
    let is_fragment = fragment
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let is_page = page == "/" || is_site_path(page) || WebUrl::parse(page).is_some();
    text.len() <= 500 && is_fragment && is_page
}

/// Narrower than what is an address: it becomes a `mailto:`, in which `?` and `&` would mean something.
fn is_email(text: &str) -> bool {
    let is_part = |part: &str, more: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    text.len() <= 254
        && text.split_once('@').is_some_and(|(user, host)| {
            is_part(user, "._+-") && is_part(host, ".-") && host.contains('.')
        })
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
