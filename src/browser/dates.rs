use wasm_bindgen::JsValue;

use super::language::formats;

/// A day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalDate {
    /// ISO 8601, for a `time` element's `datetime`.
    pub iso: String,
    /// In the language of the page and the person's own time zone, such as "21 Nov 2026".
    pub text: String,
}

/// The day of a moment in ISO 8601 and the language of the page; none if the text is no moment.
#[must_use]
pub fn local_date(moment: &str) -> Option<LocalDate> {
    let date = js_sys::Date::new(&JsValue::from_str(moment));
    if date.get_time().is_nan() {
        return None;
    }
    let options = js_sys::Object::new();
    for (part, form) in [("day", "numeric"), ("month", "short"), ("year", "numeric")] {
        // A fresh plain object takes any property.
        let _ = js_sys::Reflect::set(&options, &part.into(), &form.into());
    }
    Some(LocalDate {
        iso: String::from(date.to_iso_string()),
        text: String::from(date.to_locale_date_string(&formats(), &options)),
    })
}
