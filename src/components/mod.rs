//! Parts of pages: properties in, callbacks out, no rules.

mod button;
mod loading;
mod notice;
mod passkey_button;
mod require_session;
mod shell;
mod slow_hint;
mod text_field;
mod window_hint;

pub use button::SubmitButton;
pub use loading::Loading;
pub use notice::{Problem, Status};
pub use passkey_button::PasskeyButton;
pub use require_session::RequireSession;
pub use shell::{Heading, Shell};
pub use slow_hint::SlowHint;
pub use text_field::EmailField;
pub use window_hint::WindowHint;
