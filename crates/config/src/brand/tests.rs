#![allow(clippy::unwrap_used, clippy::panic)]

use super::{Brand, Color, Ink, Scheme};

const STYLE: &str = include_str!("../../../../style/critical.css");

/// As WCAG 2.2 defines it.
fn relative_luminance(css: &str) -> f64 {
    let channel = |at: usize| u8::from_str_radix(&css[at..at + 2], 16).unwrap();
    let [red, green, blue] = [1, 3, 5].map(|at| {
        let c = f64::from(channel(at)) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: &str, two: &str) -> f64 {
    let (one, two) = (relative_luminance(one), relative_luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

fn every_colour() -> impl Iterator<Item = String> {
    let channel = || (0..=255u8).step_by(15);
    channel().flat_map(move |red| {
        channel().flat_map(move |green| {
            channel().map(move |blue| format!("#{red:02x}{green:02x}{blue:02x}"))
        })
    })
}

/// The colours that a custom property of the style sheet has, light and dark.
fn in_style(property: &str) -> [&'static str; 2] {
    let mut values = STYLE
        .lines()
        .filter_map(|line| line.trim().strip_prefix(property)?.strip_prefix(": "))
        .map(|value| value.trim_end_matches(';'));
    [values.next().unwrap(), values.next().unwrap()]
}

#[test]
fn text_on_any_brand_colour_is_readable() {
    for css in every_colour() {
        let color = Color::parse(&css).unwrap();
        assert_eq!(color.to_css(), css);
        let ink = match color.ink() {
            Ink::Black => "#000000",
            Ink::White => "#ffffff",
        };
        assert!(contrast(&css, ink) >= 4.5, "{css}");
    }
    assert_eq!(Color::parse("#fa0"), Color::parse("#ffaa00"));
}

#[test]
fn links_in_any_brand_colour_are_readable_on_every_ground() {
    for (index, scheme) in [Scheme::Light, Scheme::Dark].into_iter().enumerate() {
        assert_eq!(scheme.ground().to_css(), in_style("--raised")[index]);
        for ground in ["--raised", "--ground", "--surface"] {
            let ground = in_style(ground)[index];
            for css in every_colour() {
                let link = Color::parse(&css).unwrap().legible(scheme);
                let contrast = contrast(&link.to_css(), ground);
                assert!(contrast >= 4.5, "{css} on {ground}: {contrast}");
            }
        }
    }
}

#[test]
fn a_colour_that_can_be_read_stays_as_it_is() {
    for css in every_colour() {
        let color = Color::parse(&css).unwrap();
        for scheme in [Scheme::Light, Scheme::Dark] {
            let readable = contrast(&css, &scheme.ground().to_css());
            if readable >= 4.95 {
                assert_eq!(color.legible(scheme), color, "{css}");
            }
        }
    }
    // The style's own.
    for (property, scheme) in [("--link", Scheme::Light), ("--link-dark", Scheme::Dark)] {
        let css = STYLE.split_once(&format!("  {property}: ")).unwrap().1;
        let color = Color::parse(&css[..7]).unwrap();
        assert_eq!(color.legible(scheme), color, "{property}");
    }
}

#[test]
fn a_colour_that_links_cannot_have_is_told_with_the_nearest_one_that_they_can() {
    let brand = |color: &str, dark: Option<&str>| Brand {
        color: Color::parse(color),
        color_dark: dark.and_then(Color::parse),
        ..Brand::default()
    };
    let said = brand("#ffe14d", Some("#102030")).advice();
    let [light, dark] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert!(
        light.starts_with("brand.color has a contrast of 1.1:1 with the page"),
        "{light}"
    );
    let link = Color::parse("#ffe14d").unwrap().legible(Scheme::Light);
    assert!(light.contains(&link.to_css()), "{light}");
    assert!(dark.starts_with("brand.colorDark has"), "{dark}");
    // What is light enough for itself alone was not chosen for the dark.
    for (color, dark) in [("#3d4fd6", Some("#9aa6ff")), ("#102030", None)] {
        assert_eq!(brand(color, dark).advice(), Vec::<String>::new());
    }
    assert_eq!(Brand::default().advice(), Vec::<String>::new());
}

#[test]
fn contrast_is_what_the_guidelines_say() {
    let white = Color::parse("#fff").unwrap();
    assert_eq!(white.contrast(white), 10);
    assert_eq!(white.contrast(Color::parse("#000").unwrap()), 210);
    for css in every_colour() {
        let exact = contrast(&css, "#ffffff") * 10.0;
        let tenths = u32::try_from(Color::parse(&css).unwrap().contrast(white)).unwrap();
        let off = exact - f64::from(tenths);
        assert!(
            (-0.03 * exact..1.0 + 0.03 * exact).contains(&off),
            "{css}: {exact}"
        );
    }
}

#[test]
fn a_brand_sets_the_properties_of_the_style_sheet_and_no_others() {
    let brand = Brand {
        color: Color::parse("#ffe000"),
        radius: Some(4),
        font: Some("\"Inter\", sans-serif".to_owned()),
        ..Brand::default()
    };
    let properties = brand.custom_properties();
    let value = |name: &str| {
        let found = properties.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(value("--brand"), Some("#ffe000"));
    assert_eq!(value("--on-brand"), Some("#000000"));
    // The dark scheme has the same colour where it has none of its own.
    assert_eq!(value("--brand-dark"), Some("#ffe000"));
    assert_eq!(value("--radius"), Some("4px"));
    assert_eq!(value("--font"), Some("\"Inter\", sans-serif"));
    for (name, _) in &properties {
        assert!(STYLE.contains(&format!("  {name}: ")), "{name}");
    }
    assert_eq!(Brand::default().custom_properties(), []);
}
