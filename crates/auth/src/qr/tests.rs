#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const URI: &str = "otpauth://totp/Latchkey:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\
                   &issuer=Latchkey&algorithm=SHA1&digits=6&period=30";

/// The modules that a path of rectangles covers, row by row. Nothing may be outside, or covered twice.
fn modules(code: &QrCode) -> Vec<Vec<bool>> {
    let size = usize::try_from(code.size).unwrap();
    let mut rows = vec![vec![false; size]; size];
    for rectangle in code.path.split_terminator('z') {
        let (start, edges) = rectangle
            .strip_prefix('M')
            .unwrap()
            .split_once('h')
            .unwrap();
        let (x, y) = start.split_once(' ').unwrap();
        let (run, back) = edges.split_once("v1h-").unwrap();
        assert_eq!(run, back, "{rectangle}");
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        for module in &mut rows[y][x..x + run.parse::<usize>().unwrap()] {
            assert!(!*module, "{rectangle} covers something twice");
            *module = true;
        }
    }
    rows
}

/// What a reader of another make sees, three pixels to a module.
fn read(code: &QrCode) -> String {
    const SCALE: usize = 3;
    let rows = modules(code);
    let side = rows.len() * SCALE;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        if rows[y / SCALE][x / SCALE] { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn a_reader_sees_the_text() {
    for text in ["0", "A", URI, "Grüße an 本"] {
        assert_eq!(read(&QrCode::of(text).unwrap()), text);
    }
}

#[test]
fn an_apps_key_makes_a_code_that_a_small_screen_shows_well() {
    // 224 CSS pixels: three and a half for each module at least.
    assert!(QrCode::of(URI).unwrap().size <= 64);
}

#[test]
fn the_quiet_zone_is_light() {
    let code = QrCode::of(URI).unwrap();
    let rows = modules(&code);
    let inside = 4..rows.len() - 4;
    for (y, row) in rows.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            assert!(!dark || (inside.contains(&x) && inside.contains(&y)));
        }
    }
    // The finder pattern is in the corner, so the zone is no wider either.
    assert!(rows[4][4..11].iter().all(|dark| *dark));
}

#[test]
fn a_text_that_fits_no_code_has_none() {
    assert!(QrCode::of(&"x".repeat(2953)).is_some());
    assert_eq!(QrCode::of(&"x".repeat(2954)), None);
}

#[test]
fn the_path_does_not_print() {
    let code = QrCode::of(URI).unwrap();
    assert!(!format!("{code:?}").contains(&code.path));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever a key is called, a reader sees it.
    #[test]
    fn any_short_text_is_read_back(text in "[ -~äöü]{1,150}") {
        prop_assert_eq!(read(&QrCode::of(&text).unwrap()), text);
    }
}
