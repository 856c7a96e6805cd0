//! What the browser offers for passkeys besides the ceremonies themselves, which the Web SDK holds.

mod capabilities;

pub use capabilities::{can_autofill_passkeys, can_create_passkey, supports_passkeys};
