//! What the browser offers for passkeys besides the ceremonies themselves, which the Web SDK holds.

mod capabilities;
mod ceremony;
mod signal;

pub use capabilities::{can_autofill_passkeys, can_create_passkey, supports_passkeys};
pub use ceremony::{Ceremony, Mediation, PasskeyUser};
pub use signal::{signal_all_accepted_credentials, signal_unknown_credential};
