use std::time::Duration;

use auth::Timestamp;

/// The wall clock of this device.
#[must_use]
pub fn now() -> Timestamp {
    let since_epoch = Duration::try_from_secs_f64(js_sys::Date::now() / 1000.0).unwrap_or_default();
    Timestamp::default() + since_epoch
}
