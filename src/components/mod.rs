//! Parts of pages: properties in, callbacks out, no rules.

mod button;
mod notice;
mod shell;
mod slow_hint;
mod text_field;

pub use button::SubmitButton;
pub use notice::{Problem, Status};
pub use shell::{Heading, Shell};
pub use slow_hint::SlowHint;
pub use text_field::EmailField;
